'use client'
import './globals.css'
import { PageFailure } from '@/components/ui/page-failure'

/** When even the layout failed: without theme and frame. */
export default function GlobalFailure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <head><title>Podkeeper failed</title></head>
      <body><main className="mx-auto max-w-2xl p-6"><PageFailure error={error} retry={reset} /></main></body>
    </html>
  )
}
