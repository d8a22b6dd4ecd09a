import type { ReactNode } from 'react'
import { InlineCode } from '../inline-code'

type Block = { kind: 'heading'; level: 1 | 2; text: string } | { kind: 'paragraph'; text: string } | { kind: 'list'; items: string[] } | { kind: 'table'; head: string[]; rows: string[][] }

/** Headings, paragraphs, lists and tables, as docs/ uses them; blocks are parted by empty lines. */
export function parseMarkdown(source: string): Block[] {
  return source.trim().split(/\n{2,}/).map((block): Block => {
    const heading = /^(##?) (.+)$/.exec(block)
    if (heading) return { kind: 'heading', level: heading[1] === '#' ? 1 : 2, text: heading[2] ?? '' }
    const lines = block.split('\n')
    if (block.startsWith('|')) {
      const [head = [], , ...rows] = lines.map(cellsOf)
      return { kind: 'table', head, rows }
    }
    if (block.startsWith('- ')) return { kind: 'list', items: lines.map((line) => line.replace(/^- /, '')) }
    return { kind: 'paragraph', text: lines.join(' ') }
  })
}

const cellsOf = (line: string) => line.replace(/^\|/, '').replace(/\|$/, '').split('|').map((cell) => cell.trim())

/** "When failover is not done" → when-failover-is-not-done */
export function slugOf(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/** Bold, code and links within a line. */
function Inline({ text }: { text: string }) {
  return text.split(/(\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part, index): ReactNode => {
    const bold = /^\*\*(.+)\*\*$/.exec(part)?.[1]
    if (bold !== undefined) return <strong key={index} className="font-semibold">{bold}</strong>
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part)
    return link ? <a key={index} href={link[2]} className="text-accent underline">{link[1]}</a> : <InlineCode key={index} text={part} />
  })
}

export function Markdown({ source }: { source: string }) {
  return <div className="flex max-w-3xl flex-col gap-4">{parseMarkdown(source).map((block, index) => <BlockView key={index} block={block} />)}</div>
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return block.level === 1 ? <h1 className="text-2xl font-semibold">{block.text}</h1> : <h2 id={slugOf(block.text)} className="scroll-mt-4 pt-2 text-lg font-semibold">{block.text}</h2>
    case 'paragraph':
      return <p><Inline text={block.text} /></p>
    case 'list':
      return <ul className="list-disc space-y-1.5 pl-5">{block.items.map((item) => <li key={item}><Inline text={item} /></li>)}</ul>
    case 'table':
      return (
        <div className="overflow-x-auto rounded-md border bg-surface" tabIndex={0} role="group" aria-label="Table">
          <table className="w-full text-left text-sm">
            {block.head.some((cell) => cell !== '') && <thead><tr className="border-b">{block.head.map((cell) => <th key={cell} scope="col" className="px-3 py-2 font-medium">{cell}</th>)}</tr></thead>}
            <tbody>{block.rows.map((row) => <tr key={row.join()} className="border-b align-top last:border-0">{row.map((cell, column) => <td key={column} className="px-3 py-2"><Inline text={cell} /></td>)}</tr>)}</tbody>
          </table>
        </div>
      )
  }
}
