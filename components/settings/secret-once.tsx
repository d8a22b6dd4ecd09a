'use client'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Button } from '@/components/ui/button'

interface SecretOnceProps {
  title: string
  /** what to do with it */
  description: string
  /** "Copy the token" */
  copyLabel: string
  secret: string
  onClose: () => void
}

/** Shows a secret that cannot be shown again. */
export function SecretOnce({ title, description, copyLabel, secret, onClose }: SecretOnceProps) {
  return (
    <Dialog open onClose={onClose} keepOnOutsidePress title={title} description={description} footer={<Button variant="primary" onClick={onClose}>I have kept it</Button>}>
      <div className="flex items-center gap-2 rounded-md border bg-sunken p-2">
        <code className="figures min-w-0 grow break-all select-all">{secret}</code>
        <CopyButton text={secret} label={copyLabel} words="Copy" />
      </div>
    </Dialog>
  )
}
