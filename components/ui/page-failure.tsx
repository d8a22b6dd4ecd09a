'use client'
import { useEffect } from 'react'
import { problemFrom } from '@/components/lib/problem'
import { Button } from './button'
import { ProblemView } from './problem-view'

interface PageFailureProps { error: Error & { digest?: string }; retry: () => void }

/** A page that failed where nothing was foreseen. The server keeps the cause in its log under the digest. */
export function PageFailure({ error, retry }: PageFailureProps) {
  useEffect(() => { console.error(error) }, [error])
  const problem = error.digest === undefined ? problemFrom(error) : {
    type: '/docs/errors#internal', title: 'Podkeeper failed', status: 500, code: 'internal', requestId: error.digest,
    detail: 'The page could not be made. The log of Podkeeper has the cause under the number below.', action: 'Try again. If it happens again, report it with the number.',
  }
  return <ProblemView problem={problem} actions={<Button size="sm" onClick={retry}>Try again</Button>} />
}
