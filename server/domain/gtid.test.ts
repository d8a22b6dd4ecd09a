import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { containsGtidSet, countGtids, formatGtidSet, onlyServer, parseGtidSet, subtractGtidSets, unionGtidSets, withoutServer, type GtidSet } from './gtid'

const A = '3e11fa47-71ca-11e1-9e33-c80aa9429562'
const B = '4f22ab58-82db-22f2-8f44-d91bb0530673'

const single = fc.record({ key: fc.constantFrom(A, B, `${A}:backup`, `${B}:x_1`), number: fc.integer({ min: 1, max: 40 }) })
const transactions = fc.array(single, { maxLength: 60 })
const members = (list: { key: string; number: number }[]) => new Set(list.map(({ key, number }) => `${key}#${number}`))
const setOf = (list: { key: string; number: number }[]) => parseGtidSet(list.map(({ key, number }) => `${key}:${number}`).join(','))

function expand(set: GtidSet): Set<string> {
  const all = new Set<string>()
  for (const [key, list] of set) for (const { first, last } of list) for (let n = first; n <= last; n++) all.add(`${key}#${n}`)
  return all
}

describe('the text of a GTID set', () => {
  test.each([
    ['', ''],
    [`${A}:1-5`, `${A}:1-5`],
    [`${A}:1-3:4-5:9`, `${A}:1-5:9`],
    [`${A.toUpperCase()}:7`, `${A}:7`],
    [`${B}:1,\n${A}:2`, `${A}:2,${B}:1`],
    [`${A}:backup:1-5`, `${A}:backup:1-5`],
    [`${A}:1-2:backup:1-5:7:other:3`, `${A}:1-2,${A}:backup:1-5:7,${A}:other:3`],
  ])('%j is read and written as %j', (text, normal) => {
    expect(formatGtidSet(parseGtidSet(text))).toBe(normal)
  })

  test.each(['nonsense', `${A}`, `${A}:0`, `${A}:5-2`, `${A}:1-`, `${A}:9tag:1`, `${A}:1 or 1=1:--`])('%j is refused', (text) => {
    expect(() => parseGtidSet(text)).toThrow(/is not|neither/)
  })

  test('writing and reading gives the same set back', () => {
    fc.assert(fc.property(transactions, (list) => {
      const set = setOf(list)
      expect(parseGtidSet(formatGtidSet(set))).toEqual(set)
    }))
  })
})

describe('set arithmetic agrees with sets of single transactions', () => {
  test('union, subtract, contains and count', () => {
    fc.assert(fc.property(transactions, transactions, (left, right) => {
      const [a, b] = [setOf(left), setOf(right)]
      const [ma, mb] = [members(left), members(right)]
      expect(expand(a)).toEqual(ma)
      expect(expand(unionGtidSets(a, b))).toEqual(new Set([...ma, ...mb]))
      expect(expand(subtractGtidSets(a, b))).toEqual(new Set([...ma].filter((m) => !mb.has(m))))
      expect(containsGtidSet(a, b)).toBe([...mb].every((m) => ma.has(m)))
      expect(countGtids(a)).toBe(ma.size)
    }), { numRuns: 500 })
  })

  test('results are normal: the same set is written the same way however it came about', () => {
    fc.assert(fc.property(transactions, transactions, (left, right) => {
      const both = unionGtidSets(setOf(left), setOf(right))
      expect(formatGtidSet(both)).toBe(formatGtidSet(setOf([...right, ...left])))
      expect(formatGtidSet(unionGtidSets(subtractGtidSets(both, setOf(right)), setOf(right)))).toBe(formatGtidSet(both))
    }))
  })
})

test('a server\'s own transactions, tagged ones included, are told from the others', () => {
  const set = parseGtidSet(`${A}:1-5:backup:1-2,${B}:3`)
  expect(formatGtidSet(withoutServer(set, A.toUpperCase()))).toBe(`${B}:3`)
  expect(formatGtidSet(onlyServer(set, A))).toBe(`${A}:1-5,${A}:backup:1-2`)
})
