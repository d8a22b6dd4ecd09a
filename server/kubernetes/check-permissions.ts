import { z } from 'zod'
import type { ApiClient } from './api-client'
import type { PermissionRule } from './required-permissions'

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) })
const AT_ONCE = 8

/**
 * Asks Kubernetes for every verb of the rules whether this account may use it.
 * @param namespaces where; null asks for all namespaces at once
 * @returns what is missing, in words: "create persistentvolumeclaims in namespace shop"
 * @throws ApiFailure, AwayFailure
 */
export async function findMissingPermissions(client: ApiClient, rules: readonly PermissionRule[], namespaces: readonly string[] | null): Promise<string[]> {
  const questions = rules.flatMap((rule) => scopesOf(rule, namespaces).flatMap((namespace) => rule.verbs.map((verb) => ({ rule, verb, namespace }))))
  const missing: string[] = []
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    const answers = await Promise.all(questions.slice(from, from + AT_ONCE).map(async (question) => ((await isAllowed(client, question)) ? null : describe(question))))
    missing.push(...answers.filter((answer) => answer !== null))
  }
  return missing
}

interface Question {
  rule: PermissionRule
  verb: string
  namespace: string | null
}

function scopesOf(rule: PermissionRule, namespaces: readonly string[] | null): (string | null)[] {
  return rule.clusterScoped || namespaces === null ? [null] : [...namespaces]
}

async function isAllowed(client: ApiClient, { rule, verb, namespace }: Question): Promise<boolean> {
  const [resource, subresource] = rule.resource.split('/')
  const answer = await client.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb, group: rule.group, resource, ...(subresource ? { subresource } : {}), ...(namespace === null ? {} : { namespace }) } },
    },
  })
  return reviewSchema.parse(answer).status.allowed
}

function describe({ rule, verb, namespace }: Question): string {
  const where = rule.clusterScoped ? '' : namespace === null ? ' in all namespaces' : ` in namespace ${namespace}`
  return `${verb} ${rule.resource}${rule.group ? ` (${rule.group})` : ''}${where}${rule.optional ? ' (optional)' : ''}`
}
