/** A target as the renderer sees it: what names become there, where ON CLUSTER stands, and what its version writes differently. */
import { type Has, has } from '../compat/lookup.ts';
import type { Target } from '../config/config.ts';
import type { DistributedTable, SchemaObject } from '../schema/model.ts';

export interface RenderTarget {
  readonly name: string;
  /** The physical cluster for ON CLUSTER; null where the statement goes out without. */
  onCluster(object: SchemaObject): string | null;
  /** Whether its least version has a row of the compatibility matrix; `yes` where it names none. */
  has(row: string): Has;
  /** The object as this target has it. */
  localise(object: SchemaObject): SchemaObject;
}

/** The renderer's view of a configured target. */
export function renderTarget(target: Target): RenderTarget {
  const physical = (cluster: string): string => target.clusters[cluster] ?? cluster;
  return {
    name: target.name,
    has: (row) => (target.clickhouse === null ? 'yes' : has(row, target.clickhouse)),
    onCluster(object) {
      // One server has no other hosts; a Cloud service and a Replicated database spread DDL themselves.
      if (object.cluster === null || target.kind === 'server' || target.kind === 'cloud') return null;
      if (object.name.database !== '' && target.replicatedDatabases.includes(object.name.database)) return null;
      if (target.kind === 'replicated' && target.replicatedDatabases.length === 0 && object.name.database !== '')
        return null;
      return physical(object.cluster);
    },
    localise: (object) =>
      object.kind === 'distributed' ? ({ ...object, over: physical(object.over) } satisfies DistributedTable) : object,
  };
}

/** What a plan is rendered for where the config names no target. */
export function defaultTarget(distributed: boolean): Target {
  return {
    name: 'default',
    kind: distributed ? 'cluster' : 'server',
    clickhouse: null,
    branch: null,
    clusters: {},
    databases: {},
    replicatedDatabases: [],
    urlEnv: null,
    hosts: {},
    allowAbsent: [],
    journal: { database: 'chx' },
  };
}
