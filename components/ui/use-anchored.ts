'use client'
import { useEffect, type RefObject } from 'react'

export type Side = 'top' | 'bottom'
export type Align = 'start' | 'center' | 'end'

const GAP_PIXELS = 6
const EDGE_PIXELS = 8

interface Box { top: number; bottom: number; left: number; width: number }

/** Where a floating box goes: on the wanted side, else on the other where there is more room; never outside the window. */
export function placeBeside(anchor: Box, floating: { width: number; height: number }, viewport: { width: number; height: number }, side: Side, align: Align): { left: number; top: number } {
  const roomAbove = anchor.top - GAP_PIXELS - EDGE_PIXELS
  const roomBelow = viewport.height - anchor.bottom - GAP_PIXELS - EDGE_PIXELS
  const fits = (side === 'top' ? roomAbove : roomBelow) >= floating.height
  const chosen = fits || (side === 'top' ? roomAbove >= roomBelow : roomBelow >= roomAbove) ? side : side === 'top' ? 'bottom' : 'top'
  const top = chosen === 'top' ? anchor.top - GAP_PIXELS - floating.height : anchor.bottom + GAP_PIXELS
  const offset = { start: 0, center: (anchor.width - floating.width) / 2, end: anchor.width - floating.width }[align]
  const clamp = (value: number, max: number) => Math.max(EDGE_PIXELS, Math.min(value, max - EDGE_PIXELS))
  return { left: clamp(anchor.left + offset, viewport.width - floating.width), top: clamp(top, viewport.height - floating.height) }
}

/** Keeps an open element of the top layer beside its anchor while the page scrolls or changes size. */
export function useAnchored(open: boolean, anchorRef: RefObject<HTMLElement | null>, floatingRef: RefObject<HTMLElement | null>, side: Side, align: Align): void {
  useEffect(() => {
    if (!open) return
    const place = () => {
      if (!anchorRef.current || !floatingRef.current) return
      const { clientWidth: width, clientHeight: height } = document.documentElement
      const box = floatingRef.current.getBoundingClientRect()
      const { left, top } = placeBeside(anchorRef.current.getBoundingClientRect(), box, { width, height }, side, align)
      floatingRef.current.style.left = `${Math.round(left)}px`
      floatingRef.current.style.top = `${Math.round(top)}px`
    }
    place()
    window.addEventListener('scroll', place, { capture: true, passive: true })
    window.addEventListener('resize', place)
    return () => {
      window.removeEventListener('scroll', place, { capture: true })
      window.removeEventListener('resize', place)
    }
  }, [open, anchorRef, floatingRef, side, align])
}
