import { instanceParametersSchema } from '@/server/contracts/cluster-queries'
import { route } from '@/server/http/route'
import { listErrantTransactions } from '@/server/services/availability/list-errant-transactions'

export const GET = route({ permission: 'clusters.intervene', params: instanceParametersSchema }, ({ actor, params }) => listErrantTransactions(actor, params))
