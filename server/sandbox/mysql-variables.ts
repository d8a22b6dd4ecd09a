import type { PodRuntime } from './pod-runtime'
import { readTexts } from './read-manifest'
import type { World } from './world'

/** A variable of the pod's my.cnf, from the ConfigMap as it is now; of several lines the last one counts. Null: not named there. */
export function readVariable(world: World, pod: PodRuntime, name: string): string | null {
  const config = world.objects.get('ConfigMap', pod.namespace, `${pod.setName}-config`)
  const pattern = new RegExp(`^\\s*(?:loose[_-])?${name.replaceAll('_', '[_-]')}\\s*=\\s*(\\S+)`, 'gim')
  for (const text of Object.values(config ? readTexts(config.manifest, 'data') : {})) {
    const last = [...text.matchAll(pattern)].at(-1)
    if (last?.[1] !== undefined) return last[1]
  }
  return null
}

export function isSwitchedOn(value: string | null): boolean {
  return value !== null && /^(on|1|true|yes)$/i.test(value)
}
