'use client'
import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'

const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), { ssr: false })

/** Opens the command palette; so does Ctrl-K or ⌘K. Its code is loaded when it is first opened. */
export function PaletteButton({ onSignOut }: { onSignOut: () => void }) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      setOpen((was) => !was)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} aria-haspopup="dialog" aria-keyshortcuts="Control+K" className="flex h-8 items-center gap-2 rounded-md border bg-surface px-2 text-sm text-muted hover:border-line-strong max-sm:w-8 max-sm:justify-center">
        <Search aria-hidden className="size-4" />
        <span className="max-sm:sr-only">Search or jump to</span>
        <kbd className="figures text-xs max-sm:hidden">Ctrl K</kbd>
      </button>
      {open && <CommandPalette onClose={() => setOpen(false)} onSignOut={onSignOut} />}
    </>
  )
}
