import { formatLag } from '@/components/lib/format'
import { movesData } from './describe-replication'
import { linePath, NODE, PORT, type ReplicationLine, type TopologyLayout } from './topology-layout'

/** The lines behind the instances. They move only while data moves, and never under reduced motion. */
export function ReplicationLines({ layout, primaryName }: { layout: TopologyLayout; primaryName: string | null }) {
  const byName = new Map(layout.instances.map((placed) => [placed.instance.name, placed.instance]))
  const primary = primaryName === null ? null : (byName.get(primaryName) ?? null)
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0" width={layout.width} height={layout.height}>
      {layout.services.map((port) => <ServiceLines key={port.service.name} layout={layout} serviceName={port.service.name} />)}
      {layout.lines.map((line) => {
        const replica = byName.get(line.to)
        const moving = replica !== undefined && line.flowing && movesData(replica, primary)
        return <SourceLine key={`${line.from} ${line.to}`} line={line} orientation={layout.orientation} moving={moving} level={replica?.level ?? 'unknown'} lagSeconds={replica?.replication?.lagSeconds ?? null} />
      })}
    </svg>
  )
}

interface SourceLineProps {
  line: ReplicationLine
  orientation: TopologyLayout['orientation']
  moving: boolean
  level: string
  lagSeconds: number | null
}

function SourceLine({ line, orientation, moving, level, lagSeconds }: SourceLineProps) {
  const path = linePath(line, orientation)
  const colour = !line.flowing ? 'text-broken' : level === 'attention' ? 'text-attention' : 'text-line-strong'
  return (
    <g className={colour}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth={1.5} strokeDasharray={line.flowing ? undefined : '4 4'} />
      <circle cx={line.end.x} cy={line.end.y} r={3} fill="currentColor" />
      {moving && (
        <circle r={2.5} fill="currentColor" className="motion-reduce:hidden">
          <animateMotion dur="2.4s" repeatCount="indefinite" path={path} />
        </circle>
      )}
      {orientation === 'wide' && lagSeconds !== null && (
        <text x={line.end.x - 10} y={line.end.y - 7} textAnchor="end" fill="currentColor" stroke="var(--surface)" strokeWidth={4} style={{ paintOrder: 'stroke' }} className="figures text-xs">
          {formatLag(lagSeconds)}
        </text>
      )}
    </g>
  )
}

/** From a service to what it selects now. */
function ServiceLines({ layout, serviceName }: { layout: TopologyLayout; serviceName: string }) {
  const port = layout.services.find((s) => s.service.name === serviceName)
  if (!port || layout.orientation === 'narrow') return null
  return port.selected.map((name) => {
    const target = layout.instances.find((i) => i.instance.name === name)
    if (!target) return null
    return <path key={name} className="text-line-strong" d={servicePath(port, target)} fill="none" stroke="currentColor" strokeWidth={1} strokeDasharray="1 4" strokeLinecap="round" />
  })
}

function servicePath(port: TopologyLayout['services'][number], target: { x: number; y: number }): string {
  const [fromX, fromY] = [port.side === 'left' ? port.x + PORT.width : port.x, port.y + PORT.height / 2]
  const towardsLeft = fromX > target.x
  const [toX, toY] = [towardsLeft ? target.x + NODE.width : target.x, target.y + NODE.height / 2]
  const middle = (fromX + toX) / 2
  return `M ${fromX} ${fromY} C ${middle} ${fromY}, ${middle} ${toY}, ${toX} ${toY}`
}
