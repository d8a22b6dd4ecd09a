/** What is broken about the instances of one StatefulSet, by pod name: it concerns whoever has the name. */
export interface GroupFaults {
  sqlStopped: Set<string>
  ioStopped: Set<string>
  /** transactions per second that the applier manages */
  applyPerSecond: Map<string, number>
  /** added to the way of every packet from and to the instance, ms */
  delayMs: Map<string, number>
  /** pairs between which nothing passes, see linkKey */
  cutLinks: Set<string>
  /** reached neither by Podkeeper nor by the other instances; by applications only where those are on its side */
  isolated: Map<string, { clientsInside: boolean }>
  /** Podkeeper does not reach them; everybody else does */
  cutFromOperator: Set<string>
  /** applications outside do not reach them; everybody else does */
  cutFromClients: Set<string>
  /** bytes that something else has put on the volume */
  ballastBytes: Map<string, number>
  /** how far the clock is ahead, ms; negative: behind */
  clockSkewMs: Map<string, number>
}

export function createGroupFaults(): GroupFaults {
  return {
    sqlStopped: new Set(), ioStopped: new Set(), applyPerSecond: new Map(), delayMs: new Map(), cutLinks: new Set(), isolated: new Map(), cutFromOperator: new Set(), cutFromClients: new Set(),
    ballastBytes: new Map(), clockSkewMs: new Map(),
  }
}

/** the same for both orders */
export function linkKey(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`
}
