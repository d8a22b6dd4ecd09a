import { measureConsole, measureCreation, measureLatency } from './measure-console'
import { measureMemory } from './measure-memory'
import { measureRounds } from './measure-rounds'
import { keepResults, type Figure } from './report'

const MEASUREMENTS: Record<string, () => Promise<Figure[]>> = {
  operator: measureRounds,
  memory: measureMemory,
  console: measureConsole,
  latency: measureLatency,
  creation: measureCreation,
}

/** `npm run bench [-- name…]`: prints figures beside their targets and keeps them in bench/results. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !(name in MEASUREMENTS))
  if (unknown.length > 0) throw new Error(`There is no measurement called ${unknown.join(', ')}; there are ${Object.keys(MEASUREMENTS).join(', ')}`)
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    if (name === 'creation' && !process.env.KUBECONFIG) {
      process.stdout.write('\ncreation is measured on a real Kubernetes only: set KUBECONFIG\n')
      continue
    }
    await keepResults(name, await measure())
  }
}

main().then(() => process.exit(0), (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
