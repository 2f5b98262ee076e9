/** Runs probes of the compatibility matrix on an engine. */
import type { Feature, Probe } from '../../src/compat/feature.ts';
import { has } from '../../src/compat/lookup.ts';
import { contradiction, expectation, reach, type Seen, settingOf } from '../../src/compat/probe.ts';
import type { Answer, Engine, QuerySettings } from './engine.ts';

export interface ProbeResult {
  readonly feature: Feature;
  readonly probe: Probe;
  readonly engine: string;
  readonly expected: string;
  /** Without the feature's setting. */
  readonly plain: Seen;
  /** With it; null where that was not tried. */
  readonly enabled: Seen | null;
  /** Null where the matrix says what was seen. */
  readonly contradiction: string | null;
}

/** Every probe of these features that the engine can show something with, one after the other. */
export async function runProbes(engine: Engine, features: readonly Feature[]): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const feature of features) {
    for (const probe of feature.probes) {
      if (reach(probe, engine) !== null) results.push(await runProbe(engine, feature, probe));
    }
  }
  return results;
}

async function runProbe(engine: Engine, feature: Feature, probe: Probe): Promise<ProbeResult> {
  const expected = expectation(feature, engine);
  const setting = settingOf(feature);
  const plain = await attempt(engine, probe, probe.statement, {});
  let enabled: Seen | null = null;
  if (expected === 'experimental') {
    if (probe.enabled !== undefined) enabled = await attempt(engine, probe, probe.enabled, {});
    else if (setting !== null) enabled = await attempt(engine, probe, probe.statement, { [setting]: '1' });
  }
  return {
    feature,
    probe,
    engine: engine.name,
    expected,
    plain,
    enabled,
    contradiction: contradiction(feature, probe, engine, plain, enabled),
  };
}

let databases = 0;

/** One go in a database of its own: what 18.16 refuses can leave a folder, so that a name is not free again. */
async function attempt(engine: Engine, probe: Probe, statement: string, extra: QuerySettings): Promise<Seen> {
  databases += 1;
  const database = `chx_probe_${databases}`;
  const settings = { ...probe.settings, ...extra };
  const run = (sql: string): Promise<Answer> => engine.run(fill(sql, engine, database), { database, settings });
  const onCluster = probe.needs?.includes('cluster') === true && engine.provides.has('cluster');
  const place = onCluster ? `${database} ON CLUSTER ${engine.cluster}` : database;
  await createDatabase(engine, place);
  try {
    return reach(probe, engine) === 'parse' ? await parse(run, statement) : await show(run, probe, statement);
  } finally {
    for (const sql of probe.cleanup ?? []) await run(sql);
    // What goes with its engine needs no tidying up.
    if (!engine.throwAway) await dropDatabase(engine, place);
  }
}

function fill(sql: string, engine: Engine, database: string): string {
  return sql
    .replaceAll('{db}', database)
    .replaceAll('{cluster}', engine.cluster ?? '')
    .replaceAll('{macro}', '{cluster}');
}

type Run = (sql: string) => Promise<Answer>;

/** Whatever an engine without ON CLUSTER objects to but the syntax, it has read the statement. */
async function parse(run: Run, statement: string): Promise<Seen> {
  const { code, text } = await run(statement);
  return code === 62 || code === 0 ? { kind: 'refused', code, at: 'statement', text } : { kind: 'parses' };
}

async function show(run: Run, probe: Probe, statement: string): Promise<Seen> {
  for (const sql of probe.setup ?? []) {
    const { code, text } = await run(sql);
    if (code !== 0) return { kind: 'refused', code, at: 'setup', text };
  }
  const { code, text } = await run(statement);
  if (code !== (probe.accepted ?? 0)) return { kind: 'refused', code, at: 'statement', text };
  if (probe.check === undefined) return { kind: 'works' };
  const answer = await run(probe.check.sql);
  if (answer.code !== 0) return { kind: 'refused', code: answer.code, at: 'check', text: answer.text };
  if (answer.text !== probe.check.answer) return { kind: 'refused', code: 0, at: 'check', text: answer.text };
  return { kind: 'works' };
}

async function createDatabase(engine: Engine, place: string): Promise<void> {
  const sql = `CREATE DATABASE ${place}`;
  const { code, text } = await engine.run(sql, { database: 'default' });
  if (code !== 0) throw new Error(`${engine.name}: ${sql}: ${text}`);
}

/** Without an error: the folder that 18.16 leaves behind a refused CREATE keeps it from dropping the database. */
async function dropDatabase(engine: Engine, place: string): Promise<void> {
  const sync = has('drop-database-sync', engine.version) === 'yes' ? ' SYNC' : '';
  const dependencies = has('drop-dependency-check', engine.version) === 'yes' ? { check_table_dependencies: '0' } : {};
  await engine.run(`DROP DATABASE IF EXISTS ${place}${sync}`, {
    database: 'default',
    settings: dependencies,
  });
}
