// Builds what production runs: the console by Next, the start and operator programs by esbuild.
import { build } from 'esbuild'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { ROOT, runOrExit } from './prepare.mjs'

rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true })
await build({
  absWorkingDir: ROOT,
  entryPoints: { serve: 'server/cli/serve.ts', operator: 'server/cli/operator.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
runOrExit(process.execPath, [path.join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'], { env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } })
