import { AppError } from '@/server/contracts/errors'

export const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024

/**
 * The body as JSON; undefined when there is none.
 * @throws AppError request.too-large, request.malformed
 */
export async function readJsonBody(request: Request, limitBytes: number): Promise<{ text: string; value: unknown }> {
  const text = await readText(request, limitBytes)
  if (text.trim() === '') return { text: '', value: undefined }
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new AppError('request.malformed', `The body is ${type === '' ? 'of no declared type' : `"${type}"`}, but Podkeeper reads JSON only.`, { action: 'Send it as JSON with "Content-Type: application/json".' })
  try {
    return { text, value: JSON.parse(text) }
  } catch (error) {
    throw new AppError('request.malformed', `The body is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}.`, { action: 'Correct it and send it again.' })
  }
}

/** Counts what really arrives: Content-Length may be absent or wrong. */
async function readText(request: Request, limitBytes: number): Promise<string> {
  const tooLarge = () => new AppError('request.too-large', `The body has more than ${Math.floor(limitBytes / 1024)} KiB.`, { action: 'Send less.' })
  if (Number(request.headers.get('content-length') ?? 0) > limitBytes) throw tooLarge()
  if (!request.body) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = request.body.getReader()
  let [size, text] = [0, '']
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength
      if (size > limitBytes) throw tooLarge()
      text += decoder.decode(next.value, { stream: true })
    }
    return text + decoder.decode()
  } catch (error) {
    await reader.cancel().catch(() => undefined)
    throw error instanceof AppError ? error : new AppError('request.malformed', 'The body cannot be read: it broke off or is not UTF-8.', { action: 'Send it again.', cause: error })
  }
}
