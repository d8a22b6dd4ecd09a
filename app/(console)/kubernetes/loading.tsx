import { PageHeader } from '@/components/ui/card'
import { TableSkeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <>
      <PageHeader title="Kubernetes" />
      <TableSkeleton what="Kubernetes clusters" rows={8} />
    </>
  )
}
