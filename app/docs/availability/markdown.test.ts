import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parseMarkdown, slugOf } from './markdown'

const root = path.resolve(import.meta.dirname, '../../..')
const source = readFileSync(path.join(root, 'docs/availability.md'), 'utf8')

test('reads headings, lists and tables of docs/availability.md', () => {
  const blocks = parseMarkdown(source)
  expect(blocks[0]).toEqual({ kind: 'heading', level: 1, text: 'Availability' })
  const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block] : []))
  expect(tables.length).toBeGreaterThan(2)
  for (const table of tables) for (const row of table.rows) expect(row, row.join('|')).toHaveLength(table.head.length)
})

test('every place that the console links to is there', () => {
  const slugs = new Set(parseMarkdown(source).flatMap((block) => (block.kind === 'heading' ? [slugOf(block.text)] : [])))
  const linked = ['components/availability/switchover-dialog.tsx', 'components/availability/failover-dialog.tsx'].flatMap((file) => [...readFileSync(path.join(root, file), 'utf8').matchAll(/\/docs\/availability#([a-z-]+)/g)].map((match) => match[1] ?? ''))
  expect(linked.length).toBeGreaterThan(1)
  for (const slug of linked) expect(slugs).toContain(slug)
})
