import { setHoldSchema } from '@/server/contracts/hold'
import { route } from '@/server/http/route'
import { pauseEverything, resumeEverything } from '@/server/services/holds/pause-everything'

export const PUT = route({ permission: 'automation.stop', body: setHoldSchema }, ({ actor, body }) => pauseEverything(actor, body))

export const DELETE = route({ permission: 'automation.stop' }, ({ actor }) => resumeEverything(actor))
