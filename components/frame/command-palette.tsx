'use client'
import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { useTheme } from 'next-themes'
import { usePathname, useRouter } from 'next/navigation'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import type { ClusterDetail, ClusterSummary, Page } from '@/server/contracts/cluster'
import { queryString, requestJson } from '@/components/lib/api-client'
import { queryKeys } from '@/components/lib/query-keys'
import { useCached } from '@/components/lib/use-cached'
import { StateIcon } from '@/components/ui/state-icon'
import { clusterIdOf } from './navigation'
import { clusterCommands, consoleCommands, matchesCommand, type PaletteCommand } from './palette-commands'

interface CommandPaletteProps { onClose: () => void; onSignOut: () => void }

const ITEM = 'flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent'
const GROUP = '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted'

/** Clusters that match, worst first, from the server: there may be more than a page holds. */
function useFoundClusters(search: string): ClusterSummary[] {
  const { data } = useQuery({
    queryKey: ['palette-clusters', search],
    queryFn: ({ signal }) => requestJson<Page<ClusterSummary>>(`/api/v1/clusters${queryString({ search, pageSize: 20 })}`, { signal }),
    staleTime: 10_000,
    placeholderData: (previous) => previous,
  })
  return data?.items ?? []
}

/** `shop-db mysql-2` and `shop-db-2` both find the instance; the server searches clusters by the part before. */
function clusterPart(search: string): string {
  return search.trim().split(/\s+/)[0]?.replace(/-\d+$/, '') ?? ''
}

/** Jump to a cluster, an instance, a page, or do something. */
export function CommandPalette({ onClose, onSignOut }: CommandPaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  const { setTheme } = useTheme()
  const [search, setSearch] = useState('')
  const clusters = useFoundClusters(clusterPart(useDeferredValue(search)))
  const here = useCached<ClusterDetail>(queryKeys.cluster(clusterIdOf(usePathname()) ?? ''))
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    input.current?.focus()
  }, [])

  const run = (command: PaletteCommand) => {
    onClose()
    if (command.href !== undefined) router.push(command.href)
    else if (command.run === 'sign-out') onSignOut()
    else setTheme(command.run)
  }
  const found = (commands: readonly PaletteCommand[]) => commands.filter((command) => matchesCommand(command, search))
  const group = (heading: string, commands: readonly PaletteCommand[]) =>
    commands.length > 0 && (
      <Command.Group key={heading} heading={heading} className={GROUP}>
        {commands.map((command) => (
          <Command.Item key={command.id} value={command.id} onSelect={() => run(command)} className={ITEM}>
            {command.level && <StateIcon level={command.level} />}
            <span className="min-w-0 truncate">{command.label}</span>
            {command.note && <span className="ml-auto truncate text-xs text-muted">{command.note}</span>}
          </Command.Item>
        ))}
      </Command.Group>
    )
  const { jumps, instances } = clusterCommands(clusters)
  const groups = [
    { heading: here?.summary.name ?? '', commands: here ? found(clusterCommands([here.summary]).pages) : [] },
    { heading: 'Clusters', commands: found(jumps) },
    { heading: 'Instances', commands: search.trim() === '' ? [] : found(instances).slice(0, 20) },
    { heading: 'Pages and actions', commands: found(consoleCommands) },
  ]
  // The best find is chosen, also when it arrives after others.
  const first = groups.find(({ commands }) => commands.length > 0)?.commands[0]?.id ?? ''
  const [best, setBest] = useState(first)
  const [chosen, setChosen] = useState(first)
  if (best !== first) {
    setBest(first)
    setChosen(first)
  }
  return (
    <dialog ref={dialog} aria-label="Search or jump to" onCancel={(event) => { event.preventDefault(); onClose() }} onPointerDown={(event) => { if (event.target === dialog.current) onClose() }} className="mx-auto mt-[12vh] w-[min(600px,calc(100vw-32px))] rounded-md border bg-raised p-0 text-base text-ink">
      <Command label="Search or jump to" shouldFilter={false} loop value={chosen} onValueChange={setChosen}>
        <Command.Input ref={input} value={search} onValueChange={setSearch} placeholder="Cluster, instance, page or action" className="h-11 w-full border-b bg-transparent px-4 -outline-offset-2!" />
        <Command.List className="max-h-[50vh] overflow-y-auto p-1">
          <Command.Empty className="px-2 py-6 text-center text-muted">Nothing is called “{search}”.</Command.Empty>
          {groups.map(({ heading, commands }) => group(heading, commands))}
        </Command.List>
      </Command>
      <p className="border-t px-3 py-1.5 text-xs text-muted"><kbd className="figures">↑ ↓</kbd> choose · <kbd className="figures">Enter</kbd> open · <kbd className="figures">Esc</kbd> close</p>
    </dialog>
  )
}
