import { z } from 'zod'
import { LABELS } from '@/server/domain/kubernetes-port'
import { statusAnswer, type FakeAnswer, type FakeRequest } from './fake-answer'
import { applyFake, deleteFake, mergeFake } from './fake-changes'
import type { FakeObject, FakeObjectStore } from './fake-object-store'

export interface FakeState {
  store: FakeObjectStore
  logs: Map<string, string[]>
}

const PATH = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+)(?=\/.))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/
const objectSchema = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) })

export function answerRequest(state: FakeState, request: FakeRequest): FakeAnswer {
  if (request.path === '/version') return { status: 200, body: { gitVersion: 'v1.35.0-fake' } }
  if (request.path.endsWith('/selfsubjectaccessreviews')) return { status: 201, body: { status: { allowed: true } } }
  const match = PATH.exec(request.path)
  if (!match) return statusAnswer(404, 'NotFound', 'the server could not find the requested resource')
  const [, core, grouped, namespace = null, plural = '', name, subresource] = match
  const collection = `${core ?? grouped ?? ''}/${plural}`
  if (subresource === 'log') return answerLog(state, `${namespace ?? ''}/${name ?? ''}/${request.query.get('container') ?? ''}`)
  if (name === undefined) return request.query.get('watch') === 'true' ? answerWatch(state, collection, namespace, request) : answerList(state, collection, namespace, request)
  return answerObject(state, { collection, namespace, plural, name }, request)
}

function answerObject(state: FakeState, target: { collection: string; namespace: string | null; plural: string; name: string }, request: FakeRequest): FakeAnswer {
  const { store } = state
  const found = store.get(target.collection, target.namespace, target.name)
  const missing = statusAnswer(404, 'NotFound', `${target.plural} "${target.name}" not found`, { name: target.name, kind: target.plural })
  switch (request.method) {
    case 'GET':
      return found ? { status: 200, body: found } : missing
    case 'DELETE':
      return found ? deleteFake(store, target.collection, found, request.body) : missing
    case 'PATCH': {
      if (!request.contentType.includes('apply-patch')) return found ? mergeFake(store, target.collection, found, request.body) : missing
      if (target.namespace !== null && !store.get('v1/namespaces', null, target.namespace)) return statusAnswer(404, 'NotFound', `namespaces "${target.namespace}" not found`, { name: target.namespace, kind: 'namespaces' })
      return applyFake(store, target.collection, found, objectSchema.parse(request.body) as FakeObject, request.query)
    }
    default:
      return statusAnswer(405, 'MethodNotAllowed', 'not allowed')
  }
}

function answerLog(state: FakeState, key: string): FakeAnswer {
  const lines = state.logs.get(key)
  return lines ? { status: 200, body: lines.map((line) => `${line}\n`).join('') } : statusAnswer(404, 'NotFound', `pods "${key}" not found`)
}

/** Pages of the state when the first page was read would be exact; a fake may read what is there now. */
function answerList(state: FakeState, collection: string, namespace: string | null, request: FakeRequest): FakeAnswer {
  const all = state.store.list(collection, namespace).filter(selectorOf(request))
  const from = Number(request.query.get('continue') ?? 0)
  const limit = Number(request.query.get('limit') ?? 0) || Infinity
  const items = all.slice(from, from + limit).map(renderOf(request))
  const more = from + limit < all.length ? { continue: String(from + limit) } : {}
  return { status: 200, body: { kind: 'List', metadata: { resourceVersion: String(state.store.currentVersion), ...more }, items } }
}

function answerWatch(_state: FakeState, collection: string, namespace: string | null, request: FakeRequest): FakeAnswer {
  const selects = selectorOf(request)
  const from = Number(request.query.get('resourceVersion') ?? 0)
  const matches = (object: unknown) => selects(object as FakeObject) && (namespace === null || (object as FakeObject).metadata.namespace === namespace)
  return { status: 200, watch: { collection, from, matches, render: renderOf(request) } }
}

/** Only the one selector that Podkeeper uses. */
function selectorOf(request: FakeRequest): (object: FakeObject) => boolean {
  const [label = LABELS.managedBy, value] = (request.query.get('labelSelector') ?? '').split('=')
  return value === undefined ? () => true : (object) => object.metadata.labels?.[label] === value
}

function renderOf(request: FakeRequest): (object: unknown) => unknown {
  if (!request.accept.includes('PartialObjectMetadata')) return (object) => object
  return (object) => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: (object as FakeObject).metadata })
}
