import { idParametersSchema } from '@/server/contracts/path-parameters'
import { route } from '@/server/http/route'
import { endFault } from '@/server/services/sandbox/end-fault'

export const DELETE = route({ permission: 'sandbox.faults', params: idParametersSchema }, ({ actor, params }) => endFault(actor, params))
