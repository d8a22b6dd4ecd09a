import { OctagonX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Problem } from '@/server/contracts/errors'
import { CopyButton } from './copy-button'

interface ProblemViewProps {
  problem: Problem
  /** buttons: "Try again", "Sign in" */
  actions?: ReactNode
}

function copyText(problem: Problem): string {
  return [`${problem.code}: ${problem.title}`, problem.detail, problem.action, problem.evidence, `Request ${problem.requestId}`].filter(Boolean).join('\n')
}

/** An error in words: what happened, why, what to do; technical detail and request id to copy. */
export function ProblemView({ problem, actions }: ProblemViewProps) {
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-broken bg-broken-soft p-3">
      <div className="flex items-start gap-2">
        <OctagonX aria-hidden className="mt-0.5 size-4 shrink-0 text-broken" />
        <div className="flex min-w-0 grow flex-col gap-1">
          <p className="font-semibold text-broken">{problem.title}</p>
          <p className="break-words">{problem.detail}</p>
          {problem.action && <p className="break-words"><span className="font-medium">What to do: </span>{problem.action}</p>}
          {problem.fields && problem.fields.length > 0 && (
            <ul className="list-disc pl-4">{problem.fields.map((field) => <li key={`${field.path}${field.message}`} className="break-words"><code className="figures text-sm">{field.path}</code>: {field.message}</li>)}</ul>
          )}
        </div>
        <CopyButton text={copyText(problem)} label="Copy the error" />
      </div>
      {problem.evidence && (
        <details className="text-sm">
          <summary className="cursor-pointer text-muted">Technical detail</summary>
          <pre className="figures mt-1 max-h-60 overflow-auto rounded-sm border bg-surface p-2 text-xs break-words whitespace-pre-wrap" tabIndex={0}>{problem.evidence}</pre>
        </details>
      )}
      <div className="flex flex-wrap items-center gap-2 text-xs text-muted">
        {actions}
        {problem.requestId && <span className="ml-auto">Request <code className="figures">{problem.requestId}</code></span>}
      </div>
    </div>
  )
}
