type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** What is wrong with each row of an array field, of the error that the form library keeps for the whole array. */
export function rowErrors(error: unknown, rows: number): (string | null)[] {
  return Array.from({ length: rows }, (_, index) => {
    const row = isTree(error) ? error[String(index)] : undefined
    const name = isTree(row) ? row.name : undefined
    return isTree(name) && typeof name.message === 'string' ? name.message : null
  })
}
