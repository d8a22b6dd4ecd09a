'use client'
import { CircleCheck, Info, OctagonX, X } from 'lucide-react'
import { useSyncExternalStore, type ReactNode } from 'react'
import { IconButton } from './button'

export type ToastTone = 'done' | 'info' | 'broken'
interface ToastItem { id: number; tone: ToastTone; message: string; detail: string | null }

const SHOWN_MS = 6000
const NOTHING: readonly ToastItem[] = []
let toasts: readonly ToastItem[] = NOTHING
let lastId = 0
const listeners = new Set<() => void>()

function setToasts(next: readonly ToastItem[]): void {
  toasts = next
  listeners.forEach((notify) => notify())
}

export function dismissToast(id: number): void {
  setToasts(toasts.filter((item) => item.id !== id))
}

/** Says shortly what has been done. Errors stay until they are dismissed; better show them where they belong. */
export function showToast(message: string, { tone = 'done', detail = null }: { tone?: ToastTone; detail?: string | null } = {}): void {
  lastId += 1
  const id = lastId
  setToasts([...toasts, { id, tone, message, detail }].slice(-4))
  if (tone !== 'broken') setTimeout(() => dismissToast(id), SHOWN_MS)
}

const ICONS: Record<ToastTone, ReactNode> = {
  done: <CircleCheck aria-hidden className="text-healthy" />,
  info: <Info aria-hidden className="text-working" />,
  broken: <OctagonX aria-hidden className="text-broken" />,
}

/** Where toasts appear; once, in the layout. */
export function Toaster() {
  const items = useSyncExternalStore((listener) => { listeners.add(listener); return () => listeners.delete(listener) }, () => toasts, () => NOTHING)
  return (
    <div role="region" aria-label="Messages" aria-live="polite" className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-32px)] flex-col gap-2">
      {items.map((item) => (
        <div key={item.id} className="pointer-events-auto flex items-start gap-2 rounded-md border bg-raised p-3 animate-enter [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
          {ICONS[item.tone]}
          <div className="min-w-0 grow break-words"><p className="font-medium">{item.message}</p>{item.detail && <p className="text-muted">{item.detail}</p>}</div>
          <IconButton size="sm" label="Dismiss" onClick={() => dismissToast(item.id)}><X aria-hidden /></IconButton>
        </div>
      ))}
    </div>
  )
}
