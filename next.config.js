/** @type {import('next').NextConfig} */
export default {
  ...(process.env.STANDALONE ? { output: 'standalone' } : {}),
  serverExternalPackages: ['@kubernetes/client-node', 'pg', '@prisma/client', '@prisma/adapter-pg', 'pino', 'prom-client', '@node-rs/argon2', 'mysql2'],
  poweredByHeader: false,
  reactStrictMode: true,
  // The arguments of server actions can be passwords.
  logging: { serverFunctions: false },
  // `npm test` checks types once, for everything; the first start need not wait for it again.
  typescript: { ignoreBuildErrors: true },
}
