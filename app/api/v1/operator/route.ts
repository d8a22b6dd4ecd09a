import { route } from '@/server/http/route'
import { getOperatorState } from '@/server/services/operator-state/get-operator-state'

export const GET = route({ permission: 'clusters.read' }, () => getOperatorState())
