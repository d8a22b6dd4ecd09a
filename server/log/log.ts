import pino from 'pino'
import { environment } from '@/server/config/environment'

/** Members whose values are never written, at the top and up to two levels down. */
const SECRET_NAMES = ['password', 'newPassword', 'currentPassword', 'token', 'secret', 'secrets', 'kubeconfig', 'encryptedSecrets', 'encryptedKubeconfig', 'authorization', 'cookie', 'set-cookie']
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`])

const shared = globalThis as { podkeeperLog?: pino.Logger }

/**
 * The process's logger: JSON lines on standard output. Pass context as members (requestId, clusterId, cluster, operationId,
 * instance), errors as `err`; known secret members are censored.
 */
export const log: pino.Logger = (shared.podkeeperLog ??= createLog())

/** @param destination where lines go; standard output when left out */
export function createLog(destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level: environmentLevel(),
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_PATHS, censor: '[redacted]' },
    serializers: { err: pino.stdSerializers.errWithCause },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** A bad environment is told by boot, not by the logger. */
function environmentLevel(): string {
  if (process.env['VITEST']) return process.env['LOG_LEVEL'] ?? 'silent'
  try {
    return environment().logLevel
  } catch {
    return 'info'
  }
}
