/** Digits of the longest number in a name; cluster names have at most 40 characters. */
const NUMBER_WIDTH = 12

/** The key by which names sort as people expect: mysql-2 before mysql-10. Stored in Cluster.sortName. */
export function toSortName(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(NUMBER_WIDTH, '0'))
}
