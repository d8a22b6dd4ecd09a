import { KubeConfig, PortForward } from '@kubernetes/client-node'
import { Duplex, PassThrough, Writable } from 'node:stream'
import { MYSQL_PORT } from '../paths'

/** For tests on a real cluster: a stream to a pod's MySQL through the API server of KUBECONFIG. */
export async function dialByPortForward(target: { namespace: string; pod: string }): Promise<Duplex> {
  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromDefault()
  const toPod = new PassThrough()
  const fromPod = new PassThrough()
  const stream = Duplex.from({ writable: toPod, readable: fromPod })
  stream.on('error', () => undefined)
  const errors = new Writable({
    write(chunk: Buffer, _encoding, done) {
      // "connection refused" arrives here, not as a socket's error.
      if (chunk.length > 0) stream.destroy(new Error(chunk.toString()))
      done()
    },
  })
  const webSocket = await new PortForward(kubeConfig, true).portForward(target.namespace, target.pod, [MYSQL_PORT], fromPod, errors, toPod)
  stream.on('close', () => {
    if ('close' in webSocket) webSocket.close()
  })
  // mysql2 calls these on its stream.
  return Object.assign(stream, { setNoDelay: () => stream, setKeepAlive: () => stream })
}
