import type { Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import type { SetHold } from '@/server/contracts/hold'
import type { Transaction } from '@/server/database/client'

export interface HeldThing {
  kind: 'pause' | 'fence'
  /** null: everything */
  clusterId: string | null
  instance: string | null
}

/** Puts a hold in force in place of the one that may stand. @throws AppError request.invalid when it would have run out already */
export async function putHold(tx: Transaction, thing: HeldThing, hold: SetHold, actor: Actor, at: Date): Promise<void> {
  const until = hold.until === null ? null : new Date(hold.until)
  if (until !== null && until <= at) throw new AppError('request.invalid', `${until.toISOString()} has passed.`, { action: 'Choose a time to come, or none.', fields: [{ path: 'until', message: 'This time has passed' }] })
  await endHold(tx, thing, actor, at)
  await tx.hold.create({ data: { ...thing, reason: hold.reason, createdBy: actor.name, since: at, until } })
}

/** @returns whether one stood, run out or not */
export async function endHold(tx: Transaction, thing: HeldThing, actor: Actor, at: Date): Promise<boolean> {
  const { count } = await tx.hold.updateMany({ where: { ...thing, endedAt: null }, data: { endedAt: at, endedBy: actor.name } })
  return count > 0
}

/** "until 12:00 UTC on 3 May 2026", or nothing */
export function untilWords(until: string | null): string {
  return until === null ? '' : `, until ${new Date(until).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
