import type { World } from './world'

/** Waits on the sandbox's clock; 0 does not wait. */
export function pause(world: World, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve()
  return new Promise((resolve) => {
    world.clock.after(ms, resolve)
  })
}
