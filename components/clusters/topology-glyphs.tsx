import { clsx } from 'clsx'
import type { ClusterSummary } from '@/server/contracts/cluster'
import { formatLag } from '@/components/lib/format'
import { LEVEL_WORDS } from '@/components/ui/state-icon'

type Instance = ClusterSummary['instances'][number]

const SHAPES: Record<Instance['role'], string> = {
  primary: 'fill-current stroke-current',
  replica: 'fill-none stroke-current',
  joining: 'fill-none stroke-current [stroke-dasharray:2_1.5]',
  unknown: 'fill-none stroke-current [stroke-dasharray:1_1.5]',
}

function describe({ name, role, level, lagSeconds }: Instance): string {
  const lag = role === 'replica' && lagSeconds !== null ? `, ${formatLag(lagSeconds)} behind` : ''
  return `${name}: ${role}${lag}${level === 'healthy' ? '' : `, ${LEVEL_WORDS[level].toLowerCase()}`}`
}

/** One small square an instance: primary filled, replica outlined, joining dashed; a mark on those that are not well. */
export function TopologyGlyphs({ instances, ready, wanted }: { instances: readonly Instance[]; ready: number; wanted: number }) {
  const ordered = instances.toSorted((a, b) => Number(b.role === 'primary') - Number(a.role === 'primary'))
  return (
    <span className="flex items-center gap-2" title={ordered.map(describe).join('\n')}>
      <svg role="img" aria-label={ordered.map(describe).join('; ') || 'no instances yet'} width={Math.max(wanted, ordered.length, 1) * 14} height={14} className="shrink-0">
        {ordered.map((instance, index) => (
          <g key={instance.name} transform={`translate(${index * 14 + 1} 1)`} className={clsx(instance.level === 'broken' ? 'text-broken' : instance.level === 'attention' ? 'text-attention' : instance.level === 'working' ? 'text-working' : 'text-muted')}>
            <rect x={0.75} y={0.75} width={10.5} height={10.5} rx={2.5} strokeWidth={1.5} className={SHAPES[instance.role]} />
            {instance.level === 'broken' && <path d="M1 1l10 10M11 1L1 11" strokeWidth={1.5} className={instance.role === 'primary' ? 'stroke-surface' : 'stroke-current'} />}
            {instance.level === 'attention' && <path d="M6 3v3.5M6 8.5v.5" strokeWidth={1.75} strokeLinecap="round" className={instance.role === 'primary' ? 'stroke-surface' : 'stroke-current'} />}
          </g>
        ))}
      </svg>
      <span className="figures whitespace-nowrap">{ready}/{wanted}</span>
    </span>
  )
}
