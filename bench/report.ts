import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import path from 'node:path'

export interface Figure {
  name: string
  unit: 'ms' | 's' | 'KiB' | 'MiB' | 'requests/min' | 'streams'
  values: number[]
  /** what product.md asks for; null where it sets none */
  target: number | null
  /** what was measured, in a sentence */
  how: string
}

const order = (values: number[]) => [...values].sort((a, b) => a - b)

/** @param share 0–1; nearest rank */
export function percentile(values: number[], share: number): number {
  const sorted = order(values)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

const short = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

/** Prints figures beside their targets and keeps them in bench/results/<date>-<name>.json and .md. */
export async function keepResults(name: string, figures: Figure[]): Promise<void> {
  const rows = figures.map((figure) => {
    const judged = figure.values.length > 20 ? percentile(figure.values, 0.95) : percentile(figure.values, 0.5)
    const met = figure.target === null ? '' : judged <= figure.target ? 'met' : 'MISSED'
    return `| ${figure.name} | ${short(percentile(figure.values, 0.5))} | ${short(percentile(figure.values, 0.95))} | ${short(percentile(figure.values, 1))} | ${figure.unit} | ${figure.values.length} | ${figure.target === null ? '' : short(figure.target)} | ${met} |`
  })
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 1024 ** 3).toFixed(0)} GiB, Node.js ${process.version}`
  const text = [`# ${name}, ${new Date().toISOString().slice(0, 10)}`, '', machine, '', '| figure | median | p95 | worst | unit | runs | target | |', '|---|---|---|---|---|---|---|---|', ...rows, '', ...figures.map((figure) => `- **${figure.name}**: ${figure.how}`), ''].join('\n')
  process.stdout.write(`\n${text}\n`)
  const directory = path.resolve(import.meta.dirname, 'results')
  await mkdir(directory, { recursive: true })
  await writeFile(path.join(directory, `${name}.md`), text)
  await writeFile(path.join(directory, `${name}.json`), `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 1)}\n`)
}
