import { subscribe } from 'node:diagnostics_channel'
import { isIP } from 'node:net'
import { environment } from '@/server/config/environment'

/** Set by this process on every request, over whatever the client sent. */
export const PEER_ADDRESS_HEADER = 'x-podkeeper-peer'

const shared = globalThis as { podkeeperTracksPeers?: boolean }

/**
 * Makes the address of each connection known to route handlers, which Next does not: boot calls it before the first request.
 * X-Forwarded-For alone can be written by anybody.
 */
export function trackPeerAddresses(): void {
  if (shared.podkeeperTracksPeers) return
  shared.podkeeperTracksPeers = true
  subscribe('http.server.request.start', (message) => {
    if (!isServerRequest(message)) return
    const address = message.request.socket.remoteAddress
    if (address) message.request.headers[PEER_ADDRESS_HEADER] = plainAddress(address)
    else delete message.request.headers[PEER_ADDRESS_HEADER]
  })
}

/**
 * Address of who asks: the peer of the connection, or with TRUSTED_PROXIES=n what the outermost of the n proxies saw.
 * @returns null when it is not known
 */
export function clientAddress(headers: Headers, trustedProxies: number = environment().trustedProxies): string | null {
  const peer = validAddress(headers.get(PEER_ADDRESS_HEADER))
  const forwarded = (headers.get('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
  if (trustedProxies > 0) return validAddress(forwarded.at(-trustedProxies)) ?? peer
  // where connections are not tracked (next dev), the last entry is what Next itself saw
  return peer ?? (shared.podkeeperTracksPeers ? null : validAddress(forwarded.at(-1)))
}

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}

function validAddress(text: string | null | undefined): string | null {
  const address = plainAddress(text ?? '')
  return isIP(address) === 0 ? null : address
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}

interface ServerRequestMessage {
  request: { headers: Record<string, string | string[] | undefined>; socket: { remoteAddress?: string | undefined } }
}

function isServerRequest(message: unknown): message is ServerRequestMessage {
  return typeof message === 'object' && message !== null && 'request' in message && typeof message.request === 'object' && message.request !== null && 'socket' in message.request && 'headers' in message.request
}
