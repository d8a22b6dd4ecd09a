import net from 'node:net'
import { Duplex, PassThrough, Writable } from 'node:stream'
import { PortForward, type KubeConfig } from '@kubernetes/client-node'
import { z } from 'zod'
import { AppError } from '@/server/contracts/errors'
import { ApiFailure, AwayFailure } from './api-failure'
import { toKubernetesError } from './kubernetes-error'

export interface PodTarget {
  namespace: string
  pod: string
  /** pod IP; null when not assigned yet */
  address: string | null
  /** default 3306 */
  port?: number
}

/**
 * Opens a byte stream to a port of a pod, fit for mysql2's `stream` option. Ends with the signal.
 * @throws AppError mysql.unreachable when the pod does not take the connection, kubernetes.* when the API server does not pass it on.
 *   Through the API server a refused port shows only when the stream is used: as its error.
 */
export type DialPod = (target: PodTarget, signal?: AbortSignal) => Promise<Duplex>

const MYSQL_PORT = 3306
const OPEN_TIMEOUT_MS = 10_000

/** Inside the cluster pods are reached by their address; from outside through the API server's port-forward. */
export function createDialPod(kubeConfig: KubeConfig, way: 'direct' | 'port-forward'): DialPod {
  return (target, signal) => (way === 'direct' ? dialDirectly(target, signal) : openPodStream(kubeConfig, target, signal))
}

async function dialDirectly(target: PodTarget, signal?: AbortSignal): Promise<Duplex> {
  const { address } = target
  if (address === null) throw new AppError('mysql.unreachable', `Pod "${target.pod}" has no address yet.`)
  const port = target.port ?? MYSQL_PORT
  const socket = net.connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 })
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string, cause?: unknown) => {
      socket.destroy()
      reject(new AppError('mysql.unreachable', `Pod "${target.pod}" cannot be reached at ${address}:${port}: ${why}.`, { cause }))
    }
    socket.once('connect', resolve)
    socket.once('error', (error) => fail(error.message, error))
    socket.setTimeout(OPEN_TIMEOUT_MS, () => fail('no answer in time'))
    if (signal?.aborted) fail('cancelled')
    else signal?.addEventListener('abort', () => fail('cancelled'), { once: true })
  })
  socket.setTimeout(0)
  socket.removeAllListeners('timeout')
  signal?.addEventListener('abort', () => socket.destroy(), { once: true })
  return socket
}

/** What is used of the library's web socket, for which it ships no types. */
const webSocketSchema = z.custom<PortForwardSocket>((value) => typeof value === 'object' && value !== null && 'send' in value && typeof value.send === 'function' && 'pause' in value && typeof value.pause === 'function')
interface PortForwardSocket {
  send(data: Buffer, sent: (error?: Error) => void): void
  pause(): void
  resume(): void
  close(): void
  on(event: 'close', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

/**
 * A port of a pod through the API server. Both directions have back-pressure.
 * @throws AppError kubernetes.*
 */
export async function openPodStream(kubeConfig: KubeConfig, target: PodTarget, signal?: AbortSignal): Promise<Duplex> {
  let stream: PodStream | null = null
  // What comes before the socket is handed over: MySQL's greeting, or that nothing listens there.
  const early: Buffer[] = []
  let earlyRefusal: AppError | null = null
  const fromPod = new Writable({ write: (chunk: Buffer, _encoding, done) => (stream ? stream.receive(chunk) : early.push(chunk), done()) })
  const refuse = (chunk: Buffer) => {
    if (chunk.length === 0) return
    if (stream) stream.destroy(refused(target, chunk.toString()))
    else earlyRefusal = refused(target, chunk.toString())
  }
  const refusals = new Writable({ write: (chunk: Buffer, _encoding, done) => (refuse(chunk), done()) })
  const forward = new PortForward(kubeConfig, true).portForward(target.namespace, target.pod, [target.port ?? MYSQL_PORT], fromPod, refusals, new PassThrough())
  try {
    const socket = webSocketSchema.parse(await withDeadline(forward, signal))
    if (earlyRefusal) {
      socket.close()
      throw earlyRefusal
    }
    stream = new PodStream(socket)
    for (const chunk of early) stream.receive(chunk)
    signal?.addEventListener('abort', () => stream?.destroy(), { once: true })
    return stream
  } catch (error) {
    // It may still open after we gave up.
    forward.then((late) => webSocketSchema.parse(late).close()).catch(() => undefined)
    throw toKubernetesError(explainHandshake(error), { server: kubeConfig.getCurrentCluster()?.server ?? '', doing: `reach MySQL in pod "${target.pod}" of namespace "${target.namespace}" through the API server`, namespace: target.namespace })
  }
}

class PodStream extends Duplex {
  constructor(private readonly socket: PortForwardSocket) {
    super()
    socket.on('close', () => {
      this.push(null)
      this.destroy()
    })
    socket.on('error', (error) => this.destroy(error))
  }

  receive(chunk: Buffer): void {
    if (!this.destroyed && chunk.length > 0 && !this.push(chunk)) this.socket.pause()
  }

  override _read(): void {
    this.socket.resume()
  }

  /** The first byte is the channel; 0 carries the port's data. */
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.send(Buffer.concat([Buffer.of(0), chunk]), (error) => done(error ?? null))
  }

  override _final(done: () => void): void {
    this.socket.close()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.close()
    done(error)
  }

  /** mysql2 calls these on what it takes for a TCP socket. */
  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }
}

async function withDeadline<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = AbortSignal.any([AbortSignal.timeout(OPEN_TIMEOUT_MS), ...(signal ? [signal] : [])])
  const aborted = new Promise<never>((_, reject) => {
    const fail = () => reject(new AwayFailure(signal?.aborted ? 'ABORTED' : 'TIMEOUT', 'the port-forward was not opened in time'))
    if (deadline.aborted) fail()
    else deadline.addEventListener('abort', fail, { once: true })
  })
  return Promise.race([work, aborted])
}

function refused(target: PodTarget, message: string): AppError {
  return new AppError('mysql.unreachable', `Pod "${target.pod}" does not take connections on port ${target.port ?? MYSQL_PORT}: ${message.trim()}`)
}

/** A web socket that is refused says only "Unexpected server response: 403". */
function explainHandshake(error: unknown): unknown {
  if (error instanceof AppError || error instanceof AwayFailure) return error
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
  const status = /Unexpected server response: (\d+)/.exec(message)?.[1]
  if (status === '403') return new ApiFailure(403, 'forbidden: cannot create resource "pods/portforward"')
  if (status === '404') return new ApiFailure(404, 'the pod is gone')
  if (status) return new ApiFailure(Number(status), message)
  const cause = typeof error === 'object' && error !== null && 'error' in error ? error.error : error
  return AwayFailure.from(cause, { timedOut: false, reused: false })
}
