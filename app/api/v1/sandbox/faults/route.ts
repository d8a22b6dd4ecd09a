import { sandboxFaultSchema } from '@/server/contracts/sandbox'
import { route } from '@/server/http/route'
import { injectFault } from '@/server/services/sandbox/inject-fault'

export const POST = route({ permission: 'sandbox.faults', body: sandboxFaultSchema, idempotent: true }, ({ actor, body }) => injectFault(actor, body))
