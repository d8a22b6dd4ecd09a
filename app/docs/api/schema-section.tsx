import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { listMembers } from '@/server/openapi/describe-schema'
import type { JsonSchema, ReadableDocument } from '@/server/openapi/json-schema'
import { InlineCode } from '../inline-code'
import { TypeName } from './type-name'

interface SchemaSectionProps { name: string; schema: JsonSchema; document: ReadableDocument }

/** A named schema with all its members. Closed, for there are many. */
export function SchemaSection({ name, schema, document }: SchemaSectionProps) {
  const choices = schema.oneOf ?? schema.anyOf
  return (
    <section id={`schema-${name}`} aria-labelledby={`schema-${name}-title`} className="mt-4 scroll-mt-4 rounded-md border bg-surface target:border-accent">
      <h3 id={`schema-${name}-title`} className="figures border-b px-4 py-2 text-sm font-semibold">{name}</h3>
      {choices ? (
        <div className="divide-y">{choices.map((choice, index) => <Members key={index} label={`${name}, form ${index + 1}`} schema={choice} document={document} />)}</div>
      ) : <Members label={`Members of ${name}`} schema={schema} document={document} />}
    </section>
  )
}

function Members({ label, schema, document }: { label: string; schema: JsonSchema; document: ReadableDocument }) {
  const members = listMembers(schema, document)
  if (members.length === 0) return <p className="p-4"><TypeName schema={schema} /></p>
  return (
    <Table textOnly label={label}>
      <TableHead><HeaderCell>Member</HeaderCell><HeaderCell>Type</HeaderCell><HeaderCell>Meaning</HeaderCell></TableHead>
      <TableBody>
        {members.map((member) => (
          <Row key={member.path}>
            <RowHeader className="figures break-all">{member.path}{member.required && <span className="ml-2 font-sans text-xs font-normal text-muted">required</span>}</RowHeader>
            <Cell label="Type">{member.type}</Cell>
            <Cell label="Meaning" className="break-words">{member.description && <InlineCode text={`${member.description}. `} />}<span className="text-muted">{member.rules.join('; ')}</span></Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}
