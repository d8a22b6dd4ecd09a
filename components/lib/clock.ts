'use client'
import { useSyncExternalStore } from 'react'

// One timer for every relative time of the tab.
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => listeners.forEach((notify) => notify()), 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) { clearInterval(timer); timer = undefined }
  }
}

let presentMs: number | null = null

/** The same for all that is drawn together: React reads a store several times over and takes a difference for a change. */
function presentSecondMs(): number {
  if (presentMs === null) {
    presentMs = Math.floor(Date.now() / 1000) * 1000
    queueMicrotask(() => { presentMs = null })
  }
  return presentMs
}

/** A value made from the present second; its component renders again only when the value changes. */
export function useClockValue<T extends string | number | boolean | null>(read: (nowMs: number) => T): T {
  const snapshot = () => read(presentSecondMs())
  return useSyncExternalStore(subscribe, snapshot, snapshot)
}

const never = () => () => undefined

/** False on the server and while the browser takes over, then true: for what depends on the viewer's zone or screen. */
export function useHydrated(): boolean {
  return useSyncExternalStore(never, () => true, () => false)
}
