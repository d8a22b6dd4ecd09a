// `npm test`: everything that needs no Kubernetes. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ROOT, ensureBuild, ensurePackages, requireNode, say } from './prepare.mjs'
import { ensureChromium } from './ensure-chromium.mjs'
import { countPlaywright, countVitest } from './count-tests.mjs'

requireNode()
await ensurePackages()
const reports = path.join(os.tmpdir(), `podkeeper-test-${process.pid}`)
const bin = (name) => path.join(ROOT, 'node_modules', '.bin', name)
let passed = 0
let failed = 0

/** One check counts as one test; runners with a JSON report count theirs. */
function step(title, command, args, count) {
  say(`\n── ${title}`)
  const startedAt = Date.now()
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } })
  const counted = count?.() ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 }
  passed += counted.passed
  failed += counted.failed
  if (status !== 0 && counted.failed === 0) failed += 1
  say(`── ${title}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`)
}

step('types', 'npm', ['run', '--silent', 'typecheck'])
step('lint', bin('eslint'), ['.'])
step('import directions', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'app', 'components', 'server', 'instrumentation.ts', 'proxy.ts', '--output-type', 'err'])
step('unit and simulation', bin('vitest'), ['run', '--project=server', '--project=components', '--reporter=dot', '--reporter=json', `--outputFile.json=${reports}/vitest.json`], () => countVitest(`${reports}/vitest.json`))
await ensureBuild()
const chromium = ensureChromium()
process.env.CHROMIUM = chromium
process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = `${reports}/playwright.json`
step('browser, on the sandbox', bin('playwright'), ['test', '--project=sandbox', '--reporter=list,json'], () => countPlaywright(`${reports}/playwright.json`))
rmSync(reports, { recursive: true, force: true })
say(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
