import { GIB, MIB } from '@/server/contracts/cluster-spec'

/** Sizes that follow from an instance's memory and volume. */
export interface MemorySizes {
  bufferPoolBytes: number
  bufferPoolInstances: number
  logBufferBytes: number
  redoLogBytes: number
  connectionsMax: number
  tableCacheEntries: number
  /** performance_schema with fewer rows: it costs about 200 MiB by default, which a small instance does not have */
  smallPerformanceSchema: boolean
}

const CHUNK_BYTES = 128 * MIB

/**
 * Two thirds of the memory for the buffer pool from 2 GiB on, less below: MySQL 9.7 with a small performance_schema holds about
 * 170 MiB beside its buffer pool (measured), with the default one about 370 MiB, and each connection some more.
 */
export function sizeMemory(memoryBytes: number, volumeBytes: number): MemorySizes {
  const pool = sizeBufferPool(memoryBytes)
  const roomy = memoryBytes >= 2 * GIB
  return {
    ...pool,
    logBufferBytes: roomy ? 64 * MIB : memoryBytes >= GIB ? 16 * MIB : 4 * MIB,
    redoLogBytes: sizeRedoLog(pool.bufferPoolBytes, volumeBytes),
    connectionsMax: clamp(Math.round((memoryBytes / GIB) * 75), 50, 2000),
    tableCacheEntries: roomy ? 4000 : memoryBytes >= GIB ? 1000 : 400,
    smallPerformanceSchema: !roomy,
  }
}

function sizeBufferPool(memoryBytes: number): Pick<MemorySizes, 'bufferPoolBytes' | 'bufferPoolInstances'> {
  if (memoryBytes < 512 * MIB) return { bufferPoolBytes: 64 * MIB, bufferPoolInstances: 1 }
  if (memoryBytes < 2 * GIB) {
    const share = memoryBytes < GIB ? 0.25 : 0.5
    return { bufferPoolBytes: Math.max(64 * MIB, roundDown(memoryBytes * share, 64 * MIB)), bufferPoolInstances: 1 }
  }
  const wanted = memoryBytes * (memoryBytes >= 16 * GIB ? 0.7 : 0.65)
  const bufferPoolInstances = wanted < 4 * GIB ? 1 : wanted < 16 * GIB ? 4 : 8
  // MySQL rounds up to a multiple of chunk × instances, which could be more than there is: round down here.
  return { bufferPoolBytes: roundDown(wanted, CHUNK_BYTES * bufferPoolInstances), bufferPoolInstances }
}

/** Half the buffer pool lets pages be flushed evenly; at most 5 % of the volume and 8 GiB, so that recovery stays short. */
function sizeRedoLog(bufferPoolBytes: number, volumeBytes: number): number {
  return roundDown(clamp(Math.min(bufferPoolBytes / 2, volumeBytes / 20), 64 * MIB, 8 * GIB), 32 * MIB)
}

function roundDown(value: number, multiple: number): number {
  return Math.max(multiple, Math.floor(value / multiple) * multiple)
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
