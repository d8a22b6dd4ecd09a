import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { ContainerRuntime, PodRuntime } from './pod-runtime'
import { readList, readRecord, readText } from './read-manifest'

/** The pod as the API server shows it: with its node and the kubelet's status. */
export function withStatus(pod: PodRuntime): KubernetesManifest {
  const { manifest } = pod.object
  return {
    ...manifest,
    spec: { ...readRecord(manifest, 'spec'), ...(pod.node === null ? {} : { nodeName: pod.node }) },
    status: {
      phase: pod.phase,
      qosClass: 'Burstable',
      conditions: conditionsOf(pod),
      ...(pod.address === null ? {} : { podIP: pod.address, podIPs: [{ ip: pod.address }] }),
      ...(pod.startedAt === null ? {} : { startTime: timeOf(pod.startedAt) }),
      ...statusesOf(pod),
    },
  }
}

function conditionsOf(pod: PodRuntime): unknown[] {
  const condition = (type: string, holds: boolean, because: { reason?: string; message?: string } = {}) => ({ type, status: holds ? 'True' : 'False', ...(holds ? {} : because) })
  const initialized = pod.containers.every((container) => container.kind === 'main' || container.state === 'terminated')
  const unready = pod.containers.filter((container) => container.kind === 'main' && !container.ready).map(({ name }) => name)
  const notReady = { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` }
  return [
    condition('PodScheduled', pod.node !== null, pod.unschedulableBecause === null ? {} : { reason: 'Unschedulable', message: pod.unschedulableBecause }),
    condition('Initialized', initialized, { reason: 'ContainersNotInitialized' }),
    condition('ContainersReady', unready.length === 0, notReady),
    condition('Ready', pod.ready, notReady),
  ]
}

/** A kubelet tells of containers once it has the pod; a sidecar stands among the init containers that declared it. */
function statusesOf(pod: PodRuntime): Record<string, unknown> {
  if (pod.node === null) return {}
  const declared = readList(pod.object.manifest, 'spec', 'initContainers').map((container) => readText(container, 'name'))
  const told = (inInit: boolean) => pod.containers.filter(({ name }) => declared.includes(name) === inInit).map(statusOf)
  return { initContainerStatuses: told(true), containerStatuses: told(false) }
}

function statusOf(container: ContainerRuntime): unknown {
  const { lastTermination: last } = container
  return {
    name: container.name,
    image: container.image,
    imageID: `docker.io/library/${container.image}`,
    ready: container.ready,
    started: container.state === 'running',
    restartCount: container.restarts,
    state: stateOf(container),
    lastState: last === null ? {} : { terminated: { reason: last.reason, exitCode: last.exitCode, ...(last.finishedAt === null ? {} : { finishedAt: timeOf(last.finishedAt) }) } },
  }
}

function stateOf({ state, reason, message, exitCode, startedAt }: ContainerRuntime): unknown {
  const why = { ...(reason === null ? {} : { reason }), ...(message === null ? {} : { message }) }
  switch (state) {
    case 'waiting':
      return { waiting: why }
    case 'running':
      return { running: startedAt === null ? {} : { startedAt: timeOf(startedAt) } }
    case 'terminated':
      return { terminated: { ...why, exitCode: exitCode ?? 0 } }
    default:
      return state satisfies never
  }
}

/** Kubernetes tells times in whole seconds. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
