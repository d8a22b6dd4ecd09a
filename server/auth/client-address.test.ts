import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientAddress, PEER_ADDRESS_HEADER, trackPeerAddresses } from './client-address'

describe('the address of who asks', () => {
  const seen: Headers[] = []
  const server = createServer((request, response) => {
    seen.push(new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])))
    response.end()
  })
  beforeAll(() => {
    trackPeerAddresses()
    return new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => void server.close())

  it('is the peer of the connection, whatever headers claim', async () => {
    const address = server.address()
    await fetch(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, { headers: { [PEER_ADDRESS_HEADER]: '6.6.6.6', 'x-forwarded-for': '6.6.6.6' } })
    expect(seen).toHaveLength(1)
    expect(seen[0] && clientAddress(seen[0], 0)).toBe('127.0.0.1')
  })

  it('is what the outermost trusted proxy saw', () => {
    const headers = new Headers({ [PEER_ADDRESS_HEADER]: '10.0.0.1', 'x-forwarded-for': '6.6.6.6, 192.0.2.7, 10.0.0.2' })
    expect(clientAddress(headers, 1)).toBe('10.0.0.2')
    expect(clientAddress(headers, 2)).toBe('192.0.2.7')
    expect(clientAddress(new Headers({ [PEER_ADDRESS_HEADER]: '10.0.0.1' }), 2)).toBe('10.0.0.1')
    expect(clientAddress(new Headers({ 'x-forwarded-for': 'not an address' }), 1)).toBeNull()
  })
})
