'use client'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { useChangeDenial, useCluster } from '../cluster-context'
import { useInterventions } from '../interventions'

/** Where automation of this cluster is stopped; that it is stopped is a banner on every page. */
export function AutomationCard() {
  const { detail: { holds, summary } } = useCluster()
  const { open } = useInterventions()
  const denial = useChangeDenial('clusters.intervene')
  const paused = holds.pauses.some((pause) => !pause.everywhere)
  return (
    <Card id="automation" title="Automation" description="Failover, clones and restarts that Podkeeper does by itself">
      <div className="flex flex-wrap items-center gap-3">
        <Button disabledReason={denial ?? (paused ? 'It is stopped; the banner above lets it go on' : null)} onClick={() => open({ kind: 'pause' })}>{`Stop automation of ${summary.name}…`}</Button>
        <p className="text-sm text-muted">For work on it that Podkeeper should not answer. It says who, why and until when on every page.</p>
      </div>
    </Card>
  )
}
