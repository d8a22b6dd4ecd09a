/** Name in the address, words, and length in seconds. */
export const AUDIT_RANGES = [['1h', 'The last hour', 3600], ['24h', 'The last 24 hours', 86_400], ['7d', 'The last 7 days', 7 * 86_400], ['30d', 'The last 30 days', 30 * 86_400]] as const
