/** Transactions in a set without gaps, as the sandbox writes it. */
export function countGtids(set: string): number {
  return set
    .split(',')
    .filter((part) => part !== '')
    .reduce((sum, part) => {
      const [first = 0, last = first] = (part.split(':')[1] ?? '').split('-').map(Number)
      return sum + last - first + 1
    }, 0)
}
