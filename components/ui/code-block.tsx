import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button'

interface CodeBlockProps {
  code: string
  /** what it is: "YAML of shop-db"; names the scrolling region */
  label: string
  /** beside the copy button, e.g. a download */
  actions?: ReactNode
  wrap?: boolean
  className?: string
}

/** Text to read, select and copy. */
export function CodeBlock({ code, label, actions, wrap = false, className }: CodeBlockProps) {
  return (
    <div className="relative min-w-0 rounded-md border bg-sunken">
      <div className="absolute top-1.5 right-1.5 flex gap-1 rounded-md bg-sunken">
        {actions}
        <CopyButton text={code} label={`Copy: ${label}`} />
      </div>
      <pre tabIndex={0} role="region" aria-label={label} className={clsx('figures overflow-auto p-3 pr-12 text-xs/5', wrap && 'break-words whitespace-pre-wrap', className)}>{code}</pre>
    </div>
  )
}
