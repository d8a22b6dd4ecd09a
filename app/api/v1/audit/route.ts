import { listAuditQuerySchema } from '@/server/contracts/audit'
import { route } from '@/server/http/route'
import { listAudit } from '@/server/services/audit/list-audit'

export const GET = route({ permission: 'audit.read', query: listAuditQuerySchema }, ({ query }) => listAudit(query))
