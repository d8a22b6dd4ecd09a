// @vitest-environment node
import { expect, test } from 'vitest'
import { testSummary } from '@/components/lib/test-summary'
import { clusterCommands, consoleCommands, matchesCommand } from './palette-commands'

test('every word that is typed must occur, in any order', () => {
  const [instance] = clusterCommands([testSummary()]).instances
  if (!instance) throw new Error('no instance')
  expect(matchesCommand(instance, 'primary shop')).toBe(true)
  expect(matchesCommand(instance, 'shop replica')).toBe(false)
  expect(matchesCommand(instance, '')).toBe(true)
})

test('pages are found by what people call them', () => {
  const found = (search: string) => consoleCommands.filter((command) => matchesCommand(command, search)).map((command) => command.id)
  expect(found('log out')).toEqual(['sign-out'])
  expect(found('new')).toEqual(['action-create'])
})

test('instances are in natural order and lead to their own page', () => {
  const instances = ['db-10', 'db-2'].map((name) => ({ name, role: 'replica' as const, level: 'healthy' as const, lagSeconds: 0 }))
  expect(clusterCommands([testSummary({ instances })]).instances.map((command) => command.href)).toEqual(['/clusters/c1/instances?instance=db-2', '/clusters/c1/instances?instance=db-10'])
})
