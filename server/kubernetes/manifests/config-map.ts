import { objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { objectMetadata } from './metadata'
import { renderMyCnf } from './my-cnf'
import { ACCOUNTS_SCRIPT } from './scripts/accounts'
import { CLONE_FROM_PEER_SCRIPT } from './scripts/clone-from-peer'
import { INIT_MYSQL_SCRIPT } from './scripts/init-mysql'
import { INITIALIZE_SCRIPT } from './scripts/initialize'
import { LIBRARY_SCRIPT } from './scripts/library'
import { PEERS_SCRIPT } from './scripts/peers'
import { PROBE_SCRIPT } from './scripts/probe'
import { OPEN_PRIMARY_SCRIPT } from './scripts/open-primary'
import { REPLICATE_SCRIPT } from './scripts/replicate'
import { RUN_MYSQL_SCRIPT } from './scripts/run-mysql'

/** my.cnf of each role and the scripts that the containers run. */
export function buildConfigMap(input: ManifestInput): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: objectMetadata(input, objectNames(input.cluster.name).configMap),
    data: { 'my.cnf': renderMyCnf(input.spec), ...roleFiles(input), ...COMMON_SCRIPTS, ...(input.spec.management === 'statefulset' ? STATEFUL_SET_SCRIPTS : {}) },
  }
}

const READ_ONLY = '[mysqld]\nread_only = ON\nsuper_read_only = ON\n'

function roleFiles(input: ManifestInput): Record<string, string> {
  switch (input.spec.management) {
    case 'operator':
      return { 'instance.cnf': `# Every instance starts read-only: Podkeeper says which one is the primary.\n${READ_ONLY}` }
    case 'statefulset':
      return {
        'primary.cnf': `# Ordinal 0. The replication container opens it for writing when it has made sure that no other instance holds the data.\n${READ_ONLY}`,
        'replica.cnf': `# Every other ordinal. The replication container points it at ordinal 0.\n${READ_ONLY}`,
        // Read when ordinal 0 starts on a volume that never held anything: it then waits for its first replica.
        instances: String(input.replicas),
      }
  }
}

const COMMON_SCRIPTS = {
  'library.sh': LIBRARY_SCRIPT,
  'accounts.sh': ACCOUNTS_SCRIPT,
  'initialize.sh': INITIALIZE_SCRIPT,
  'init-mysql.sh': INIT_MYSQL_SCRIPT,
  'run-mysql.sh': RUN_MYSQL_SCRIPT,
  'probe.sh': PROBE_SCRIPT,
}

const STATEFUL_SET_SCRIPTS = {
  'peers.sh': PEERS_SCRIPT,
  'clone-from-peer.sh': CLONE_FROM_PEER_SCRIPT,
  'open-primary.sh': OPEN_PRIMARY_SCRIPT,
  'replicate.sh': REPLICATE_SCRIPT,
}
