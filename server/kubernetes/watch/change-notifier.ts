/** Tells listeners which clusters changed, once for many changes that arrive together. */
export class ChangeNotifier {
  private readonly listeners = new Set<(clusterId: string | null) => void>()
  private pending = new Set<string | null>()
  private timer: NodeJS.Timeout | null = null

  /** @param gatherMs how long changes are gathered; below what a person notices */
  constructor(private readonly gatherMs = 10) {}

  onChange(listener: (clusterId: string | null) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  note(clusterId: string | null): void {
    this.pending.add(clusterId)
    this.timer ??= setTimeout(() => this.flush(), this.gatherMs)
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer)
    this.listeners.clear()
  }

  private flush(): void {
    this.timer = null
    const changed = this.pending
    this.pending = new Set()
    for (const clusterId of changed) for (const listener of this.listeners) listener(clusterId)
  }
}
