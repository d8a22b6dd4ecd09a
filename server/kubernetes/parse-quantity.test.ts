import { describe, expect, it } from 'vitest'
import { parseBytes, parseMillicores } from './parse-quantity'

describe('quantities of Kubernetes', () => {
  it.each([['1', 1000], ['250m', 250], ['1500000n', 1.5], ['0.5', 500], [2, 2000], ['', null], ['x', null], [undefined, null]])('%s of CPU is %s millicores', (quantity, expected) => expect(parseMillicores(quantity)).toBe(expected))
  it.each([['1Gi', 1024 ** 3], ['1.5Gi', 1.5 * 1024 ** 3], ['1G', 1e9], ['128974848', 128974848], ['129e6', 129e6], ['123Mi', 123 * 1024 ** 2], ['1Zi', null]])('%s is %s bytes', (quantity, expected) => expect(parseBytes(quantity)).toBe(expected))
})
