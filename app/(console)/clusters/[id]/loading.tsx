import { LoadingStatus, Skeleton } from '@/components/ui/skeleton'

export default function ClusterLoading() {
  return (
    <div className="flex flex-col gap-4">
      <LoadingStatus>Loading the page</LoadingStatus>
      <Skeleton className="h-72 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}
