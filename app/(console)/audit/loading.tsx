import { PageHeader } from '@/components/ui/card'
import { TableSkeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <>
      <PageHeader title="Audit" />
      <TableSkeleton what="the audit log" rows={8} />
    </>
  )
}
