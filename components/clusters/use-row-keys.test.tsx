import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useRef } from 'react'
import { afterEach, expect, test } from 'vitest'
import { nextRow, useRowKeys } from './use-row-keys'

afterEach(cleanup)

function List() {
  const list = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  useRowKeys(list, search)
  return (
    <div>
      <input ref={search} aria-label="Search" />
      <div ref={list}><table><tbody>{['a', 'b', 'c'].map((name) => <tr key={name}><td><a href={`#${name}`} data-row-link>{name}</a></td></tr>)}</tbody></table></div>
    </div>
  )
}
const focused = () => document.activeElement?.textContent

test('j and k walk over the rows and stay at the ends', async () => {
  render(<List />)
  const user = userEvent.setup()
  await user.keyboard('j')
  expect(focused()).toBe('a')
  await user.keyboard('jjj')
  expect(focused()).toBe('c')
  await user.keyboard('k')
  expect(focused()).toBe('b')
})

test('a slash goes to the search, where letters are letters', async () => {
  render(<List />)
  const user = userEvent.setup()
  await user.keyboard('/')
  const search = screen.getByLabelText<HTMLInputElement>('Search')
  expect(document.activeElement).toBe(search)
  await user.keyboard('jk/')
  expect(search.value).toBe('jk/')
})

test('with Ctrl held the browser keeps its shortcuts', async () => {
  render(<List />)
  await userEvent.setup().keyboard('{Control>}j{/Control}')
  expect(document.activeElement).toBe(document.body)
})

test('an empty list leads nowhere', () => {
  expect(nextRow('j', -1, 0)).toBeNull()
  expect(nextRow('k', -1, 3)).toBe(2)
})
