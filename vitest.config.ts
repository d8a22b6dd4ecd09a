import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname), 'server-only': path.resolve(import.meta.dirname, 'server/config/empty.ts') } },
  test: {
    projects: [
      { extends: true, test: { name: 'server', include: ['server/**/*.test.ts', 'bench/**/*.test.ts'], environment: 'node' } },
      { extends: true, test: { name: 'components', include: ['components/**/*.test.{ts,tsx}'], environment: 'jsdom' } },
    ],
  },
})
