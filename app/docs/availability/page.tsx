import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Metadata } from 'next'
import { Markdown } from './markdown'

export const metadata: Metadata = { title: 'Availability' }

/** docs/availability.md, so that the console can link to it. */
export default async function AvailabilityPage() {
  return <Markdown source={await readFile(/* turbopackIgnore: true */ path.join(process.cwd(), 'docs', 'availability.md'), 'utf8')} />
}
