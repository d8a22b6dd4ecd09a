import type { World } from './world'

/** From now on nobody reaches the API server: controllers stand still, kubelets and MySQL go on. */
export function loseApiServer(world: World): void {
  if (world.apiServer.away) return
  world.apiServer.away = true
  world.apiServer.lastContactMs = world.clock.now()
  world.signals.emit('api-server-changed', { away: true })
}

export function returnApiServer(world: World): void {
  if (!world.apiServer.away) return
  world.apiServer.away = false
  for (const callback of world.apiServer.deferred.splice(0)) callback()
  world.signals.emit('api-server-changed', { away: false })
}
