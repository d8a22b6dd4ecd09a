import path from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@': path.resolve(import.meta.dirname) } },
  test: {
    projects: [
      { extends: true, test: { name: 'server', include: ['server/**/*.test.ts', 'app/**/*.test.ts', 'bench/**/*.test.ts'], exclude: ['**/*.cluster.test.ts'], environment: 'node' } },
      // on a real Kubernetes: npm run test:cluster
      { extends: true, test: { name: 'cluster', include: ['server/**/*.cluster.test.ts'], environment: 'node', fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 } },
      { extends: true, test: { name: 'components', include: ['components/**/*.test.{ts,tsx}'], environment: 'jsdom' } },
    ],
  },
})
