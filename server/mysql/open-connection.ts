import { createConnection, type Connection } from 'mysql2/promise'
import type { Duplex } from 'node:stream'
import type { MysqlTarget } from '@/server/domain/mysql-port'
import type { Deadline } from './deadline'
import type { DialPod } from './dial-pod'
import { PREPARE_SESSION } from './statements'

/**
 * Signs in to an instance over the dialled stream. The stream is destroyed when it does not come to a session in time.
 * @throws whatever dialling or signing in failed with; classifyFailure makes it readable
 */
export async function openConnection(dial: DialPod, target: MysqlTarget, deadline: Deadline): Promise<Connection> {
  const { kubernetesClusterId, namespace, pod, address } = target
  const dialled = dial({ kubernetesClusterId, namespace, pod, address })
  const stream = await deadline.limit(dialled, `Reaching ${pod}`).catch((error: unknown) => {
    // A dialler that is late must not leave its stream open.
    dialled.then((late) => late.destroy(), () => undefined)
    throw error
  })
  // A stream may fail before mysql2 listens to it: nobody would hear, and Node.js would end the process.
  stream.on('error', () => undefined)
  try {
    if (stream.destroyed) throw stream.errored ?? new Error(`The stream to ${pod} was closed at once`)
    const connection = await deadline.limit(signIn(target, stream, deadline.leftMs()), `Signing in to ${pod}`)
    connection.on('error', () => connection.destroy())
    await deadline.limit(connection.query(PREPARE_SESSION), `Signing in to ${pod}`)
    return connection
  } catch (error) {
    stream.destroy()
    throw error
  }
}

function signIn(target: MysqlTarget, stream: Duplex, timeoutMs: number): Promise<Connection> {
  return createConnection({
    stream,
    // Nothing is dialled by this name; TLS sessions are kept by it, so it must differ from server to server.
    host: `${target.pod}.${target.podUid}`,
    user: target.credentials.user,
    password: target.credentials.password,
    connectTimeout: timeoutMs,
    // MySQL makes its certificate itself at its first start, and no authority vouches for it. TLS keeps passwords and data from
    // those who listen. That the right server answers is not told by the certificate: outside the cluster the stream comes through
    // the API server, which is verified; inside, the pod's address comes from it, and another server does not know the account.
    ssl: { rejectUnauthorized: false },
    multipleStatements: false,
    supportBigNumbers: true,
    // Dates would be guessed in this process's zone: statements ask for Unix seconds.
    dateStrings: true,
  })
}
