import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { buildManifests } from './build-manifests'
import { renderYaml } from './render-yaml'
import { SAMPLE_SECRETS, sampleInput, sampleSpec } from './testing/sample-input'

const parse = (text: string): unknown[] => parseAllDocuments(text).flatMap((document) => {
  expect('errors' in document ? document.errors : []).toEqual([])
  const value: unknown = document.toJS()
  return value === null ? [] : [value]
})

describe.each(['operator', 'statefulset'] as const)('%s management', (management) => {
  const input = sampleInput({ spec: sampleSpec({ management, configuration: { init_connect: 'SET NAMES "x" # y: z' } }) })

  it.each([true, false])('reads back as the same objects (managed: %s)', (managed) => {
    const one = { ...input, managed }
    const manifests = buildManifests(one)
    expect(parse(renderYaml(manifests, one))).toEqual(JSON.parse(JSON.stringify(manifests)))
  })

  it('writes scripts so that a person can read them', () => {
    expect(renderYaml(buildManifests(input), input)).toContain('  library.sh: |\n    # Sourced by the scripts of this cluster.\n    set -euo pipefail\n')
  })

  it('standing alone without passwords, says how to make the Secret instead of holding one', () => {
    const alone = { ...input, managed: false, secrets: null }
    const text = renderYaml(buildManifests(alone), alone)
    expect(parse(text)).not.toContainEqual(expect.objectContaining({ kind: 'Secret' }))
    expect(text).toContain('kubectl create secret generic shop-db-credentials \\')
    for (const account of Object.keys(SAMPLE_SECRETS)) expect(text).toContain(`--from-literal=${account}=`)
  })
})

it('says that objects of operator management need Podkeeper', () => {
  const alone = sampleInput({ managed: false, spec: sampleSpec({ management: 'operator' }) })
  expect(renderYaml(buildManifests(alone), alone)).toContain('# These objects need Podkeeper')
})
