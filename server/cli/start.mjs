// `npm start`: installs and builds what is missing, then runs web, operator and, unless DATABASE_URL is set, Postgres.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT, ensureBuild, ensurePackages, requireNode } from './prepare.mjs'

requireNode()
await ensurePackages()
await ensureBuild()
const { serve } = await import(pathToFileURL(path.join(ROOT, 'dist', 'serve.mjs')).href)
await serve()
