const SUFFIXES: Record<string, number> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
}

/** Kubernetes quantity ("250m", "1.5Gi", "2e3") as a number of its base unit; null when it is none. */
export function parseQuantity(quantity: string | number | null | undefined): number | null {
  if (quantity === null || quantity === undefined) return null
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([numkMGTPE]|[KMGTPE]i|)$/.exec(String(quantity).trim())
  const factor = SUFFIXES[match?.[2] ?? '']
  return match && factor !== undefined ? Number(match[1]) * factor : null
}

export function parseMillicores(quantity: string | number | null | undefined): number | null {
  const cores = parseQuantity(quantity)
  return cores === null ? null : Math.round(cores * 1e6) / 1e3
}

export function parseBytes(quantity: string | number | null | undefined): number | null {
  const bytes = parseQuantity(quantity)
  return bytes === null ? null : Math.round(bytes)
}
