import { describeType } from '@/server/openapi/describe-schema'
import { referenceName, type JsonSchema } from '@/server/openapi/json-schema'

/** The type in words; schemas with a name lead to where they are listed. */
export function TypeName({ schema }: { schema: JsonSchema }) {
  const name = referenceName(schema)
  if (name !== null) return <a href={`#schema-${name}`} className="inline-flex min-h-6 items-center text-accent hover:underline">{name}</a>
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((choice, index) => <span key={index}>{index > 0 && ' or '}<TypeName schema={choice} /></span>)
  if (schema.items) return <>list of <TypeName schema={schema.items} /></>
  return describeType(schema)
}
