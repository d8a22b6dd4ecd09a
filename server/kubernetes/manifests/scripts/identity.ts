/**
 * The table by which servers of one cluster know each other. `lineage` is made once with the first data and travels with
 * every clone: two servers of another lineage never replicate from each other. `opened_at` is empty until ordinal 0 took writes
 * for the first time (statefulset management). `id` is Podkeeper's cluster, where there is one.
 */
export const CREATE_IDENTITY_SCHEMA = 'CREATE DATABASE IF NOT EXISTS podkeeper'
export const CREATE_IDENTITY_TABLE =
  'CREATE TABLE IF NOT EXISTS podkeeper.`cluster` (singleton TINYINT UNSIGNED NOT NULL PRIMARY KEY, id VARCHAR(64) NOT NULL, lineage CHAR(36) NOT NULL, created_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), opened_at TIMESTAMP(6) NULL)'
