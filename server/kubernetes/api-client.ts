import http from 'node:http'
import https from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { KubeConfig } from '@kubernetes/client-node'
import { ApiFailure, AwayFailure, parseRetryAfterSeconds } from './api-failure'
import { createRequestSigner, type RequestSigner } from './sign-request'

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** begins with / and is already percent-encoded */
  path: string
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  contentType?: string
  accept?: string
  /** for the whole exchange; default 10 s */
  timeoutMs?: number
  signal?: AbortSignal
}

export interface ApiStream {
  response: IncomingMessage
  /** closes the connection; safe to call twice */
  abort(): void
}

const DEFAULT_TIMEOUT_MS = 10_000
const MAX_ERROR_BYTES = 64 * 1024
/** A 429 that asks for no more than this is waited out here; longer ones are the caller's to schedule. */
const MAX_WAIT_FOR_429_SECONDS = 2

/**
 * HTTP to one API server. The client library's generated calls are not used for this: they drop fields that they do not
 * know, keep whole objects alive and have no time-outs; its KubeConfig is what signs every request (tokens, certificates,
 * proxies).
 */
export class ApiClient {
  readonly server: string
  private readonly signer: RequestSigner
  private lastContact: number | null = null

  constructor(kubeConfig: KubeConfig, private readonly now: () => number = Date.now) {
    this.signer = createRequestSigner(kubeConfig, now)
    this.server = this.signer.server
  }

  /** ms since the epoch of the last byte that the API server sent, null before the first */
  get lastContactAt(): number | null {
    return this.lastContact
  }

  noteContact(): void {
    this.lastContact = this.now()
  }

  close(): void {
    this.signer.close()
  }

  /**
   * Sends one request and parses the JSON that comes back.
   * @throws ApiFailure when the server answers with an error, AwayFailure when it does not answer
   */
  async request(request: ApiRequest): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.requestOnce(request)
      } catch (error) {
        if (attempt >= 3 || request.signal?.aborted) throw error
        if (error instanceof ApiFailure && error.status === 401 && attempt === 1) this.signer.forget()
        else if (error instanceof ApiFailure && error.status === 429 && (error.retryAfterSeconds ?? 1) <= MAX_WAIT_FOR_429_SECONDS) await delay((error.retryAfterSeconds ?? 1) * 1000)
        else if (!(error instanceof AwayFailure && error.staleConnection)) throw error
      }
    }
  }

  private async requestOnce(request: ApiRequest): Promise<unknown> {
    const deadline = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS)
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline
    const text = await this.open({ ...request, signal }, deadline).then((stream) => readText(stream.response, Infinity, deadline))
    this.noteContact()
    if (text === '') return null
    try {
      return JSON.parse(text) as unknown
    } catch (cause) {
      throw new AwayFailure('NOT_JSON', `The server at ${this.server} answered, but not as a Kubernetes API server does.`, { cause })
    }
  }

  /**
   * Opens a long-lived response (watch, log). Only the head is bounded by `timeoutMs`; the caller ends it by `abort`.
   * @throws ApiFailure, AwayFailure
   */
  async stream(request: ApiRequest): Promise<ApiStream> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), request.timeoutMs ?? DEFAULT_TIMEOUT_MS)
    const signal = request.signal ? AbortSignal.any([deadline.signal, request.signal]) : deadline.signal
    try {
      return await this.open({ ...request, signal }, deadline.signal).catch((error: unknown) => {
        if (error instanceof AwayFailure && error.staleConnection) return this.open({ ...request, signal }, deadline.signal)
        throw error
      })
    } finally {
      clearTimeout(timer)
    }
  }

  private async open(request: ApiRequest, deadline: AbortSignal): Promise<ApiStream> {
    const signed = await this.signer.sign()
    request.signal?.throwIfAborted()
    const body = request.body === undefined ? undefined : JSON.stringify(request.body)
    const url = new URL(this.server + request.path)
    for (const [key, value] of Object.entries(request.query ?? {})) if (value !== undefined) url.searchParams.set(key, String(value))
    const headers: Record<string, string | number> = { ...signed.headers, Accept: request.accept ?? 'application/json', 'User-Agent': 'podkeeper' }
    if (body !== undefined) Object.assign(headers, { 'Content-Type': request.contentType ?? 'application/json', 'Content-Length': Buffer.byteLength(body) })
    const options: https.RequestOptions = { method: request.method, headers, agent: signed.agent, ...(signed.auth ? { auth: signed.auth } : {}) }
    const send = url.protocol === 'https:' ? https.request : http.request
    const response = await exchange(() => send(url, options), body, request.signal, deadline)
    this.noteContact()
    const status = response.statusCode ?? 0
    if (status >= 200 && status < 300) return { response, abort: () => response.destroy() }
    const text = await readText(response, MAX_ERROR_BYTES, deadline)
    throw new ApiFailure(status, text, parseRetryAfterSeconds(response.headers['retry-after']))
  }
}

function exchange(open: () => http.ClientRequest, body: string | undefined, signal: AbortSignal | undefined, deadline: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let request: http.ClientRequest
    try {
      request = open()
    } catch (error) {
      // A certificate or key that OpenSSL cannot read throws here.
      reject(AwayFailure.from(error, { timedOut: false, reused: false }))
      return
    }
    const abort = () => request.destroy(new Error('aborted'))
    signal?.addEventListener('abort', abort, { once: true })
    request.once('response', (response) => {
      // After the head, an abort must end the body too.
      response.once('close', () => signal?.removeEventListener('abort', abort))
      resolve(response)
    })
    request.on('error', (error) => {
      signal?.removeEventListener('abort', abort)
      reject(AwayFailure.from(error, { timedOut: deadline.aborted, reused: request.reusedSocket }))
    })
    request.on('socket', (socket) => socket.setKeepAlive(true, 10_000))
    request.end(body)
  })
}

async function readText(response: IncomingMessage, maxBytes: number, deadline: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw AwayFailure.from(error, { timedOut: deadline.aborted, reused: false })
  }
  return Buffer.concat(chunks).toString('utf8')
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
