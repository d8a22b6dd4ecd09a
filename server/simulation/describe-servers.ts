import { volumeOf } from '@/server/sandbox/volume-of'
import { formatGtids } from '@/server/sandbox/volume'
import type { Simulation } from './simulation'

/** The servers as they are in truth, one a line. */
export function describeServers({ fixture: { sandbox: { world } }, group }: Simulation): string {
  return [...group().members.values()].map((pod) => {
    const { mysqld } = pod
    const data = volumeOf(world, pod)?.data
    const channel = data?.channel ?? null
    const received = channel === null ? '' : `; from ${channel.sourceHost.split('.')[0] ?? ''}, received ${Object.entries(channel.received).map(([uuid, { from, to }]) => `${uuid}:${from + 1}-${to}`).join(',')}`
    return `  ${pod.name}: mysqld ${mysqld.state}${mysqld.superReadOnly ? ', closed' : mysqld.closing ? ', closing' : ', open'}${mysqld.semiSync.sourceEnabled ? `, waits for ${mysqld.semiSync.waitForReplicaCount}` : ''}; uuid ${data?.serverUuid ?? 'none'}, executed ${formatGtids(data?.executed ?? {})}, logged ${data?.logged ?? 0}${received}`
  }).join('\n')
}
