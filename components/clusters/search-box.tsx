'use client'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { ClusterListParams } from '@/components/lib/query-keys'
import { listHref } from './list-address'

const PAUSE_MS = 250

/** Searches name, namespace and primary on the server, a moment after the last key. */
export function SearchBox({ params, input }: { params: ClusterListParams; input: RefObject<HTMLInputElement | null> }) {
  const router = useRouter()
  const applied = params.search ?? ''
  const [text, setText] = useState(applied)
  const [seen, setSeen] = useState(applied)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The address changed by other means (a chip, the browser's back button).
  if (seen !== applied) {
    setSeen(applied)
    if (text.trim() !== applied) setText(applied)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const search = (value: string, delayMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const wanted = value.trim().slice(0, 200)
      setSeen(wanted)
      router.replace(listHref(params, { search: wanted === '' ? undefined : wanted }), { scroll: false })
    }, delayMs)
  }
  return (
    <form role="search" className="relative min-w-0 grow basis-60 sm:max-w-80" onSubmit={(event) => { event.preventDefault(); search(text, 0) }}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2 size-4 text-muted" />
      <input
        ref={input}
        type="search"
        value={text}
        maxLength={200}
        onChange={(event) => { setText(event.target.value); search(event.target.value, PAUSE_MS) }}
        onKeyDown={(event) => { if (event.key === 'Escape') event.currentTarget.blur() }}
        aria-label="Search clusters by name, namespace or primary"
        aria-keyshortcuts="/"
        placeholder="Name, namespace or primary"
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-base"
      />
    </form>
  )
}
