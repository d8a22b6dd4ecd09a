import { route } from '@/server/http/route'
import { getSandbox } from '@/server/services/sandbox/get-sandbox'

export const GET = route({ permission: 'clusters.read' }, ({ actor }) => getSandbox(actor))
