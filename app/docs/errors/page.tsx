import type { Metadata } from 'next'
import { listErrors } from '@/server/openapi/explain-errors'
import { InlineCode } from '../inline-code'

export const metadata: Metadata = { title: 'Errors' }

export default function ErrorsPage() {
  return (
    <>
      <h1 className="text-2xl font-semibold">Errors</h1>
      <p className="mt-2 max-w-3xl">
        Errors are <InlineCode text="`application/problem+json` (RFC 9457). `code` never changes its meaning; `detail` says what happened and why in this case, `action` what to do, `fields` which members of the input are concerned, and `requestId` finds the request in the log." />
      </p>
      <dl className="mt-6 divide-y rounded-md border bg-surface">
        {listErrors().map((error) => (
          <div key={error.code} id={error.code} className="grid scroll-mt-4 gap-x-6 gap-y-1 p-4 target:bg-accent-soft sm:grid-cols-[16rem_1fr]">
            <dt className="min-w-0">
              <a href={`#${error.code}`} className="figures inline-flex min-h-6 items-center text-sm font-medium break-all text-accent hover:underline">{error.code}</a>
              <p className="text-xs text-muted">Status <span className="figures">{error.status}</span></p>
            </dt>
            <dd className="min-w-0">
              <p className="font-medium">{error.title}</p>
              <p className="mt-1"><InlineCode text={error.when} /></p>
              <p className="mt-1 text-muted"><InlineCode text={error.remedy} /></p>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}
