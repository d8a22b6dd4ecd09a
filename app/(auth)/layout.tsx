import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/mark'

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <link rel="icon" type="image/svg+xml" href="/favicon-healthy.svg" />
      <p className="flex items-center gap-2 text-xl font-semibold"><Mark />Podkeeper</p>
      <div className="w-full max-w-sm rounded-md border bg-surface p-6">{children}</div>
    </main>
  )
}
