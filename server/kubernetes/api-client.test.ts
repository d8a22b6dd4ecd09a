import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiClient } from './api-client'
import { loadCredentials } from './load-credentials'
import { checkKubeconfig } from './open-kubernetes'
import { splitLines } from './stream-logs'
import { statusAnswer } from './testing/fake-answer'
import { FakeApiServer } from './testing/fake-api-server'

let server: FakeApiServer
let client: ApiClient

beforeEach(async () => {
  server = await new FakeApiServer().start()
  client = new ApiClient(loadCredentials({ source: 'kubeconfig', kubeconfig: server.kubeconfig, context: null }).kubeConfig)
})
afterEach(async () => {
  client.close()
  await server.stop()
})

describe('requests to the API server', () => {
  it('end in time when it never answers', async () => {
    server.freeze()
    await expect(client.request({ method: 'GET', path: '/version', timeoutMs: 50 })).rejects.toMatchObject({ name: 'AwayFailure', code: 'TIMEOUT' })
  })

  it('are repeated when a kept connection had been closed meanwhile', async () => {
    await client.request({ method: 'GET', path: '/version' })
    await server.stop()
    await server.start()
    await expect(client.request({ method: 'GET', path: '/version' })).resolves.toBeTruthy()
  })

  it('are repeated after a short 429, and fail after a long one', async () => {
    let refusals = 0
    server.fault = () => (refusals++ === 0 ? statusAnswer(429, 'TooManyRequests', 'slow', {}, { 'Retry-After': '0' }) : null)
    await expect(client.request({ method: 'GET', path: '/version' })).resolves.toBeTruthy()
    server.fault = () => statusAnswer(429, 'TooManyRequests', 'slow', {}, { 'Retry-After': '60' })
    await expect(client.request({ method: 'GET', path: '/version' })).rejects.toMatchObject({ status: 429, retryAfterSeconds: 60 })
  })

  it('say so when something else than an API server answers', async () => {
    server.fault = () => ({ status: 200, body: '<html>Welcome</html>' })
    await expect(client.request({ method: 'GET', path: '/version' })).rejects.toMatchObject({ code: 'NOT_JSON' })
  })

  it('remember when the server was last heard of', async () => {
    expect(client.lastContactAt).toBeNull()
    await client.request({ method: 'GET', path: '/version' })
    expect(client.lastContactAt).toBeGreaterThan(Date.now() - 5000)
  })
})

describe('checkKubeconfig', () => {
  it('answers context, server and version', async () => {
    await expect(checkKubeconfig(server.kubeconfig, null)).resolves.toEqual({ context: 'fake', server: server.url, version: 'v1.35.0-fake' })
  })

  it('says that the credentials are wrong although /version is answered to anybody', async () => {
    server.fault = ({ method }) => (method === 'POST' ? statusAnswer(401, 'Unauthorized', 'Unauthorized') : null)
    await expect(checkKubeconfig(server.kubeconfig, null)).rejects.toMatchObject({ code: 'kubernetes.unauthorized' })
  })

  it('says that nothing listens there', async () => {
    const { kubeconfig } = server
    await server.stop()
    await expect(checkKubeconfig(kubeconfig, null)).rejects.toMatchObject({ code: 'kubernetes.unreachable', message: expect.stringContaining('connection refused') })
  })
})

describe('splitLines', () => {
  async function split(...chunks: (string | Buffer)[]): Promise<string[]> {
    const lines: string[] = []
    for await (const line of splitLines((async function* () { for (const chunk of chunks) yield Buffer.from(chunk) })())) lines.push(line)
    return lines
  }

  it('puts lines and characters together that arrive in pieces', async () => {
    const euro = Buffer.from('€')
    expect(await split('a', 'b\r\nc', euro.subarray(0, 1), Buffer.concat([euro.subarray(1), Buffer.from('\n\nend')]))).toEqual(['ab', 'c€', '', 'end'])
  })

  it('cuts a line that has no end', async () => {
    const lines = await split('x'.repeat(200_000))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024)
    expect(lines.join('')).toHaveLength(200_000)
  })
})
