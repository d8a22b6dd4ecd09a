import { CodeBlock } from '@/components/ui/code-block'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { curlExample } from '@/server/openapi/curl-example'
import { describeRules, describeType } from '@/server/openapi/describe-schema'
import type { JsonSchema, ReadableDocument, ReadableOperation } from '@/server/openapi/json-schema'
import { InlineCode } from '../inline-code'
import { TypeName } from './type-name'

/** One method of one path: what it does, what it takes, what it answers, and a command to try it. */
export function OperationSection({ operation, document }: { operation: ReadableOperation; document: ReadableDocument }) {
  const body = operation.requestBody?.content['application/json']?.schema
  return (
    <article id={operation.operationId} aria-labelledby={`${operation.operationId}-title`} className="mt-6 scroll-mt-4 rounded-md border bg-surface">
      <div className="border-b p-4">
        <h3 id={`${operation.operationId}-title`} className="font-semibold">{operation.summary}</h3>
        <p className="figures mt-1 text-sm break-all"><span className="font-semibold">{operation.method}</span> {operation.path}</p>
        {operation.description.split('\n\n').map((paragraph) => <p key={paragraph} className="mt-2 max-w-3xl"><InlineCode text={paragraph} /></p>)}
      </div>
      {operation.parameters.length > 0 && <Parameters operation={operation} />}
      <div className="space-y-3 p-4">
        {body && <p>Body: <TypeName schema={body} /></p>}
        <CodeBlock label={`Command: ${operation.summary}`} code={curlExample(operation, document)} />
        <Responses operation={operation} />
      </div>
    </article>
  )
}

function Parameters({ operation }: { operation: ReadableOperation }) {
  return (
    <div className="border-b">
      <Table textOnly label={`Parameters: ${operation.summary}`}>
        <TableHead><HeaderCell>Parameter</HeaderCell><HeaderCell>In</HeaderCell><HeaderCell>Type</HeaderCell><HeaderCell>Meaning</HeaderCell></TableHead>
        <TableBody>
          {operation.parameters.map((parameter) => (
            <Row key={`${parameter.in}-${parameter.name}`}>
              <RowHeader><span className="figures">{parameter.name}</span>{parameter.required && <span className="ml-2 text-xs font-normal text-muted">required</span>}</RowHeader>
              <Cell label="In">{parameter.in}</Cell>
              <Cell label="Type">{describeType(parameter.schema)}</Cell>
              <Cell label="Meaning" className="break-words"><Meaning schema={parameter.schema} /></Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  )
}

function Meaning({ schema }: { schema: JsonSchema }) {
  return <>{schema.description && <InlineCode text={`${schema.description}. `} />}<span className="text-muted">{describeRules(schema).join('; ')}</span></>
}

function Responses({ operation }: { operation: ReadableOperation }) {
  return (
    <details>
      <summary className="inline-flex min-h-6 cursor-pointer items-center font-medium">Answers</summary>
      <dl className="mt-2 divide-y border-t">
        {Object.entries(operation.responses).map(([status, { description, content }]) => (
          <div key={status} className="grid grid-cols-[3rem_1fr] gap-x-3 py-2">
            <dt className="figures font-medium">{status}</dt>
            <dd className="min-w-0">
              {description.split('\n').map((line) => <p key={line} className="break-words"><InlineCode text={line} /></p>)}
              {Object.entries(content ?? {}).map(([type, { schema }]) => <p key={type} className="text-xs text-muted">{type}: <TypeName schema={schema} /></p>)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
