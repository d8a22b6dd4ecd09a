'use client'
import { useState, type FormEvent } from 'react'
import type { Action } from '@/server/contracts/action'
import type { Problem } from '@/server/contracts/errors'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { fieldError, problemFrom } from '@/components/lib/problem'
import { Button, buttonClass } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input, Textarea } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import { showToast } from '@/components/ui/toast'

export interface AddKubernetesCluster { name: string; kubeconfig: string; context: string | null }

const LARGEST_BYTES = 256 * 1024

/** Asks for a kubeconfig, by pasting or as a file. It is tried before it is stored. */
export function AddDialog({ add, onClose }: { add: Action<AddKubernetesCluster, KubernetesClusterView>; onClose: () => void }) {
  const [kubeconfig, setKubeconfig] = useState('')
  const [fileProblem, setFileProblem] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [pending, setPending] = useState(false)

  const readFile = async (file: File | undefined) => {
    if (!file) return
    const tooLarge = file.size > LARGEST_BYTES
    setFileProblem(tooLarge ? `${file.name} is larger than 256 KiB, so it is hardly a kubeconfig` : null)
    if (!tooLarge) setKubeconfig(await file.text())
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const context = String(form.get('context') ?? '').trim()
    setPending(true)
    setProblem(null)
    const answer = await add({ name: String(form.get('name') ?? '').trim(), kubeconfig, context: context === '' ? null : context }).catch((error: unknown) => ({ ok: false as const, problem: problemFrom(error) }))
    setPending(false)
    if (!answer.ok) { setProblem(answer.problem); return }
    showToast(`${answer.value.name} was added`, { detail: 'The operator reads it now.' })
    onClose()
  }
  return (
    <Dialog open onClose={onClose} size="lg" keepOnOutsidePress title="Add a Kubernetes cluster" description="Podkeeper tries the kubeconfig, then stores it encrypted. It is never shown again.">
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label="Name" description="What it is called here; lower case letters, digits, hyphens and dots" error={fieldError(problem, 'name')}><Input name="name" required maxLength={63} autoComplete="off" spellCheck={false} className="figures" /></Field>
        <Field label="Kubeconfig" description="With the credentials in it: files and commands that it names are not on this server" error={fileProblem ?? fieldError(problem, 'kubeconfig')}>
          <Textarea value={kubeconfig} onChange={(event) => setKubeconfig(event.target.value)} required rows={10} spellCheck={false} autoComplete="off" placeholder="apiVersion: v1&#10;kind: Config&#10;…" className="figures text-xs!" onDrop={(event) => { event.preventDefault(); void readFile(event.dataTransfer.files[0]) }} />
        </Field>
        <label className={buttonClass('secondary', 'sm', 'self-start focus-within:outline-2 focus-within:outline-accent')}>
          Choose a file
          <input type="file" className="sr-only" onChange={(event) => void readFile(event.target.files?.[0])} />
        </label>
        <Field label="Context" description="Leave it empty for the current context of the kubeconfig" error={fieldError(problem, 'context')}><Input name="context" maxLength={253} autoComplete="off" spellCheck={false} className="figures" /></Field>
        {problem && !problem.fields?.length && <ProblemView problem={problem} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" pending={pending}>{pending ? 'Trying the kubeconfig' : 'Try and add it'}</Button>
        </div>
      </form>
    </Dialog>
  )
}
