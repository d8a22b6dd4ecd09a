import { z } from 'zod'
import { availabilitySchema } from './availability'

/** Worst first; the number sorts lists. */
export const HEALTH_RANK = { broken: 0, attention: 1, working: 2, unknown: 3, healthy: 4, off: 5 } as const
export const healthLevelSchema = z.enum(['broken', 'attention', 'working', 'unknown', 'healthy', 'off'])
export type HealthLevel = z.infer<typeof healthLevelSchema>

export const finding = z.object({
  code: z.string().meta({ description: 'Constant reason, e.g. ReplicaLagging' }),
  level: healthLevelSchema,
  instance: z.string().nullable(),
  /** what is, why, and what happens next */
  message: z.string(),
  /** what a person can do; null when Podkeeper deals with it */
  action: z.string().nullable(),
})
export type Finding = z.infer<typeof finding>

export const decisionSchema = z.object({
  id: z.string(),
  kind: z.enum(['act', 'wait', 'refuse']),
  code: z.string().meta({ description: 'Constant reason, e.g. WaitingForClone' }),
  instance: z.string().nullable(),
  /** "Waiting for mysql-2: clone 61 % (about 2 min left)" */
  message: z.string(),
  /** why, where the message alone does not say it */
  because: z.string().nullable(),
  progress: z.number().min(0).max(1).nullable(),
  since: z.iso.datetime(),
})
export type DecisionView = z.infer<typeof decisionSchema>

export const instanceRoleSchema = z.enum(['primary', 'replica', 'joining', 'unknown'])
export type InstanceRole = z.infer<typeof instanceRoleSchema>

export const replicationStatusSchema = z.object({
  sourceHost: z.string().nullable(),
  /** name of the instance it follows, null when it is none of the cluster */
  sourceInstance: z.string().nullable(),
  ioThread: z.enum(['on', 'connecting', 'off']),
  sqlThread: z.enum(['on', 'off']),
  lagSeconds: z.number().nullable(),
  transactionsBehind: z.number().int().nullable(),
  lastError: z.object({ number: z.number().int(), message: z.string(), at: z.string().nullable() }).nullable(),
})
export type ReplicationStatus = z.infer<typeof replicationStatusSchema>

export const instanceStatusSchema = z.object({
  name: z.string(),
  ordinal: z.number().int(),
  role: instanceRoleSchema,
  level: healthLevelSchema,
  /** in words: "Replicating, 0.3 s behind", "Cloning from mysql-1, 61 %", "Waiting for a node: …" */
  headline: z.string(),
  pod: z
    .object({
      uid: z.string(),
      phase: z.string(),
      ready: z.boolean(),
      node: z.string().nullable(),
      zone: z.string().nullable(),
      address: z.string().nullable(),
      restarts: z.number().int(),
      startedAt: z.iso.datetime().nullable(),
      lastTermination: z.object({ container: z.string(), reason: z.string(), exitCode: z.number().int(), at: z.string().nullable() }).nullable(),
      containers: z.array(z.object({ name: z.string(), kind: z.enum(['init', 'main']), state: z.string(), ready: z.boolean(), restarts: z.number().int() })),
    })
    .nullable(),
  mysql: z
    .object({
      version: z.string(),
      serverUuid: z.string(),
      uptimeSeconds: z.number(),
      readOnly: z.boolean(),
      superReadOnly: z.boolean(),
      gtidExecuted: z.string(),
      threadsConnected: z.number().int(),
      connectionsMax: z.number().int(),
      queriesPerSecond: z.number().nullable(),
    })
    .nullable(),
  /** why there is no `mysql`, in words */
  mysqlProblem: z.string().nullable(),
  replication: replicationStatusSchema.nullable(),
  isolation: z.enum(['fenced', 'quarantined']).nullable().default(null).meta({ description: 'fenced: by a person; quarantined: it holds what the primary lacks' }),
  servesReads: z.boolean(),
  /** why it does not serve reads, null when it does or is the primary */
  readsExcludedBecause: z.string().nullable(),
  volume: z
    .object({
      claim: z.string(),
      phase: z.string(),
      storageClass: z.string().nullable(),
      capacityBytes: z.number().nullable(),
      requestedBytes: z.number().meta({ description: 'More than the capacity while it is being made larger' }),
      usedBytes: z.number().nullable(),
      usedSource: z.enum(['kubelet', 'mysql']).nullable(),
    })
    .nullable(),
  resources: z.object({ cpuRequestMillicores: z.number(), memoryBytes: z.number(), cpuUsedMillicores: z.number().nullable(), memoryUsedBytes: z.number().nullable() }).nullable(),
  clone: z.object({ donor: z.string().nullable(), stage: z.string(), progress: z.number().nullable(), etaSeconds: z.number().nullable() }).nullable(),
})
export type InstanceStatus = z.infer<typeof instanceStatusSchema>

export const serviceStatusSchema = z.object({
  name: z.string(),
  kind: z.enum(['primary', 'read', 'headless']),
  host: z.string().meta({ example: 'shop-db-primary.shop.svc', description: 'From any pod of its Kubernetes cluster, whatever the domain of that is' }),
  port: z.number().int(),
  /** instances that it leads to now */
  instances: z.array(z.string()),
})

export const conditionSchema = z.object({
  type: z.enum(['Ready', 'Available', 'Replicating', 'ObjectsApplied', 'Progressing']),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string(),
  message: z.string(),
  observedGeneration: z.number().int(),
  lastTransitionAt: z.iso.datetime(),
})
export type Condition = z.infer<typeof conditionSchema>

export const clusterStatusSchema = z
  .object({
    observedGeneration: z.number().int(),
    observedAt: z.iso.datetime(),
    phase: z.enum(['creating', 'running', 'deleting', 'deleted', 'unknown']),
    level: healthLevelSchema,
    /** "Healthy", "Degraded: mysql-2 lags 48 s" */
    headline: z.string(),
    findings: z.array(finding),
    decisions: z.array(decisionSchema),
    primary: z.string().nullable(),
    instancesReady: z.number().int(),
    instancesWanted: z.number().int(),
    worstLagSeconds: z.number().nullable(),
    usedBytes: z.number().nullable(),
    instances: z.array(instanceStatusSchema),
    services: z.array(serviceStatusSchema),
    conditions: z.array(conditionSchema),
    /** claims of instances that are no longer wanted */
    availability: availabilitySchema.nullable().default(null).meta({ description: 'null while nothing is known, and where Podkeeper does not manage replication' }),
    keptClaims: z.array(z.object({ claim: z.string(), instance: z.string(), capacityBytes: z.number().nullable() })),
  })
  .meta({ id: 'ClusterStatus' })
export type ClusterStatus = z.infer<typeof clusterStatusSchema>
