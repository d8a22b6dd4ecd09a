'use client'

import { useEffect, useRef, useState } from 'react'
import { followLog, type LogState } from './follow-log'
import { appendLines, EMPTY_LOG, withoutOverlap, type LogBuffer } from './log-buffer'

export interface LogSource {
  clusterId: string
  instance: string
  container: string
  previous: boolean
  follow: boolean
  tailLines: number
}

/** The server's own remarks between lines, such as a pod that was replaced. */
const REMARK = '--- '

/** Address of a log; also of its download. */
export function logUrl(source: LogSource, download = false): string {
  const query = new URLSearchParams({ container: source.container, tailLines: String(source.tailLines) })
  if (source.previous) query.set('previous', 'true')
  if (source.follow && !source.previous && !download) query.set('follow', 'true')
  if (download) query.set('download', 'true')
  return `/api/v1/clusters/${encodeURIComponent(source.clusterId)}/instances/${encodeURIComponent(source.instance)}/logs?${query.toString()}`
}

/**
 * Lines of a container's log while the component is shown.
 * @param podUid another uid means another pod: a remark is put in and the new one is read at once
 */
export function useLogStream(source: LogSource, podUid: string | null): { buffer: LogBuffer; state: LogState } {
  const [buffer, setBuffer] = useState(EMPTY_LOG)
  const [state, setState] = useState<LogState>({ type: 'opening' })
  const url = logUrl(source)
  const shownUrl = useRef<string | null>(null)
  const shownUid = useRef<string | null>(podUid)
  const follow = source.follow && !source.previous

  useEffect(() => {
    const abort = new AbortController()
    const samePlace = shownUrl.current === url
    const note = samePlace && shownUid.current !== podUid ? replacedNote(podUid) : null
    shownUrl.current = url
    shownUid.current = podUid
    setBuffer((old) => (samePlace ? appendLines(old, note === null ? [] : [note], { note: true }) : EMPTY_LOG))
    const onLines = (lines: string[], reopened: boolean) => setBuffer((old) => addLines(old, reopened || samePlace ? withoutOverlap(old, lines) : lines))
    void followLog({ url, follow }, { onLines, onState: setState }, abort.signal)
    return () => abort.abort()
  }, [url, podUid, follow])

  return { buffer, state }
}

function replacedNote(podUid: string | null): string {
  return podUid === null ? 'The pod is gone; its successor will be followed' : 'A new pod took the place of the old one'
}

/** Puts lines in, and the server's remarks as remarks. */
function addLines(buffer: LogBuffer, lines: readonly string[]): LogBuffer {
  let next = buffer
  let run: string[] = []
  for (const line of lines) {
    if (!line.startsWith(REMARK)) {
      run.push(line)
      continue
    }
    next = appendLines(appendLines(next, run), [line.slice(REMARK.length)], { note: true })
    run = []
  }
  return appendLines(next, run)
}
