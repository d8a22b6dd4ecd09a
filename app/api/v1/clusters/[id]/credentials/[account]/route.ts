import { accountParametersSchema } from '@/server/contracts/cluster-queries'
import { route } from '@/server/http/route'
import { revealCredentials } from '@/server/services/clusters/reveal-credentials'

// POST, because it leaves an audit entry, and so that no password is cached or prefetched.
export const POST = route({ permission: 'credentials.reveal', params: accountParametersSchema }, ({ actor, params }) => revealCredentials(actor, params))
