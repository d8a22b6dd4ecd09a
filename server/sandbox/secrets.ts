import { objectNames } from '@/server/domain/kubernetes-port'
import { readTexts } from './read-manifest'
import type { World } from './world'

/** Passwords by account, from the cluster's Secret as it is now. */
export function readPasswords(world: World, namespace: string, setName: string): Record<string, string> {
  const secret = world.objects.get('Secret', namespace, objectNames(setName).secret)
  if (!secret) return {}
  const stored = Object.entries(readTexts(secret.manifest, 'data')).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')] as const)
  return Object.fromEntries(stored)
}
