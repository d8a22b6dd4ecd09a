import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildConfigMap } from '../config-map'
import { sampleInput, sampleSpec } from '../testing/sample-input'

const files = z.record(z.string(), z.string()).parse(buildConfigMap(sampleInput({ spec: sampleSpec({ management: 'statefulset' }) })).data)
const scripts = Object.entries(files).filter(([name]) => name.endsWith('.sh'))
const folder = mkdtempSync(path.join(tmpdir(), 'scripts-'))
for (const [name, text] of scripts) writeFileSync(path.join(folder, name), text)
afterAll(() => rmSync(folder, { recursive: true }))

const environment = { NODE_ENV: 'test' as const, PATH: process.env.PATH ?? '', POD_NAME: 'shop-db-2', CLUSTER_NAME: 'shop-db', CLUSTER_ID: 'c1', NAMESPACE: 'shop' }
const bash = (code: string): string => execFileSync('bash', ['--norc', '-c', code], { cwd: folder, env: environment, encoding: 'utf8' })

describe('scripts', () => {
  it.each(scripts)('%s is valid bash', (_name, text) => {
    expect(spawnSync('bash', ['--norc', '-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })

  it('never put a password on a command line', () => {
    for (const [, text] of scripts) expect(text).not.toMatch(/--password|MYSQL_PWD| -p\$/)
  })

  it('find the ordinal and the names of the instances', () => {
    expect(bash('. ./library.sh; domain=cluster.local; printf "%s %s" "$ordinal" "$(host_of 0)"')).toBe('2 shop-db-0.shop-db.shop.svc.cluster.local')
  })

  it('make any password an SQL string that is that password again', () => {
    const password = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom("'", '\\', '"', '&', '%', '$', '`', '!', '*', 'a', 'Z', '0', ' ', '#') })
    const passwords = fc.sample(password, 200)
    passwords.forEach((text, index) => writeFileSync(path.join(folder, `password-${index}`), text))
    // One shell for all: starting 200 takes longer than the test may.
    const literals = bash(`. ./library.sh; for ((i = 0; i < ${passwords.length}; i++)); do sql_literal ./password-$i; printf '\\0'; done`).split('\0')
    passwords.forEach((text, index) => {
      const literal = literals[index] ?? ''
      expect(literal.at(0) === "'" && literal.at(-1) === "'").toBe(true)
      expect(readSqlString(literal.slice(1, -1))).toBe(text)
    })
  })

  it('write option files with the password quoted', () => {
    writeFileSync(path.join(folder, 'operator'), 'op\'er\\at"or#1')
    bash('. ./library.sh; secrets=.; write_option_file operator ./options')
    expect(readFileSync(path.join(folder, 'options'), 'utf8')).toContain('password="op\'er\\\\at\\"or#1"\n')
  })
})

/** As MySQL reads what stands between single quotes: '' is ' and a backslash takes the next character. */
function readSqlString(text: string): string {
  expect(text.replaceAll(/''|\\./g, '')).not.toContain("'")
  return text.replaceAll(/''|\\(.)/g, (_match, escaped: string | undefined) => escaped ?? "'")
}
