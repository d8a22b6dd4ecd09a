import net from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDialPod } from './open-pod-stream'

describe('dialling a pod inside the cluster', () => {
  let server: net.Server
  let port: number
  const dial = createDialPod(new KubeConfig(), 'direct')
  const target = () => ({ namespace: 'shop', pod: 'shop-db-0', address: '127.0.0.1', port })

  beforeEach(async () => {
    server = net.createServer((socket) => socket.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  afterEach(() => server.close())

  it('goes to its address', async () => {
    const stream = await dial(target())
    const chunks: unknown[] = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(Buffer.concat(chunks as Buffer[]).toString()).toBe('hello')
  })

  it('says that a pod has no address yet, or does not take connections', async () => {
    await expect(dial({ ...target(), address: null })).rejects.toMatchObject({ code: 'mysql.unreachable', message: expect.stringContaining('no address yet') })
    await new Promise((resolve) => server.close(resolve))
    await expect(dial(target())).rejects.toMatchObject({ code: 'mysql.unreachable', message: expect.stringContaining('ECONNREFUSED') })
  })

  it('ends with the signal', async () => {
    const stop = new AbortController()
    stop.abort()
    await expect(dial(target(), stop.signal)).rejects.toMatchObject({ code: 'mysql.unreachable' })
  })
})
