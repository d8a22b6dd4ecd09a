import { formatDuration, quoteMessage } from '../format-words'
import { find, type AnalysisContext } from './context'

/** Findings about Kubernetes as a whole: away, or with pods of somebody else under the cluster's names. */
export function explainKubernetes(context: AnalysisContext): void {
  const { kubernetes } = context.observation
  if (!kubernetes.reachable) explainUnreachable(context)
  for (const pod of kubernetes.pods) {
    if (pod.ours) continue
    find(context, {
      code: 'ForeignPod', level: 'attention', message: `A pod named ${pod.name} exists that is not of this cluster; the instance of that name cannot be made`,
      action: `Delete or rename it: kubectl -n ${context.definition.namespace} get pod ${pod.name} -o yaml`,
    })
  }
}

function explainUnreachable(context: AnalysisContext): void {
  const { problem, lastContactAt } = context.observation.kubernetes
  const age = problem?.code === 'kubernetes.forbidden' ? 'does not show this cluster to Podkeeper' : lastContactAt === null ? 'has not been reached yet' : `has not answered for ${formatDuration(context.now - lastContactAt)}`
  find(context, {
    code: 'KubernetesUnreachable', level: 'unknown',
    message: `Kubernetes ${age}${problem ? `: ${quoteMessage(problem.detail)}` : ''}. What is shown of pods and volumes is as it was then; Podkeeper changes nothing in Kubernetes meanwhile`,
    action: problem?.action ?? 'Look at the Kubernetes page. Podkeeper goes on by itself when it answers',
  })
}

/** Behind an API server that is away, silent instances may be well: nothing is known, so nothing is called broken. */
export function softenFindings(context: AnalysisContext): void {
  if (context.observation.kubernetes.reachable || context.instances.some((instance) => instance.facts !== null)) return
  for (const finding of context.findings) if (finding.level === 'broken' || finding.level === 'attention') finding.level = 'unknown'
}
