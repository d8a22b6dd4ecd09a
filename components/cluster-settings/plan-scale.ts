export interface ScalePlan {
  /** instance names that come, lowest first */
  added: string[]
  /** instance names that go, highest first: Kubernetes removes the highest ordinals */
  removed: string[]
  /** added instances that would start on a volume which was kept earlier */
  reused: string[]
  primaryGoes: boolean
}

/**
 * Which instances come and go.
 * @param keptInstances instances whose volumes were kept when they went
 */
export function planScale(clusterName: string, from: number, to: number, primary: string | null, keptInstances: readonly string[]): ScalePlan {
  const name = (ordinal: number) => `${clusterName}-${ordinal}`
  const range = (start: number, end: number) => Array.from({ length: Math.max(0, end - start) }, (_, i) => name(start + i))
  const added = range(from, to)
  const removed = range(to, from).reverse()
  return { added, removed, reused: added.filter((n) => keptInstances.includes(n)), primaryGoes: primary !== null && removed.includes(primary) }
}
