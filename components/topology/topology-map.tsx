'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import type { NodeActions, NodeLinks } from './node-menu'
import { ReplicationLines } from './replication-lines'
import { layoutTopology, WIDE_MIN, type TopologyInput } from './topology-layout'
import { ServicePort, TopologyNode } from './topology-node'
import { TopologyTable } from './topology-table'

/** Who writes, who follows whom and what each service leads to; as a map or as a table. */
export function TopologyMap({ input, links, actions }: { input: TopologyInput; links: NodeLinks; actions: NodeActions }) {
  const [view, setView] = useState<'map' | 'table'>('map')
  return (
    <Card title="Topology" actions={<Button size="sm" variant="ghost" onClick={() => setView(view === 'map' ? 'table' : 'map')}>{view === 'map' ? 'Show as table' : 'Show as map'}</Button>}>
      {view === 'map' ? <Map input={input} links={links} actions={actions} /> : <TopologyTable input={input} links={links} actions={actions} />}
    </Card>
  )
}

function Map({ input, links, actions }: { input: TopologyInput; links: NodeLinks; actions: NodeActions }) {
  const [dragged, setDragged] = useState<string | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState<number | null>(null)
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => setWidth(entry === undefined ? null : Math.floor(entry.contentRect.width)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const layout = useMemo(() => (width === null ? null : layoutTopology(input, width)), [input, width])
  // Both heights are known before the width is, so that nothing moves when it becomes known.
  const heights = { '--map-wide': `${layoutTopology(input, WIDE_MIN).height}px`, '--map-narrow': `${layoutTopology(input, 280).height}px` } as React.CSSProperties
  return (
    <div ref={frame} className="@container w-full" style={heights}>
      <div role="group" aria-label="Topology map" className="relative h-(--map-narrow) overflow-hidden @min-[912px]:h-(--map-wide)">
        {layout !== null && (
          <>
            <ReplicationLines layout={layout} primaryName={input.primary} />
            {layout.services.map((placed) => <ServicePort key={placed.service.name} placed={placed} />)}
            {layout.instances.map((placed) => <TopologyNode key={placed.instance.name} placed={placed} links={links} actions={actions} isPrimary={placed.instance.name === input.primary} dragged={dragged} onDrag={setDragged} />)}
          </>
        )}
      </div>
    </div>
  )
}
