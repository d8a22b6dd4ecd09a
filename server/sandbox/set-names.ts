/** `shop-db-2` → set `shop-db`, ordinal 2. Null when it is not a name that a StatefulSet gives. */
export function parsePodName(name: string): { setName: string; ordinal: number } | null {
  const match = /^(.+)-(\d+)$/.exec(name)
  return match?.[1] === undefined ? null : { setName: match[1], ordinal: Number(match[2]) }
}

/** `data-shop-db-2` → `shop-db`: templates of Podkeeper's have names without a hyphen */
export function setNameOfClaim(name: string): string {
  return parsePodName(name.slice(name.indexOf('-') + 1))?.setName ?? name
}

export function ordinalOfClaim(name: string): number {
  return parsePodName(name)?.ordinal ?? 0
}
