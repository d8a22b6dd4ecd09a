import Link from 'next/link'
import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/mark'

// The policy of scripts holds a nonce of each request, which a page made at build time cannot have.
export const dynamic = 'force-dynamic'

const LINK = 'inline-flex min-h-6 items-center rounded-sm font-medium text-accent hover:underline'

export default function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto max-w-5xl px-4 py-6 sm:px-6">
      <header className="mb-6 flex flex-wrap items-center gap-x-6 gap-y-2 border-b pb-4">
        <Link href="/" className="flex items-center gap-2 text-lg font-semibold"><Mark />Podkeeper</Link>
        <nav aria-label="Documentation" className="flex flex-wrap gap-x-5 gap-y-1">
          <Link href="/docs/api" className={LINK}>API</Link>
          <Link href="/docs/errors" className={LINK}>Errors</Link>
          <Link href="/docs/availability" className={LINK}>Availability</Link>
          <a href="/api/openapi.json" className={LINK}>OpenAPI 3.1</a>
        </nav>
      </header>
      <main>{children}</main>
    </div>
  )
}
