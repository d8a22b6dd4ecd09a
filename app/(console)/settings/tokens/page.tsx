import type { Metadata } from 'next'
import { publicOrigin } from '@/server/config/environment'
import { hasPermission } from '@/server/contracts/access'
import { requireActor } from '@/server/http/actor'
import { listTokens } from '@/server/services/tokens/list-tokens'
import { TokenList } from '@/components/settings/token-list'
import { ProblemView } from '@/components/ui/problem-view'
import { loadOrExplain } from '../../load-or-explain'
import { createToken, revokeToken } from '../actions'

export const metadata: Metadata = { title: 'API tokens' }

export default async function TokensPage() {
  const { actor } = await requireActor()
  const everybody = hasPermission(actor.role, 'users.write')
  const loaded = await loadOrExplain(() => listTokens(actor, everybody ? 'everybody' : 'me'))
  if (!loaded.ok) return <ProblemView problem={loaded.problem} />
  return <TokenList tokens={loaded.value.items} showOwner={everybody} ownRole={actor.role} origin={publicOrigin()} actions={{ create: createToken, revoke: revokeToken }} />
}
