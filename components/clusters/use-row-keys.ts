'use client'
import { useEffect, type RefObject } from 'react'

/** Where j and k lead: the next row, staying at the ends; from nowhere to the first or last. */
export function nextRow(key: 'j' | 'k', current: number, count: number): number | null {
  if (count === 0) return null
  if (current === -1) return key === 'j' ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, current + (key === 'j' ? 1 : -1)))
}

/** Keys typed into a field, with a modifier, or while a dialog is open mean something else. */
function isForPage(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  return !target?.closest('input, textarea, select, [contenteditable], dialog, [role="menu"]') && document.querySelector('dialog[open]') === null
}

/** j and k move over the rows of a list (links with data-row-link), Enter opens the row, / goes to the search field. */
export function useRowKeys(list: RefObject<HTMLElement | null>, search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isForPage(event)) return
      if (event.key === '/') {
        event.preventDefault()
        search.current?.focus()
        return
      }
      if (event.key !== 'j' && event.key !== 'k') return
      const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
      const row = document.activeElement?.closest('tr')
      const next = nextRow(event.key, links.findIndex((link) => row?.contains(link) ?? false), links.length)
      if (next === null) return
      event.preventDefault()
      links[next]?.focus()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [list, search])
}
