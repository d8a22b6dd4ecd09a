// `npm run dev`: the console with reload, the operator and the embedded database.
import { ensurePackages, requireNode, ROOT, runOrExit } from './prepare.mjs'
import path from 'node:path'

requireNode()
await ensurePackages()
runOrExit(process.execPath, ['--import', 'tsx', path.join(ROOT, 'server', 'cli', 'dev.ts')])
