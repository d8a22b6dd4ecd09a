import { formatBytes } from '../format-words'
import type { PendingOperation } from '../memory'
import { isReplacing } from './plan-stateful-set'
import type { AnalysisContext } from './context'
import type { SeenStep } from './merge-steps'
import { hasGrown, ownClaims, stageOf } from './plan-growth'

const PREFIX = 'grow-'

/** One step a volume and one for the StatefulSet, when the operation, or one that it superseded, makes volumes larger. */
export function growthSteps(context: AnalysisContext, operation: PendingOperation): SeenStep[] {
  const claims = ownClaims(context)
  const { changed } = operation.parameters
  const asked = Array.isArray(changed) && changed.includes('storage.sizeBytes')
  const begun = operation.steps.some((step) => step.id.startsWith(PREFIX))
  const unfinished = claims.some((claim) => !hasGrown(context, claim))
  if (!asked && !begun && !unfinished) return []
  const size = formatBytes(context.definition.spec.storage.sizeBytes)
  const volumes = claims.map((claim): SeenStep => {
    const done = hasGrown(context, claim)
    const decision = context.decisions.find(({ id }) => id === `grow/${claim.name}` || id === `grow-later/${claim.name}`)
    const refused = claim.requestedBytes < context.definition.spec.storage.sizeBytes
    return {
      id: `${PREFIX}${claim.name}`, title: `Volume ${claim.name} has ${size}`, done,
      detail: done ? null : refused ? (claim.lastProblem?.detail ?? decision?.message ?? null) : stageOf(context, claim),
      beganAt: refused || done ? null : (context.memory.decisionsSince[`grow/${claim.name}`] ?? null),
    }
  })
  return [...volumes, templateStep(context, size)]
}

function templateStep(context: AnalysisContext, size: string): SeenStep {
  const { statefulSet, objects } = context.observation.kubernetes
  const current = objects.some(({ kind, state }) => kind === 'StatefulSet' && state === 'current')
  const done = current && statefulSet !== null && statefulSet.volumeSizeBytes === context.definition.spec.storage.sizeBytes && !isReplacing(context)
  const replacing = context.decisions.find(({ code }) => code === 'ReplacingStatefulSet')
  return { id: `${PREFIX}template`, title: `New instances get volumes of ${size}`, done, detail: done ? 'StatefulSet made anew, its pods run on' : (replacing?.message ?? 'when every claim was accepted with the new size') }
}
