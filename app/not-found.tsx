import type { Metadata } from 'next'
import { SearchX } from 'lucide-react'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="sr-only">Not found</h1>
      <EmptyState icon={SearchX} title="There is no page at this address" action={<ButtonLink href="/clusters" variant="primary">Show the clusters</ButtonLink>}>
        The address may be mistyped, or what it showed was deleted.
      </EmptyState>
    </main>
  )
}
