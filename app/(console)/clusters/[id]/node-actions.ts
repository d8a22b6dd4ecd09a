'use client'
import { useMemo } from 'react'
import type { NodeActions } from '@/components/topology/node-menu'
import { useChangeDenial, useCluster } from './cluster-context'
import { REPAIRABLE } from './finding-action'
import { useInterventions } from './interventions'

/** What can be done to an instance from its menu on the map, and by dragging it onto the primary. */
export function useNodeActions(): NodeActions {
  const { detail: { status, spec, holds } } = useCluster()
  const { open } = useInterventions()
  const denial = useChangeDenial('clusters.intervene')
  return useMemo(() => {
    const targets = status?.availability?.switchover ?? {}
    const canMove = (name: string) => denial === null && name in targets
    const troubled = new Set(status?.findings.filter((finding) => REPAIRABLE.has(finding.code)).map((finding) => finding.instance))
    return {
      canMove,
      makePrimary: (target) => open({ kind: 'switchover', target }),
      itemsOf: (instance) => {
        if (spec.management !== 'operator') return []
        const isPrimary = instance.name === status?.primary
        const fenced = holds.fences.some((fence) => fence.instance === instance.name)
        const fenceDenial = denial ?? (isPrimary ? 'It is the primary: switch over first' : fenced ? 'It is fenced already' : null)
        return [
          ...(isPrimary ? [] : [{ label: 'Make primary…', onSelect: () => open({ kind: 'switchover' as const, target: instance.name }), disabledReason: denial ?? (instance.name in targets ? null : 'It cannot take over now') }]),
          ...(isPrimary || !troubled.has(instance.name) ? [] : [{ label: 'Repair…', onSelect: () => open({ kind: 'repair' as const, instance: instance.name }), disabledReason: denial }]),
          { label: 'Fence…', onSelect: () => open({ kind: 'fence' as const, instance: instance.name }), disabledReason: fenceDenial },
        ]
      },
    }
  }, [status, spec.management, holds.fences, open, denial])
}
