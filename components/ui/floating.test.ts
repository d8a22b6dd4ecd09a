// @vitest-environment node
import { expect, test } from 'vitest'
import { nextMenuIndex } from './menu'
import { placeBeside } from './use-anchored'

const VIEWPORT = { width: 360, height: 800 }
const anchor = (top: number, left = 100) => ({ top, bottom: top + 30, left, width: 40 })

test('a box goes on the wanted side when there is room', () => {
  expect(placeBeside(anchor(400), { width: 100, height: 100 }, VIEWPORT, 'bottom', 'start')).toEqual({ left: 100, top: 436 })
  expect(placeBeside(anchor(400), { width: 100, height: 100 }, VIEWPORT, 'top', 'center')).toEqual({ left: 70, top: 294 })
})

test('it turns to the other side where the wanted one has no room', () => {
  expect(placeBeside(anchor(760), { width: 100, height: 200 }, VIEWPORT, 'bottom', 'start').top).toBe(554)
})

test('it never leaves the window, on a phone neither', () => {
  const { left, top } = placeBeside(anchor(780, 340), { width: 300, height: 900 }, VIEWPORT, 'bottom', 'start')
  expect(left).toBe(52)
  expect(top).toBe(8)
})

test('arrows go round a menu, letters find what begins with them', () => {
  const labels = ['Light', 'Dark', 'As the system', 'Sign out']
  expect(nextMenuIndex('ArrowDown', 3, labels)).toBe(0)
  expect(nextMenuIndex('ArrowUp', 0, labels)).toBe(3)
  expect(nextMenuIndex('End', 0, labels)).toBe(3)
  expect(nextMenuIndex('s', 0, labels)).toBe(3)
  expect(nextMenuIndex('x', 0, labels)).toBeNull()
  expect(nextMenuIndex('ArrowDown', -1, [])).toBeNull()
})
