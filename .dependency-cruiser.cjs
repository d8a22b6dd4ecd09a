/** Import directions of docs/ARCHITECTURE.md, enforced by `npm run lint`. */
const between = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })
module.exports = {
  forbidden: [
    between('no-cycles', {}, { circular: true, dependencyTypesNot: ['type-only'] }, 'A cycle hides which part decides'),
    between('contracts-import-only-zod', { path: '^server/contracts/' }, { pathNot: '^(server/contracts/|node_modules/zod)' }, 'The browser loads contracts'),
    between('domain-is-pure', { path: '^server/domain/', pathNot: '\\.test\\.ts$' }, { pathNot: '^server/(domain|contracts)/' }, 'Domain rules have no I/O'),
    between('only-kubernetes-imports-the-client', { pathNot: '^(server/kubernetes/|bench/|e2e/)' }, { path: 'node_modules/@kubernetes/client-node' }, 'server/kubernetes is the only adapter'),
    between('only-mysql-opens-connections', { pathNot: '^(server/mysql/|server/operator/testing/|e2e/|bench/)' }, { path: 'node_modules/mysql2' }, 'server/mysql is the only adapter'),
    between('only-database-imports-prisma', { pathNot: '^server/(database|generated)/' }, { path: '(node_modules/@prisma/|^server/generated/)' }, 'server/database is the only importer of Prisma'),
    between('adapters-do-not-import-each-other', { path: '^server/(kubernetes|mysql|sandbox)/', pathNot: '\\.test\\.ts$' }, { path: '^server/(kubernetes|mysql|sandbox|operator|services|auth|http)/', pathNot: '^server/$1/|^server/kubernetes/manifests/' }, 'Adapters implement ports'),
    between('services-and-operator-import-no-adapter', { path: '^server/(services|operator)/', pathNot: '\\.test\\.ts$|/testing/' }, { path: '^server/(kubernetes|mysql|sandbox)/', pathNot: '^server/kubernetes/manifests/' }, 'Ports are handed in by server/composition.ts'),
    between('components-see-contracts-only', { path: '^components/', pathNot: '\\.test\\.tsx?$' }, { path: '^server/', pathNot: '^server/contracts/' }, 'No server code in the browser'),
    between('ui-knows-no-feature', { path: '^components/(ui|lib)/' }, { path: '^components/(?!ui/|lib/)' }, 'Primitives know nothing of MySQL'),
    between('features-do-not-import-features', { path: '^components/(?!ui/|lib/)([^/]+)/' }, { path: '^components/(?!ui/|lib/)([^/]+)/', pathNot: '^components/$1/' }, 'Pages compose features'),
    between('nothing-imports-app', { pathNot: '^app/' }, { path: '^app/' }, 'Routes are leaves'),
  ],
  options: { doNotFollow: { path: 'node_modules|server/generated' }, exclude: { path: '(^|/)\\.next/' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] } },
}
