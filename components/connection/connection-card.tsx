'use client'

import { useState } from 'react'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { CopyButton } from '@/components/ui/copy-button'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import type { Action } from '@/server/contracts/action'
import type { ClusterStatus } from '@/server/contracts/cluster-status'
import { buildPortForward, buildSnippet, SNIPPET_LANGUAGES, SNIPPET_TITLES, type SnippetLanguage } from './build-snippets'
import { PasswordReveal, type AccountName, type RevealedCredentials } from './password-reveal'

type Service = ClusterStatus['services'][number]

export interface Account { name: AccountName; purpose: string }

export interface ConnectionCardProps {
  namespace: string
  services: readonly Service[]
  accounts: readonly Account[]
  /** null: the viewer's role may not see passwords */
  reveal: Action<{ account: AccountName }, RevealedCredentials> | null
}

const SERVICE_WORDS: Record<Service['kind'], string> = { primary: 'Writes and reads', read: 'Reads', headless: 'Single instances' }

/** Where programs connect to, as which account, and how that looks in their language. */
export function ConnectionCard({ namespace, services, accounts, reveal }: ConnectionCardProps) {
  const [account, setAccount] = useState<AccountName>(accounts[0]?.name ?? 'root')
  const [serviceName, setServiceName] = useState<string | null>(null)
  const service = services.find((s) => s.name === serviceName) ?? services.find((s) => s.kind === 'primary') ?? services[0]
  return (
    <Card title="Connect" description="Names are valid within the Kubernetes cluster.">
      {service === undefined ? (
        <p className="text-sm text-muted">The services do not exist yet; they appear here as soon as the operator has made them.</p>
      ) : (
        <div className="space-y-4">
          <ServiceList services={services} />
          <div className="grid gap-3 sm:grid-cols-2">
            <Field label="Account">
              <Select value={account} onChange={(event) => setAccount(accounts.find((a) => a.name === event.target.value)?.name ?? account)}>{accounts.map((a) => <option key={a.name} value={a.name}>{a.name}: {a.purpose}</option>)}</Select>
            </Field>
            <Field label="Service">
              <Select value={service.name} onChange={(event) => setServiceName(event.target.value)}>{services.map((s) => <option key={s.name} value={s.name}>{s.name}: {SERVICE_WORDS[s.kind].toLowerCase()}</option>)}</Select>
            </Field>
          </div>
          <PasswordReveal key={account} account={account} reveal={reveal} />
          <Snippets namespace={namespace} service={service} username={account} />
        </div>
      )}
    </Card>
  )
}

function ServiceList({ services }: { services: readonly Service[] }) {
  return (
    <ul className="divide-y divide-line text-sm">
      {services.map((service) => (
        <li key={service.name} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-1.5">
          <span className="w-full shrink-0 text-muted sm:w-32">{SERVICE_WORDS[service.kind]}</span>
          <span className="figures w-full min-w-0 text-xs break-all sm:w-auto sm:flex-1">{service.host}:{service.port}</span>
          <span className="min-w-0 grow text-xs text-muted sm:grow-0">{service.instances.length === 0 ? 'leads nowhere now' : `leads to ${service.instances.join(', ')}`}</span>
          <CopyButton text={`${service.host}:${service.port}`} label={`Copy the address of ${service.name}`} />
        </li>
      ))}
    </ul>
  )
}

function Snippets({ namespace, service, username }: { namespace: string; service: Service; username: string }) {
  const [language, setLanguage] = useState<SnippetLanguage>('mysql')
  const snippet = buildSnippet(language, { host: service.host, port: service.port, username })
  const forward = buildPortForward(namespace, service.name, service.port)
  return (
    <div className="space-y-2">
      <div role="tablist" aria-label="Example in" className="flex flex-wrap gap-1">
        {SNIPPET_LANGUAGES.map((name) => (
          <button key={name} type="button" role="tab" id={`snippet-${name}`} aria-selected={name === language} aria-controls="snippet" onClick={() => setLanguage(name)} className={`rounded-md px-2 py-1 text-xs ${name === language ? 'bg-sunken font-medium' : 'text-muted hover:bg-sunken'}`}>
            {SNIPPET_TITLES[name]}
          </button>
        ))}
      </div>
      <div id="snippet" role="tabpanel" aria-labelledby={`snippet-${language}`}><CodeBlock code={snippet} label={`${SNIPPET_TITLES[language]} example`} /></div>
      <p className="text-xs text-muted">From your own machine, forward the port first and connect to 127.0.0.1:</p>
      <CodeBlock code={forward} label="kubectl command" />
    </div>
  )
}
