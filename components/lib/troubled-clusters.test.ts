// @vitest-environment node
import { expect, test } from 'vitest'
import { describeTroubleChange, type Trouble } from './troubled-clusters'

const trouble = (name: string, level: Trouble['level'] = 'broken'): Trouble => ({ id: name, name, level, headline: `${name} is not well` })

test('clusters that became worse or well again are told, each once', () => {
  expect(describeTroubleChange([trouble('a'), trouble('b', 'attention')], [trouble('b'), trouble('c')])).toBe('b: b is not well. c: c is not well. a is well again')
})

test('a changed headline alone is not worth an interruption', () => {
  expect(describeTroubleChange([trouble('a')], [{ ...trouble('a'), headline: 'lags 49 s' }])).toBeNull()
})

test('many at once are counted', () => {
  expect(describeTroubleChange([], ['a', 'b', 'c', 'd', 'e'].map((name) => trouble(name)))).toMatch(/2 more clusters changed$/)
})
