import { parseArgs } from 'node:util'
import { NAMED_SEEDS } from './named-seeds'
import { MUTATIONS } from './mutations'
import { runSeed } from './run-seed'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** `npm run simulate -- --seeds N [--from S] [--verbose] [--mutations [--only id]]` */
async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '200' }, from: { type: 'string', default: '1' }, verbose: { type: 'boolean', default: false }, mutations: { type: 'boolean', default: false }, only: { type: 'string' } } })
  const [from, count] = [Number(values.from), Number(values.seeds)]
  if (!Number.isInteger(from) || !Number.isInteger(count) || count < 1) throw new Error('--seeds and --from are whole numbers')
  return values.mutations ? huntMutations(from, count, values.only ?? '') : runSeeds(from, count, values.verbose)
}

async function runSeeds(from: number, count: number, verbose: boolean): Promise<boolean> {
  const endings = { healthy: 0, refused: 0, running: 0 }
  const broken: string[] = []
  const startedAt = Date.now()
  for (let seed = from; seed < from + count; seed++) {
    const outcome = await runSeed(seed)
    endings[outcome.ending]++
    if (verbose || outcome.broken) print(`\nSeed ${seed}\n${outcome.story.join('\n')}`)
    if (outcome.broken) {
      broken.push(`seed ${seed}: ${outcome.broken.message.split('\n')[0] ?? ''}`)
      print(`\nBroken: ${outcome.broken.message}\nAgain: npm run simulate -- --from ${seed} --seeds 1 --verbose`)
    }
    if ((seed - from + 1) % 100 === 0) print(`${seed - from + 1} seeds, ${broken.length} broken, ${Math.round((Date.now() - startedAt) / 1000)} s`)
  }
  print(`\n${count} seeds: ${endings.healthy} healthy in the end, ${endings.refused} left to a person with reasons, ${broken.length} broken; ${Math.round((Date.now() - startedAt) / 1000)} s`)
  for (const line of broken) print(`  ${line}`)
  return broken.length === 0
}

/** How many seeds it takes until each mistake is found out. */
async function huntMutations(from: number, count: number, only: string): Promise<boolean> {
  let missed = 0
  for (const mutation of MUTATIONS.filter(({ id }) => id.includes(only))) {
    const named = NAMED_SEEDS.filter(({ catches }) => catches?.includes(mutation.id)).map(({ seed }) => seed)
    const seeds = Array.from({ length: count }, (_, index) => from + index)
    let caught: string | null = null
    for (const [index, seed] of seeds.entries()) {
      const { broken } = await runSeed(seed, mutation)
      if (!broken) continue
      caught = `caught by seed ${seed}, the ${index + 1}th, as ${broken.invariant}: ${(broken.message.split('\n')[0] ?? '').slice(0, 140)}`
      break
    }
    if (caught === null) missed++
    print(`${mutation.id.padEnd(28)} ${caught ?? `not caught by ${count} seeds`}${named.length > 0 ? ` (named: ${named.join(', ')})` : ''}`)
  }
  return missed === 0
}

main().then((clean) => process.exit(clean ? 0 : 1), (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(2)
})
