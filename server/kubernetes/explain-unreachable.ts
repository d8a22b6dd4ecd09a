import { AppError } from '@/server/contracts/errors'
import type { AwayFailure } from './api-failure'

const CHECK_ADDRESS = 'Check the address of the API server in the kubeconfig and that this machine may reach it.'
const RETRIES = 'Podkeeper tries again by itself; running databases are not affected.'

/** what happened, and what to do, by the code that Node or OpenSSL gave */
const REASONS: Record<string, readonly [why: string, action: string]> = {
  ECONNREFUSED: ['nothing listens there (connection refused); the API server is down or the port is wrong', RETRIES],
  ECONNRESET: ['the connection was cut', RETRIES],
  ERR_STREAM_PREMATURE_CLOSE: ['the connection was cut', RETRIES],
  EPIPE: ['the connection was cut', RETRIES],
  ETIMEDOUT: ['the connection timed out; a firewall may drop it, or the machine is away', RETRIES],
  TIMEOUT: ['it did not answer in time', RETRIES],
  EHOSTUNREACH: ['there is no route to that machine', CHECK_ADDRESS],
  ENETUNREACH: ['there is no route to that network', CHECK_ADDRESS],
  ENOTFOUND: ['its name cannot be resolved', CHECK_ADDRESS],
  EAI_AGAIN: ['its name cannot be resolved at the moment', CHECK_ADDRESS],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its TLS certificate is self-signed and the kubeconfig does not trust it', 'Put its authority into certificate-authority-data of the kubeconfig.'],
  SELF_SIGNED_CERT_IN_CHAIN: ['its TLS certificate is signed by an authority that the kubeconfig does not trust', 'Put that authority into certificate-authority-data of the kubeconfig.'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its TLS certificate is signed by an authority that the kubeconfig does not trust', 'Put that authority into certificate-authority-data of the kubeconfig.'],
  UNABLE_TO_GET_ISSUER_CERT: ['its TLS certificate is signed by an authority that the kubeconfig does not trust', 'Put that authority into certificate-authority-data of the kubeconfig.'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['its TLS certificate is signed by an authority that the kubeconfig does not trust', 'Put that authority into certificate-authority-data of the kubeconfig.'],
  CERT_HAS_EXPIRED: ['its TLS certificate has expired', 'Renew the certificate of the API server.'],
  CERT_NOT_YET_VALID: ['its TLS certificate is not valid yet; a clock is wrong', 'Compare the clocks of this machine and of the API server.'],
  CERT_SIGNATURE_FAILURE: ['its TLS certificate was not signed by the authority in the kubeconfig', 'Put the right authority into certificate-authority-data of the kubeconfig.'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['its TLS certificate is made out for another name', 'Use an address that the certificate names, or set tls-server-name in the kubeconfig.'],
  EPROTO: ['it does not speak TLS on that port, or no common version of it', 'Check whether the address should begin with http:// or use another port.'],
}

/** An API server that cannot be reached: says which of the many ways it is. */
export function explainAway(error: AwayFailure, context: { server: string; doing: string }): AppError {
  const options = { evidence: `${error.code}: ${error.message}`, cause: error }
  if (error.code === 'CREDENTIALS') return new AppError('kubernetes.unauthorized', error.message, { ...options, action: 'Check the kubeconfig: `kubectl get --raw /version` with it must work on this machine.' })
  if (error.code === 'NOT_JSON') return new AppError('kubernetes.unreachable', error.message, { ...options, action: CHECK_ADDRESS })
  if (error.code.startsWith('ERR_OSSL') || error.code.startsWith('ERR_SSL'))
    return new AppError('kubernetes.kubeconfig-invalid', `The certificate or key in the kubeconfig cannot be used with ${context.server}: ${error.message}`, { ...options, action: 'Export it again with `kubectl config view --flatten --minify --raw`.' })
  const [why, action] = REASONS[error.code] ?? [error.message, RETRIES]
  return new AppError('kubernetes.unreachable', `The API server at ${context.server} cannot be reached: ${why}.`, { ...options, action })
}
