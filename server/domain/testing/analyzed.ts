import { analyzeCluster } from '../analyze-cluster'
import type { Action, Analysis } from '../decision'
import type { ClusterDefinition, OperatorMemory } from '../memory'
import type { ClusterObservation } from '../observation'
import { definitionOf, memoryOf } from './build-definition'
import { NOW, observationOf } from './build-observation'

/** One analysis of a healthy cluster, except for what is given. */
export function analyzed(input: { definition?: ClusterDefinition; observation?: ClusterObservation; memory?: OperatorMemory; now?: number } = {}): Analysis {
  return analyzeCluster(input.definition ?? definitionOf(), input.observation ?? observationOf(), input.memory ?? memoryOf(), input.now ?? NOW)
}

/** Several analyses of what does not change, `stepMs` apart, each with the memory of the one before. */
export function analyzedAgain(input: { definition?: ClusterDefinition; observation?: ClusterObservation; memory?: OperatorMemory }, rounds: number, stepMs: number): Analysis[] {
  const analyses: Analysis[] = []
  let memory = input.memory ?? memoryOf()
  for (let round = 0; round < rounds; round++) {
    const analysis = analyzed({ ...input, memory, now: NOW + round * stepMs })
    analyses.push(analysis)
    memory = analysis.memory
  }
  return analyses
}

export function actionsOf(analysis: Analysis): Action[] {
  return analysis.decisions.flatMap(({ action }) => (action ? [action] : []))
}

export function typesOf(analysis: Analysis): string[] {
  return actionsOf(analysis).map(({ type }) => type)
}

/** "act Cloning shop-db-1 from shop-db-0" */
export function wordsOf(analysis: Analysis): string[] {
  return analysis.decisions.map(({ kind, message }) => `${kind} ${message}`)
}

export function findingOf(analysis: Analysis, code: string): Analysis['status']['findings'][number] | undefined {
  return analysis.status.findings.find((finding) => finding.code === code)
}
