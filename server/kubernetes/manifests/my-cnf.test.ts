import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GIB, MIB, RESERVED_VARIABLES } from '@/server/contracts/cluster-spec'
import { renderMyCnf } from './my-cnf'
import { sizeMemory } from './size-memory'
import { sampleSpec } from './testing/sample-input'

const baseline = renderMyCnf(sampleSpec()).split('\n')
const render = (configuration: Record<string, string>) => renderMyCnf(sampleSpec({ configuration })).split('\n')

describe('configuration of the user', () => {
  it('adds at most one line a variable and never changes another line, whatever it holds', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 40 })
    const names = fc.oneof(anyText, fc.constantFrom('max_connections', 'gtid_mode', 'loose_super_read_only', 'skip_log_bin'), fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/))
    fc.assert(
      fc.property(fc.dictionary(names, fc.oneof(anyText, fc.constant('1\ngtid_mode = OFF'), fc.constant('1\r[mysqld]')), { maxKeys: 5 }), (configuration) => {
        const lines = render(configuration)
        const added = lines.length - baseline.length
        expect(added).toBeGreaterThanOrEqual(0)
        expect(added).toBeLessThanOrEqual(Object.keys(configuration).length)
        const at = lines.indexOf('# Configuration of this cluster.') + 1
        expect([...lines.slice(0, at), ...lines.slice(at + added)]).toEqual(baseline)
        for (const line of lines.slice(at, at + added)) expect(line).toMatch(/^[a-z][a-z0-9_]* = [^\r\n\0]*$/)
      }),
    )
  })

  it.each([...RESERVED_VARIABLES, 'loose_gtid_mode', 'skip_log_bin', 'disable_log_bin', 'log_slave_updates', 'skip_slave_start', 'enable_super_read_only', 'loose_skip_networking'])('never sets %s', (name) => {
    expect(render({ [name]: '0' })).toEqual(baseline)
  })

  it('stands after the sizes and before what replication depends on', () => {
    const lines = render({ innodb_buffer_pool_size: '32M' })
    const own = lines.indexOf('innodb_buffer_pool_size = 32M')
    expect(own).toBeGreaterThan(lines.findIndex((line) => line.startsWith('innodb_buffer_pool_size = ')))
    expect(own).toBeLessThan(lines.indexOf('gtid_mode = ON'))
  })

  it('quotes what an option file would read otherwise', () => {
    expect(render({ init_connect: "SET NAMES 'utf8mb4' # now" })).toContain(`init_connect = "SET NAMES 'utf8mb4' # now"`)
    expect(render({ sql_mode: '"STRICT_ALL_TABLES"' })).toContain('sql_mode = "STRICT_ALL_TABLES"')
    expect(render({ ft_stopword_file: 'a\\b' })).toContain('ft_stopword_file = "a\\\\b"')
  })
})

describe('sizes', () => {
  const memory = fc.integer({ min: 384, max: 512 * 1024 }).map((mib) => mib * MIB)

  it('leave room for what MySQL needs beside its buffer pool', () => {
    fc.assert(fc.property(memory, fc.integer({ min: 1, max: 1000 }), (bytes, volumeGib) => {
      const { bufferPoolBytes, redoLogBytes } = sizeMemory(bytes, volumeGib * GIB)
      expect(bufferPoolBytes).toBeGreaterThanOrEqual(64 * MIB)
      expect(bytes - bufferPoolBytes).toBeGreaterThanOrEqual(Math.min(320 * MIB, bytes / 2))
      expect(redoLogBytes).toBeLessThanOrEqual(Math.max(64 * MIB, (volumeGib * GIB) / 20))
    }))
  })

  it('give the buffer pool 55 to 70 % from 2 GiB on, in whole chunks of each of its instances', () => {
    fc.assert(fc.property(fc.integer({ min: 2048, max: 512 * 1024 }).map((mib) => mib * MIB), (bytes) => {
      const { bufferPoolBytes, bufferPoolInstances } = sizeMemory(bytes, 100 * GIB)
      expect(bufferPoolBytes / bytes).toBeGreaterThan(0.55)
      expect(bufferPoolBytes / bytes).toBeLessThanOrEqual(0.7)
      expect(bufferPoolBytes % (128 * MIB * bufferPoolInstances)).toBe(0)
    }))
  })

  it('are written to my.cnf', () => {
    expect(baseline).toContain(`innodb_buffer_pool_size = ${128 * MIB}`)
    expect(baseline).toContain('performance_schema_digests_size = 500')
    expect(renderMyCnf(sampleSpec({ resources: { cpuRequestMillicores: 50, cpuLimitMillicores: null, memoryBytes: 8 * GIB } }))).not.toContain('performance_schema_')
  })
})
