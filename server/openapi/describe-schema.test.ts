import { describe, expect, it } from 'vitest'
import { createClusterSchema } from '@/server/contracts/cluster'
import { createUserSchema } from '@/server/contracts/access'
import { openApiDocument } from './build-document'
import { curlExample } from './curl-example'
import { describeType, exampleOf, listMembers } from './describe-schema'
import { listErrors } from './explain-errors'
import { operationsOf, readDocument } from './json-schema'

const document = readDocument(openApiDocument())
const schema = (name: string) => document.components.schemas[name] ?? {}

describe('the documentation page', () => {
  it('has a part for every operation of the document', () => {
    const shown = document.tags.flatMap((tag) => operationsOf(document, tag.name))
    expect(shown).toHaveLength(Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length)
  })
  it('lists nested members by path with their rules', () => {
    const members = listMembers(schema('ClusterSpec'), document)
    expect(members.find((member) => member.path === 'resources.cpuLimitMillicores')).toMatchObject({ type: 'integer or null', required: false, rules: ['50 to 256000', 'default null'] })
    expect(members.find((member) => member.path === 'management')?.rules).toContain('one of "statefulset", "operator"')
    expect(describeType(schema('CreateCluster').properties?.['spec'] ?? {})).toBe('ClusterSpec')
  })
  it('shows bodies that the API accepts', () => {
    expect(createClusterSchema.safeParse(exampleOf(schema('CreateCluster'), document)).success).toBe(true)
    expect(createUserSchema.safeParse({ ...(exampleOf(schema('CreateUser'), document) as object), username: 'ada' }).success).toBe(true)
  })
  it('shows commands with the headers that are required and without a token', () => {
    const put = operationsOf(document, 'Clusters').find((operation) => operation.operationId === 'updateCluster')
    if (!put) throw new Error('updateCluster is missing')
    const command = curlExample(put, document)
    expect(command).toContain('curl --request PUT "$PODKEEPER/api/v1/clusters/$ID"')
    expect(command).toContain(`--header 'If-Match: "3"'`)
    expect(command).toContain('Bearer $TOKEN')
  })
  it('has patterns that other languages understand', () => {
    expect(JSON.stringify(openApiDocument())).not.toMatch(/"pattern":"[^"]*\/[a-z]+"/)
  })
  it('explains every error code', () => {
    for (const error of listErrors()) expect(error.when.length, error.code).toBeGreaterThan(20)
  })
})
