import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { FakeAnswer, FakeRequest } from './fake-answer'
import { FakeObjectStore } from './fake-object-store'
import { answerRequest } from './fake-routes'

/** Answers instead of the API server; null lets the request through. */
export type FakeFault = (request: FakeRequest) => FakeAnswer | null

export interface RecordedRequest {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
}

/**
 * An API server in this process, for tests and for the memory bench: lists in pages, watches with history, bookmarks and 410,
 * server-side apply, merge patch, delete with preconditions, logs; and faults: answers of the test's choice, connections
 * that are cut, a server that is away, and one that accepts and never answers.
 */
export class FakeApiServer {
  readonly store = new FakeObjectStore()
  /** log lines by "namespace/pod/container" */
  readonly logs = new Map<string, string[]>()
  readonly requests: RecordedRequest[] = []
  fault: FakeFault = () => null
  /** when set, bookmarks are sent this often */
  bookmarkMs: number | null = null
  private frozen = false
  private port = 0
  private server: http.Server | null = null
  private readonly sockets = new Set<Socket>()
  private readonly closings = new Set<() => void>()

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Ready to be read by `loadCredentials({ source: 'kubeconfig' })`. */
  get kubeconfig(): string {
    return JSON.stringify({
      'current-context': 'fake',
      clusters: [{ name: 'fake', cluster: { server: this.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'fake', user: { token: 'fake-token' } }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    })
  }

  /** Listens; after `stop` on the same port as before. */
  async start(): Promise<this> {
    const server = http.createServer((request, response) => void this.handle(request, response))
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.port, '127.0.0.1', resolve)
    })
    this.port = (server.address() as AddressInfo).port
    this.server = server
    return this
  }

  /** Away: nothing listens and every connection is cut. */
  async stop(): Promise<void> {
    const server = this.server
    this.server = null
    if (!server) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    this.cutConnections()
    await closed
  }

  cutConnections(): void {
    for (const close of this.closings) close()
    for (const socket of this.sockets) socket.destroy()
  }

  /** Connections stay open, but nothing comes through any more: neither answers nor watch events. */
  freeze(): void {
    this.frozen = true
  }

  /** New requests are answered again; watches from before stay dead, as after a lost route. */
  thaw(): void {
    this.frozen = false
    for (const close of this.closings) close()
  }

  /** Watches go silent for ever while everything else is answered. */
  deadenWatches(): void {
    for (const close of this.closings) close()
  }

  countRequests(matches: (request: RecordedRequest) => boolean): number {
    return this.requests.filter(matches).length
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const parsed: FakeRequest = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, body: text === '' ? null : JSON.parse(text), contentType: request.headers['content-type'] ?? '', accept: request.headers.accept ?? '' }
    this.requests.push({ method: parsed.method, path: parsed.path, query: parsed.query, body: parsed.body })
    if (this.frozen) return // never answered
    const answer = this.fault(parsed) ?? answerRequest({ store: this.store, logs: this.logs }, parsed)
    if (answer.watch) this.serveWatch(response, answer.watch.collection, answer.watch.matches, answer.watch.render, answer.watch.from)
    else {
      response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers })
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
    }
  }

  private serveWatch(response: http.ServerResponse, collection: string, matches: (object: unknown) => boolean, render: (object: unknown) => unknown, from: number): void {
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.flushHeaders()
    const send = (type: string, object: unknown) => (this.frozen ? undefined : response.write(`${JSON.stringify({ type, object })}\n`))
    const past = this.store.eventsSince(collection, from)
    if (past === null) {
      send('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' })
      response.end()
      return
    }
    for (const event of past) if (matches(event.object)) send(event.type, render(event.object))
    const forget = this.store.onEvent((changed, event) => (changed === collection && matches(event.object) ? send(event.type, render(event.object)) : undefined))
    const bookmark = () => send('BOOKMARK', { kind: 'Status', metadata: { resourceVersion: String(this.store.currentVersion) } })
    const timer = this.bookmarkMs === null ? undefined : setInterval(bookmark, this.bookmarkMs)
    const close = () => {
      forget()
      clearInterval(timer)
      this.closings.delete(close)
    }
    this.closings.add(close)
    response.on('close', close)
  }
}
