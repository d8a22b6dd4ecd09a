'use client'
import { formatDuration } from '@/components/lib/format'
import { ClockTime } from '@/components/ui/relative-time'
import { StateIcon } from '@/components/ui/state-icon'
import type { HealthLevel } from '@/server/contracts/cluster-status'
import type { Story } from './tell-stories'
import { TimelineRow } from './timeline-row'

const OUTCOMES: Record<Story['outcome'], { level: HealthLevel; words: string }> = {
  running: { level: 'working', words: 'under way' },
  done: { level: 'healthy', words: 'done' },
  'taken-back': { level: 'attention', words: 'taken back' },
}

/** A change of the primary as one entry: how it ended first, then chapter by chapter. */
export function StoryRow({ story, linked, hrefOf }: { story: Story; linked: string | null; hrefOf: (event: string) => string }) {
  const { level, words } = OUTCOMES[story.outcome]
  const first = story.events[0] ?? story.last
  const seconds = (Date.parse(story.last.lastAt) - Date.parse(first.at)) / 1000
  const opened = story.what === 'Failover' || story.events.some((event) => event.id === linked)
  return (
    <li className="px-3 py-2 text-sm">
      <details open={opened}>
        <summary className="grid cursor-pointer grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 sm:grid-cols-[1.25rem_8.5rem_minmax(0,1fr)]">
          <span className="pt-0.5"><StateIcon level={level} silent /></span>
          <span className="text-muted"><ClockTime at={first.at} /></span>
          <span className="col-start-2 min-w-0 sm:col-start-3">
            <span className="font-medium">{story.what} {words}{story.outcome === 'running' ? '' : `, ${formatDuration(seconds)}`}</span>
            <span className="block break-words">{story.outcome === 'running' ? first.message : story.last.message}</span>
            <span className="block text-xs text-muted">{story.events.length} events</span>
          </span>
        </summary>
        <ol aria-label={`${story.what} in order`} className="mt-2 ml-2.5 border-l pl-2">
          {story.events.map((event) => <TimelineRow key={event.id} event={event} href={hrefOf(event.id)} linked={event.id === linked} />)}
        </ol>
      </details>
    </li>
  )
}
