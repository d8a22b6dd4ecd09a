import { quoteMessage } from '../format-words'

/** What an error of a replication thread means and who can end it. */
export interface Diagnosis {
  /**
   * retry: start the thread again, the cause passes · repoint: set the channel up anew, which GTID auto-position makes safe ·
   * person: going on would make the replica differ from its source
   */
  repair: 'retry' | 'repoint' | 'person'
  /** goes after "shop-db-1 stopped replicating: " */
  words: string
  /** what MySQL said, with its number */
  evidence: string
  action: string | null
}

const CLONE_ANEW = 'Find out how it came to differ before it is cloned anew: a write on the replica, or a change with sql_log_bin=0'

const KNOWN: Record<number, Pick<Diagnosis, 'repair' | 'words'> & { action?: string }> = {
  1007: { repair: 'person', words: 'the source creates a database that it already has', action: CLONE_ANEW },
  1008: { repair: 'person', words: 'the source drops a database that it does not have', action: CLONE_ANEW },
  1021: { repair: 'retry', words: 'its disk is full', action: 'Make the volume larger or free space' },
  1032: { repair: 'person', words: 'the source changes a row that it does not have: its data differs from the source', action: CLONE_ANEW },
  1040: { repair: 'retry', words: 'the source has no connection free', action: 'Raise max_connections or end idle connections on the primary' },
  1045: { repair: 'repoint', words: 'the source refuses the replication account\'s password', action: 'If somebody changed the password of `replication` in MySQL, set it back to the one in the Secret' },
  1050: { repair: 'person', words: 'the source creates a table that it already has', action: CLONE_ANEW },
  1062: { repair: 'person', words: 'the source inserts a row whose key it already has: its data differs from the source', action: CLONE_ANEW },
  1114: { repair: 'retry', words: 'a table or its disk is full', action: 'Make the volume larger or free space' },
  1129: { repair: 'retry', words: 'the source blocks its host after many connection errors', action: 'FLUSH HOSTS on the primary: TRUNCATE TABLE performance_schema.host_cache' },
  1130: { repair: 'retry', words: 'the source does not admit its host' },
  1146: { repair: 'person', words: 'the source changes a table that it does not have', action: CLONE_ANEW },
  1205: { repair: 'retry', words: 'it waited too long for a lock', action: 'Look for a long transaction on the replica' },
  1213: { repair: 'retry', words: 'it met a deadlock' },
  1236: { repair: 'person', words: 'the source cannot send what it asks for' },
  1396: { repair: 'person', words: 'the source changes an account that it does not have, or creates one that it has', action: 'Make the accounts equal, or let it be cloned anew' },
  1594: { repair: 'repoint', words: 'its relay log cannot be read' },
  1872: { repair: 'repoint', words: 'its replication metadata does not fit its relay log' },
  2003: { repair: 'retry', words: 'it cannot reach the source' },
  2005: { repair: 'retry', words: 'it cannot resolve the name of the source' },
  2006: { repair: 'retry', words: 'the source closed the connection' },
  2013: { repair: 'retry', words: 'it lost the connection to the source' },
  2026: { repair: 'repoint', words: 'the encrypted connection to the source failed' },
  2061: { repair: 'repoint', words: 'the source wants an encrypted connection or its public key for the password' },
  13114: { repair: 'person', words: 'the source cannot send what it asks for' },
  13117: { repair: 'repoint', words: 'its replication could not be initialized' },
  13121: { repair: 'repoint', words: 'its relay log cannot be read' },
}

/**
 * @param error as MySQL shows it for the I/O or the SQL thread
 * @returns unknown errors are for a person: whoever goes on blindly makes a replica that differs
 */
export function diagnoseReplication(error: { number: number; message: string }): Diagnosis {
  const evidence = `error ${error.number}: ${quoteMessage(error.message)}`
  if (error.number === 1236 || error.number === 13114) return diagnoseRefusedDump(error, evidence)
  const known = KNOWN[error.number]
  if (!known) return { repair: 'person', words: 'an error that Podkeeper does not know', evidence, action: 'Look the error up in the MySQL manual; when its data may differ, let it be cloned anew' }
  return { repair: known.repair, words: known.words, evidence, action: known.action ?? null }
}

/** Errors 1236 and 13114 carry the cause in their message only. */
function diagnoseRefusedDump(error: { message: string }, evidence: string): Diagnosis {
  const { message } = error
  if (/purged/i.test(message)) return { repair: 'person', words: 'the source no longer has the transactions that are missing here', evidence, action: 'It has to be cloned anew' }
  if (/more GTIDs/i.test(message)) return { repair: 'person', words: 'it has transactions of the source that the source itself lacks', evidence, action: 'The source was set back. Do not delete this replica: its data is newer' }
  if (/max_allowed_packet|event exceeded/i.test(message)) return { repair: 'retry', words: 'a transaction is larger than max_allowed_packet', evidence, action: 'Raise max_allowed_packet and replica_max_allowed_packet' }
  if (/same server_(uu)?id|duplicate server/i.test(message)) return { repair: 'retry', words: 'another replica uses the same server id', evidence, action: 'Two servers with one server_uuid: delete auto.cnf of one of them and restart it' }
  return { repair: 'person', words: 'the source cannot send what it asks for', evidence, action: 'Look at the error log of the primary' }
}
