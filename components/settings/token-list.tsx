'use client'
import { KeyRound, Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { CreatedToken, Role, TokenView } from '@/server/contracts/access'
import { useDenial } from '@/components/lib/access'
import { useClockValue } from '@/components/lib/clock'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { RelativeTime } from '@/components/ui/relative-time'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { showToast } from '@/components/ui/toast'
import { SecretOnce } from './secret-once'
import type { NewToken } from './token-dialog'

const TokenDialog = dynamic(() => import('./token-dialog').then((module) => module.TokenDialog), { ssr: false })

export interface TokenActions {
  create: Action<NewToken, CreatedToken>
  revoke: Action<{ id: string }, unknown>
}

function Expiry({ at }: { at: string | null }) {
  const expired = useClockValue((nowMs) => at !== null && Date.parse(at) <= nowMs)
  return expired ? <Badge tone="attention">expired <RelativeTime at={at} /></Badge> : <RelativeTime at={at} never="when it is revoked" />
}

interface TokenListProps { tokens: readonly TokenView[]; showOwner: boolean; ownRole: Role; origin: string; actions: TokenActions }

/** API tokens: what they are called and may do, when they were last used; never the tokens themselves. */
export function TokenList({ tokens, showOwner, ownRole, origin, actions }: TokenListProps) {
  const router = useRouter()
  const denied = useDenial('tokens.own')
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<CreatedToken | null>(null)
  const [revoking, setRevoking] = useState<TokenView | null>(null)
  const revoke = async () => {
    if (!revoking) return null
    const answer = await actions.revoke({ id: revoking.id })
    if (!answer.ok) return answer.problem
    showToast(`${revoking.name} was revoked`)
    router.refresh()
    return null
  }
  const makeButton = <Button size="sm" variant="primary" disabledReason={denied} onClick={() => setMaking(true)}><Plus aria-hidden />Make a token</Button>
  return (
    <>
      {tokens.length === 0 ? <EmptyState icon={KeyRound} title="No API tokens" action={makeButton}>With a token, a program uses the REST API in your name: create clusters from CI, or read lag from a script.</EmptyState> : (
        <Card title="API tokens" flush actions={makeButton}>
          <Table label="API tokens">
            <TableHead><HeaderCell>What for</HeaderCell><HeaderCell>Begins with</HeaderCell>{showOwner && <HeaderCell>Owner</HeaderCell>}<HeaderCell>Role</HeaderCell><HeaderCell>Made</HeaderCell><HeaderCell>Last used</HeaderCell><HeaderCell>Ends</HeaderCell><HeaderCell><span className="sr-only">Actions</span></HeaderCell></TableHead>
            <TableBody>
              {tokens.map((token) => (
                <Row key={token.id}>
                  <RowHeader className="break-words">{token.name}</RowHeader>
                  <Cell label="Begins with" className="figures">{token.prefix}…</Cell>
                  {showOwner && <Cell label="Owner">{token.owner}</Cell>}
                  <Cell label="Role">{token.role}</Cell>
                  <Cell label="Made"><RelativeTime at={token.createdAt} /></Cell>
                  <Cell label="Last used"><RelativeTime at={token.lastUsedAt} /></Cell>
                  <Cell label="Ends"><Expiry at={token.expiresAt} /></Cell>
                  <Cell label="Actions" className="text-right"><Button size="sm" disabledReason={denied} aria-label={`Revoke ${token.name}`} onClick={() => setRevoking(token)}>Revoke</Button></Cell>
                </Row>
              ))}
            </TableBody>
          </Table>
        </Card>
      )}
      <Card title="How to use one" description="Every page of this console has its REST counterpart" className="mt-4">
        <CodeBlock label="Listing clusters with curl" wrap code={`curl -H "Authorization: Bearer $PODKEEPER_TOKEN" ${origin}/api/v1/clusters`} />
      </Card>
      {making && <TokenDialog create={actions.create} ownRole={ownRole} onCreated={(created) => { setMaking(false); setMade(created); router.refresh() }} onClose={() => setMaking(false)} />}
      {made && <SecretOnce title={`Token “${made.details.name}”`} description="Keep it where secrets are kept. It is not shown again." copyLabel="Copy the token" secret={made.token} onClose={() => setMade(null)} />}
      {revoking && (
        <ConfirmDialog open onClose={() => setRevoking(null)} danger title={`Revoke “${revoking.name}”?`} confirmLabel="Revoke the token" onConfirm={revoke}>
          <p>Programs that use it are refused from their next request on. This cannot be undone; a new token can be made. It was last used <RelativeTime at={revoking.lastUsedAt} />.</p>
        </ConfirmDialog>
      )}
    </>
  )
}
