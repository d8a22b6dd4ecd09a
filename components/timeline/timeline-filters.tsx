'use client'
import { X } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { EVENT_KINDS, formatTimelineFilter, SEVERITIES, toggleValue, type TimelineFilter } from './timeline-filter'
import { KIND_WORDS, SEVERITY_WORDS } from './timeline-words'

/** What of the timeline is shown; kept in the URL, so that a view can be sent to somebody. */
export function TimelineFilters({ filter, instances }: { filter: TimelineFilter; instances: readonly string[] }) {
  const router = useRouter()
  const pathname = usePathname()
  const [pending, startTransition] = useTransition()
  const show = (next: TimelineFilter) => {
    const query = formatTimelineFilter({ ...next, event: null })
    startTransition(() => router.replace(query === '' ? pathname : `${pathname}?${query}`, { scroll: false }))
  }
  const filtered = formatTimelineFilter(filter) !== ''
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-3" aria-busy={pending}>
      <Toggles legend="Kind" values={EVENT_KINDS} words={KIND_WORDS} chosen={filter.kinds} onToggle={(kind) => show({ ...filter, kinds: toggleValue(filter.kinds, kind, EVENT_KINDS) })} />
      <Toggles legend="Severity" values={SEVERITIES} words={SEVERITY_WORDS} chosen={filter.severities} onToggle={(severity) => show({ ...filter, severities: toggleValue(filter.severities, severity, SEVERITIES) })} />
      <Field label="Instance" className="flex w-44 flex-col gap-1">
        <Select value={filter.instance ?? ''} onChange={(event) => show({ ...filter, instance: event.target.value || null })}>
          <option value="">All, and the cluster</option>
          {[...new Set([...instances, ...(filter.instance === null ? [] : [filter.instance])])].map((name) => <option key={name} value={name}>{name}</option>)}
        </Select>
      </Field>
      {filtered && <Button size="sm" variant="ghost" onClick={() => show({ kinds: [], severities: [], instance: null, event: null })}><X aria-hidden />Show everything</Button>}
    </div>
  )
}

interface TogglesProps<T extends string> { legend: string; values: readonly T[]; words: Record<T, string>; chosen: readonly T[]; onToggle: (value: T) => void }

function Toggles<T extends string>({ legend, values, words, chosen, onToggle }: TogglesProps<T>) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-1">
        {values.map((value) => <Button key={value} size="sm" variant={chosen.includes(value) ? 'primary' : 'secondary'} aria-pressed={chosen.includes(value)} onClick={() => onToggle(value)}>{words[value]}</Button>)}
      </div>
    </fieldset>
  )
}
