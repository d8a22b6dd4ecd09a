import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { Button } from './button'

beforeAll(() => {
  // jsdom has no popover API
  HTMLElement.prototype.showPopover = () => undefined
  HTMLElement.prototype.hidePopover = () => undefined
})
afterEach(cleanup)

test('a button that cannot be used stays reachable, says why, and does nothing', () => {
  const onClick = vi.fn()
  render(<Button disabledReason="Needs the role admin" onClick={onClick}>Remove</Button>)
  const button = screen.getByRole('button', { name: 'Remove' })
  fireEvent.click(button)
  expect(onClick).not.toHaveBeenCalled()
  expect(button.getAttribute('aria-disabled')).toBe('true')
  expect(button.hasAttribute('disabled')).toBe(false)
  expect(document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Needs the role admin')
})

test('a pending submit button does not send its form a second time', () => {
  const onSubmit = vi.fn((event: Event) => event.preventDefault())
  render(<form onSubmit={(event) => onSubmit(event.nativeEvent)}><Button type="submit" pending>Save</Button></form>)
  fireEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(onSubmit).not.toHaveBeenCalled()
})
