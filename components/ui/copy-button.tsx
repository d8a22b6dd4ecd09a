'use client'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button'

const SHOWN_MS = 1500

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Plain HTTP has no clipboard API; the old command still works there.
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    document.body.append(area)
    area.select()
    const copied = document.execCommand('copy')
    area.remove()
    return copied
  }
}

interface CopyButtonProps {
  text: string
  /** what it copies: "Copy the host name" */
  label: string
  /** with words beside the icon */
  words?: string
}

/** Copies and says so, to eyes and to screen readers. */
export function CopyButton({ text, label, words }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => void writeClipboard(text).then((copied) => setState(copied ? 'copied' : 'failed'))
  const said = state === 'copied' ? 'Copied' : state === 'failed' ? 'The browser did not allow copying' : ''
  const icon = state === 'copied' ? <Check aria-hidden className="text-healthy" /> : <Copy aria-hidden />
  return (
    <>
      {words === undefined ? <IconButton size="sm" label={said || label} onClick={copy}>{icon}</IconButton> : <Button size="sm" aria-label={label} onClick={copy}>{icon}{said || words}</Button>}
      <span role="status" className="sr-only">{said}</span>
    </>
  )
}
