'use client'
import { clsx } from 'clsx'
import { memo } from 'react'
import { markHits, type LogLine } from './log-buffer'

/** Lines are drawn in blocks: a block that nobody added to is not drawn again, one out of sight costs no layout. */
const BLOCK_LINES = 200

export function LogLines({ lines, search, wrap, currentHit }: { lines: readonly LogLine[]; search: string; wrap: boolean; currentHit: number | null }) {
  const blocks = new Map<number, LogLine[]>()
  for (const line of lines) {
    const block = Math.floor(line.id / BLOCK_LINES)
    const open = blocks.get(block)
    if (open) open.push(line)
    else blocks.set(block, [line])
  }
  return [...blocks].map(([block, blockLines]) => {
    const hit = currentHit !== null && Math.floor(currentHit / BLOCK_LINES) === block ? currentHit : null
    return <LogBlock key={block} lines={blockLines} search={search} wrap={wrap} currentHit={hit} />
  })
}

interface LogBlockProps { lines: readonly LogLine[]; search: string; wrap: boolean; currentHit: number | null }

const LogBlock = memo(
  function LogBlock({ lines, search, wrap, currentHit }: LogBlockProps) {
    return (
      <div className="[content-visibility:auto]" style={{ containIntrinsicSize: `auto ${lines.length * 18}px` }}>
        {lines.map((line) => (
          <div key={line.id} data-line={line.id} className={clsx('min-h-4.5 px-3', wrap ? 'break-all whitespace-pre-wrap' : 'whitespace-pre', line.note && 'my-1 border-y border-dashed py-1 text-muted italic', line.id === currentHit && 'bg-accent-soft')}>
            {search === '' ? line.text : markHits(line.text, search).map((part, index) => (part.hit ? <mark key={index} className="bg-attention-soft text-attention underline">{part.text}</mark> : part.text))}
          </div>
        ))}
      </div>
    )
  },
  (before, after) => before.search === after.search && before.wrap === after.wrap && before.currentHit === after.currentHit && before.lines.length === after.lines.length && before.lines[0]?.id === after.lines[0]?.id,
)
