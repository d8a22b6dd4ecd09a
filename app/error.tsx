'use client'
import { PageFailure } from '@/components/ui/page-failure'

export default function RootFailure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <main className="mx-auto max-w-2xl p-6"><PageFailure error={error} retry={reset} /></main>
}
