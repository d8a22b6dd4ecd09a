'use client'
import { PageFailure } from '@/components/ui/page-failure'

export default function ConsoleFailure({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageFailure error={error} retry={reset} />
}
