// `npm run test:cluster [-- WORD…]`: the end-to-end suite on a real Kubernetes, through the browser. Uses KUBECONFIG, else a
// development cluster beside this folder, which it starts and stops. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ROOT, ensureBuild, ensurePackages, requireNode, say } from './prepare.mjs'
import { ensureChromium } from './ensure-chromium.mjs'
import { countPlaywright, countVitest } from './count-tests.mjs'

requireNode()
await ensurePackages()
const devcluster = path.resolve(ROOT, '..', 'shared', 'devcluster')
const words = process.argv.slice(2)
let stopAfterwards = () => {}

if (!process.env.KUBECONFIG) {
  if (!existsSync(path.join(devcluster, 'up'))) {
    say('The tests on a real Kubernetes were skipped: KUBECONFIG is not set, and there is no development cluster beside this folder.')
    say('0 passed, 0 failed')
    process.exit(0)
  }
  const run = (script, stdout) => spawnSync('bash', [path.join(devcluster, script)], { encoding: 'utf8', stdio: ['ignore', stdout, 'inherit'] })
  // One that runs already is somebody's: it is used, and left as it was found.
  const isOurs = run('status', 'ignore').status !== 0
  say(isOurs ? 'Starting the development cluster …' : 'Using the development cluster that runs already …')
  let { stdout, status } = run('up', 'pipe')
  if (status !== 0) {
    // What an earlier run left half standing is in the way: once more from nothing.
    run('down', 'inherit')
    ;({ stdout, status } = run('up', 'pipe'))
  }
  if (status !== 0) {
    say('The development cluster did not start; the lines above say why.\n0 passed, 1 failed')
    process.exit(1)
  }
  // Its last line; programs that it calls print notes of their own before.
  process.env.KUBECONFIG = stdout.trim().split('\n').at(-1)
  if (isOurs) stopAfterwards = () => run('down', 'inherit')
}
await ensureBuild()
process.env.CHROMIUM = ensureChromium()
const reports = path.join(os.tmpdir(), `podkeeper-test-cluster-${process.pid}`)
process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = `${reports}/playwright.json`
const bin = (name) => path.join(ROOT, 'node_modules', '.bin', name)
const run = (command, args) => spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: process.env }).status
let passed = 0
let failed = 0
const add = (status, counted) => {
  passed += counted?.passed ?? 0
  failed += counted?.failed ?? 0
  if (status !== 0 && !counted?.failed) failed += 1
}
try {
  if (words.length === 0) add(run(bin('vitest'), ['run', '--project=cluster', '--reporter=default', '--reporter=json', `--outputFile.json=${reports}/vitest.json`]), countVitest(`${reports}/vitest.json`))
  add(run(bin('playwright'), ['test', '--project=cluster', '--reporter=list,json', ...words]), countPlaywright(`${reports}/playwright.json`))
} finally {
  stopAfterwards()
  rmSync(reports, { recursive: true, force: true })
}
say(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
