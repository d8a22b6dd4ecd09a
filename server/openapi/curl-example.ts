import { exampleOf } from './describe-schema'
import type { ReadableDocument, ReadableOperation } from './json-schema'

const PATH_EXAMPLES: Record<string, string> = { id: '$ID', account: 'root', instance: 'shop-db-0' }

/** A command that can be pasted into a shell where PODKEEPER and TOKEN are set. */
export function curlExample(operation: ReadableOperation, document: ReadableDocument): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => PATH_EXAMPLES[name] ?? `$${name.toUpperCase()}`)
  const body = operation.requestBody?.content['application/json']?.schema
  const parts = [
    `curl${operation.method === 'GET' ? '' : ` --request ${operation.method}`} "$PODKEEPER${path}"`,
    '--header "Authorization: Bearer $TOKEN"',
    ...operation.parameters.filter((parameter) => parameter.in === 'header' && parameter.required).map((parameter) => `--header '${parameter.name}: ${typeof parameter.schema.example === 'string' ? parameter.schema.example : '…'}'`),
    ...(body === undefined ? [] : [`--header 'Content-Type: application/json'`, `--data '${quote(JSON.stringify(exampleOf(body, document), null, 2))}'`]),
  ]
  const streams = Object.values(operation.responses).some((response) => response.content?.['text/event-stream'] || response.content?.['text/plain'])
  return [...(streams ? [parts[0]?.replace('curl', 'curl --no-buffer') ?? '', ...parts.slice(1)] : parts)].join(' \\\n  ')
}

/** Inside single quotes of a shell. */
function quote(text: string): string {
  return text.replaceAll(`'`, `'\\''`)
}
