import type { Metadata } from 'next'
import { CodeBlock } from '@/components/ui/code-block'
import { openApiDocument } from '@/server/openapi/build-document'
import { operationsOf, readDocument } from '@/server/openapi/json-schema'
import { InlineCode } from '../inline-code'
import { OperationSection } from './operation-section'
import { SchemaSection } from './schema-section'

export const metadata: Metadata = { title: 'API' }

const START = `export PODKEEPER=http://localhost:3000   # where you open the console
export TOKEN=pk_…                        # make one under Settings
curl "$PODKEEPER/api/v1/clusters" --header "Authorization: Bearer $TOKEN"`

const RULES = [
  'Preview a change with `?dryRun=true`: nothing is changed, and the answer tells the objects, what would be interrupted, and what Kubernetes says.',
  'Changes of a cluster take the `ETag` of your last read as `If-Match`. When somebody else was faster the answer is 409 and shows what they changed.',
  'Send a random `Idempotency-Key` with a POST: the same request again is not carried out twice.',
  'Sizes are bytes, CPU is thousandths, durations are seconds, times are ISO 8601 in UTC.',
]

export default function ApiPage() {
  const document = readDocument(openApiDocument())
  return (
    <>
      <h1 className="text-2xl font-semibold">REST API</h1>
      <p className="mt-2 max-w-3xl"><InlineCode text={document.info.description} /></p>
      <div className="mt-4"><CodeBlock label="First request" code={START} /></div>
      <ul className="mt-4 max-w-3xl list-disc space-y-1 pl-5">{RULES.map((rule) => <li key={rule}><InlineCode text={rule} /></li>)}</ul>
      <nav aria-label="Contents" className="mt-6 grid gap-x-8 gap-y-4 rounded-md border bg-surface p-4 sm:grid-cols-2 lg:grid-cols-3">
        {document.tags.map((tag) => (
          <div key={tag.name}>
            <p className="text-xs font-medium text-muted">{tag.name}</p>
            <ul>{operationsOf(document, tag.name).map((operation) => (
              <li key={operation.operationId}><a href={`#${operation.operationId}`} className="inline-flex min-h-6 items-center text-accent hover:underline">{operation.summary}</a></li>
            ))}</ul>
          </div>
        ))}
      </nav>
      {document.tags.map((tag) => (
        <section key={tag.name} aria-labelledby={`tag-${tag.name}`} className="mt-10">
          <h2 id={`tag-${tag.name}`} className="text-xl font-semibold">{tag.name}</h2>
          <p className="text-muted">{tag.description}</p>
          {operationsOf(document, tag.name).map((operation) => <OperationSection key={operation.operationId} operation={operation} document={document} />)}
        </section>
      ))}
      <section aria-labelledby="schemas" className="mt-10">
        <h2 id="schemas" className="text-xl font-semibold">Schemas</h2>
        {Object.entries(document.components.schemas).map(([name, schema]) => <SchemaSection key={name} name={name} schema={schema} document={document} />)}
      </section>
    </>
  )
}
