import { LoaderCircle } from 'lucide-react'

/** Work under way; the words beside it say which. */
export function Spinner() {
  return <LoaderCircle aria-hidden className="size-4 animate-turn" />
}
