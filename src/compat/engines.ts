/** The engines that the project's tests run the probes on, and which rows they can show there. */
import type { Feature, Need } from './feature.ts';
import { type ProbedEngine, reach } from './probe.ts';

export interface KnownEngine extends ProbedEngine {
  readonly name: string;
  readonly provides: ReadonlySet<Need>;
}

/** Oldest first. A test holds them to what the engines themselves say. */
export const knownEngines: readonly KnownEngine[] = [
  {
    name: '18.16 server',
    version: '18.16.1',
    provides: new Set(['cluster', 'keeper', 'replication', 'drop', 'server']),
    cluster: 'chx',
  },
  { name: '26.5 embedded', version: '26.5.1.1', provides: new Set(['keeper']), cluster: 'chx' },
  { name: '26.7 embedded', version: '26.7.2.1', provides: new Set(['keeper', 'drop']), cluster: 'chx' },
];

export interface Showing {
  readonly engine: KnownEngine;
  /** `parsed` where the engine only reads the statement. */
  readonly how: 'probed' | 'parsed';
}

/** The engines that show a row; empty for an unprobed one. */
export function showings(feature: Feature): readonly Showing[] {
  return knownEngines.flatMap((engine): readonly Showing[] => {
    const reaches = feature.probes.map((probe) => reach(probe, engine));
    if (reaches.includes('whole')) return [{ engine, how: 'probed' }];
    return reaches.includes('parse') ? [{ engine, how: 'parsed' }] : [];
  });
}
