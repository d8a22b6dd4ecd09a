/** A Kubernetes quantity, e.g. 2Gi or 512Mi. */
export function formatBytes(bytes: number): string {
  for (const [suffix, power] of [['Ti', 4], ['Gi', 3], ['Mi', 2], ['Ki', 1]] as const) {
    const unit = 1024 ** power
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${suffix}`
  }
  return String(bytes)
}
