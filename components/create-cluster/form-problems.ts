'use client'
import { createContext, useContext } from 'react'
import type { Problem } from '@/server/contracts/errors'
import type { Preview } from '@/server/contracts/cluster'

/** Problems by path of the contract's input, found by the server. */
export type ProblemsByPath = ReadonlyMap<string, string>

/** What the server says of the fields: the dry run's problems, then those of the last attempt. */
export const ServerProblems = createContext<ProblemsByPath>(new Map())

export function useServerProblem(path: string): string | undefined {
  return useContext(ServerProblems).get(path)
}

/** Puts both sources together; the attempt's own problems win over the dry run's. */
export function collectProblems(preview: Preview | null, dryRun: Problem | null, attempt: Problem | null): Map<string, string> {
  const found = new Map<string, string>()
  for (const { path, message } of preview?.problems ?? []) if (path !== null) found.set(path, message)
  for (const { path, message } of dryRun?.fields ?? []) found.set(path, message)
  for (const { path, message } of attempt?.fields ?? []) found.set(path, message)
  return found
}
