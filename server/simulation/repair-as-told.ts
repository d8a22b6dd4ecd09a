import type { Simulation } from './simulation'

/** A person does what the console advises where a volume is gone for good: the claim goes, and the pod with it. */
export function repairAsTold({ fixture: { owner, sandbox: { world, hands } }, story }: Simulation): void {
  for (const uid of world.lostClaims) {
    const claim = world.objects.list('PersistentVolumeClaim').find((object) => object.uid === uid)
    if (!claim || claim.deletingSince !== null || world.apiServer.away) continue
    const { name } = claim.manifest.metadata
    hands.remove('PersistentVolumeClaim', owner.namespace, name)
    const pod = name.replace(/^data-/, '')
    if (world.objects.get('Pod', owner.namespace, pod)) hands.remove('Pod', owner.namespace, pod)
    story.tell(`a person deletes the claim ${name}, whose volume is lost, and its pod`)
  }
}
