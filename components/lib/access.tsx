'use client'
import { createContext, useContext, type ReactNode } from 'react'
import type { Permission } from '@/server/contracts/access'

/** For each permission why the visitor lacks it, in words; null when it is granted. Computed by the server. */
export type Denials = Record<Permission, string | null>

const DenialsContext = createContext<Denials | null>(null)

export function AccessProvider({ denials, children }: { denials: Denials; children: ReactNode }) {
  return <DenialsContext value={denials}>{children}</DenialsContext>
}

/** Why the visitor may not do something, for `disabledReason`; null when they may. The server decides again in any case. */
export function useDenial(permission: Permission): string | null {
  return useContext(DenialsContext)?.[permission] ?? null
}
