/**
 * The engine's word on a plan: builds the head, then the base, puts rows into it, runs the plan, and compares what the
 * engine then reports with the head built from nothing, and the rows with those from before.
 *
 * SQL that comes here was written by whoever opened the pull request. It has passed the allow-list
 * (`embeddedRefusals`); here each statement is looked at once more (`syntax.ts`) before it runs.
 */
import { compareText } from '../schema/name.ts';
import { quoteIdentifier, quoteString } from '../sql/print.ts';
import { type EngineError, formatEngineError } from './engine-error.ts';
import { fillTable } from './fill.ts';
import { compareInventories, type Inventory, readInventory, select } from './inventory.ts';
import { Ended, unavailable, type VerifyOutcome, type VerifyStage } from './outcome.ts';
import type { Queryable, QueryResult } from './query.ts';
import type { VerifyObject, VerifyRequest, VerifyStatement } from './request.ts';
import {
  compareRows,
  readAfter,
  readBefore,
  type Snapshot,
  type SurvivingTable,
  type Survivor,
  survivingTables,
} from './snapshot.ts';
import { forbiddenNames, refuseSyntax } from './syntax.ts';
import type { Settings, VerificationEngine } from './verification-engine.ts';

/**
 * Codes that say something about how the engine is run here and nothing about the plan: time, macros, Keeper, memory, settings that
 * are held constant, grants, clusters.
 */
const circumstances: ReadonlySet<number> = new Set([139, 159, 225, 241, 452, 497, 701]);

export class Verification {
  readonly #engine: VerificationEngine;
  readonly #request: VerifyRequest;
  readonly #notes: string[] = [];
  #forbidden: ReadonlySet<string> = new Set();

  constructor(engine: VerificationEngine, request: VerifyRequest) {
    this.#engine = engine;
    this.#request = request;
  }

  /** @throws Ended with the outcome where it is decided early, and what the engine throws when it doesn't answer. */
  async run(): Promise<VerifyOutcome> {
    const { base, head, formatCheck, statements, survivors } = this.#request;
    // The head first: where the engine refuses that, no plan can reach it.
    await this.#engine.open();
    const [row] = await select(this.#engine, 'SELECT version()');
    const version = row?.[0] ?? '';
    this.#forbidden = await forbiddenNames(this.#engine);
    for (const object of head) await this.#create(object, 'head');
    await this.#checkFormats(formatCheck);
    const wanted = await readInventory(this.#engine, this.#engine);

    await this.#engine.open();
    const lossy = new Set<string>();
    const becomes = typesAfter(survivors);
    for (const object of base) {
      await this.#create(object, 'base');
      if (object.rows) for (const column of await this.#fill(object, becomes)) lossy.add(column);
    }
    const tables = await this.#survivingTables(lossy);
    const before = await this.#read(tables, readBefore);
    for (const [index, statement] of statements.entries()) await this.#apply(statement, index);

    const problems = [...this.#compareSchemas(await readInventory(this.#engine, this.#engine), wanted)];
    const after = await this.#read(tables, readAfter);
    let rowsCompared = 0;
    for (const [index, table] of tables.entries()) {
      const [left, right] = [before[index], after[index]];
      if (left === undefined || right === undefined || 'refused' in left) continue;
      if ('refused' in right) problems.push(`${table.label}: its rows can't be read after the plan: ${right.refused}`);
      else {
        rowsCompared += left.rows.length;
        problems.push(...compareRows(table, left.rows, right.rows));
      }
    }
    problems.push(...(await this.#readThroughDistributed()));
    if (problems.length > 0) this.#fail('result', problems);
    return {
      status: 'passed',
      engine: version,
      rowsCompared,
      tablesCompared: tables.length,
      statementsRun: statements.length,
      notes: this.#notes,
    };
  }

  #fail(stage: VerifyStage, problems: readonly string[]): never {
    throw new Ended({ status: 'failed', stage, problems, notes: this.#notes });
  }

  /** Looks at a statement, then runs it. */
  async #execute(
    sql: string,
    what: string,
    stage: VerifyStage,
    settings: Settings = {},
  ): Promise<readonly (readonly string[])[]> {
    const refusal = await refuseSyntax(this.#engine, sql, this.#forbidden);
    if (refusal?.unparsable === true) this.#fail(stage, [`${what}: the engine can't read it: ${refusal.message}`]);
    if (refusal !== null)
      throw new Ended(unavailable(`${what} is not given to ${this.#engine.label}: ${refusal.message}`));
    const result: QueryResult = await this.#engine.run(sql, settings);
    if (result.ok) return result.rows;
    const words = `${what} is refused by the engine: ${formatEngineError(result.error)}`;
    if (result.error.code !== null && circumstances.has(result.error.code)) throw new Ended(unavailable(words));
    return this.#fail(stage, [words]);
  }

  async #create(object: VerifyObject, stage: 'head' | 'base'): Promise<void> {
    await this.#engine.prepare(object);
    await this.#execute(object.sql, `${object.label} of the ${stage}`, stage);
  }

  async #fill(object: VerifyObject, becomes: TypesAfter): Promise<readonly string[]> {
    const [place] = await select(
      this.#engine,
      'SELECT database, name FROM system.tables ' +
        `WHERE concat(database, '.', name) = ${quoteString(object.label)} LIMIT 1`,
    );
    const [database = '', table = ''] = place ?? [];
    const sqlName = `${quoteIdentifier(database)}.${quoteIdentifier(table)}`;
    await this.#engine.keepParts(sqlName);
    const filled = await fillTable(this.#engine, {
      sqlName,
      label: object.label,
      columns: object.columns,
      becomes: becomes.get(object.label) ?? new Map(),
    });
    this.#notes.push(...filled.notes);
    return [...filled.lossy].map((column) => `${object.label} ${column}`);
  }

  /** Without what can't be compared: columns that are computed when they are read, and values that the plan has to change. */
  async #survivingTables(lossy: ReadonlySet<string>): Promise<readonly SurvivingTable[]> {
    const computed = new Set(
      (
        await select(
          this.#engine,
          "SELECT concat(database, '.', table, ' ', name) FROM system.columns WHERE default_kind IN ('ALIAS', 'EPHEMERAL')",
        )
      ).map(([column]) => column),
    );
    for (const column of [...lossy].sort(compareText)) {
      this.#notes.push(
        `${column.replace(' ', ': column ')}: no test value fits both types, so its values were not compared`,
      );
    }
    return survivingTables(this.#request.survivors, ({ from }) => {
      const key = `${from.database}.${from.table} ${from.column}`;
      return lossy.has(key) || computed.has(key);
    });
  }

  async #read(
    tables: readonly SurvivingTable[],
    read: (engine: Queryable, table: SurvivingTable) => Promise<Snapshot>,
  ): Promise<readonly Snapshot[]> {
    const snapshots: Snapshot[] = [];
    for (const table of tables) {
      const snapshot = await read(this.#engine, table);
      if (read === readBefore && 'refused' in snapshot) {
        this.#notes.push(
          `${table.label}: its rows could not be read before the plan, so they were not compared (${snapshot.refused})`,
        );
      }
      snapshots.push(snapshot);
    }
    return snapshots;
  }

  async #apply(statement: VerifyStatement, index: number): Promise<void> {
    const what = `statement ${index + 1} (${oneLine(statement.sql)})`;
    // SYSTEM statements make nothing new: what they wait for may be so already.
    if (
      (await this.#effect(statement, what)) === '1' &&
      statement.mayHold !== true &&
      !/^SYSTEM\s/i.test(statement.sql)
    ) {
      this.#fail('plan', [`${what}: its condition already holds before it runs, so a deploy would skip it`]);
    }
    const settings = await this.#settings(statement.settings, what);
    await this.#execute(statement.sql, what, 'plan', settings);
    if ((await this.#effect(statement, what, settings)) !== '1') {
      this.#fail('plan', [`${what}: it ran, and its condition doesn't hold after it: ${oneLine(statement.after)}`]);
    }
  }

  async #effect(statement: VerifyStatement, what: string, settings: Settings = {}): Promise<string> {
    const rows = await this.#execute(statement.after, `the condition of ${what}`, 'plan', settings);
    const value = rows.length === 1 ? rows[0]?.[0] : undefined;
    if (value !== '0' && value !== '1')
      this.#fail('plan', [`${what}: its condition is neither 0 nor 1: ${oneLine(statement.after)}`]);
    return value;
  }

  /** A statement's settings, each known to the engine, without what must not hold here. */
  async #settings(settings: Settings, what: string): Promise<Settings> {
    const known: Record<string, string> = {};
    for (const [name, value] of Object.entries(settings).sort(([a], [b]) => compareText(a, b))) {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) this.#fail('plan', [`${what}: ${name} is no name of a setting`]);
      // Rows past a new TTL would be gone before they could be compared.
      if (name === 'materialize_ttl_after_modify') continue;
      const rows = await select(this.#engine, `SELECT 1 FROM system.settings WHERE name = '${name}'`);
      if (rows.length === 0) this.#fail('plan', [`${what}: the engine has no setting ${name}`]);
      known[name] = value;
    }
    return known;
  }

  #compareSchemas(plan: Inventory, head: Inventory): readonly string[] {
    const { problems, notes } = compareInventories(plan, head);
    this.#notes.push(...notes);
    return problems;
  }

  async #checkFormats(texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const result = await this.#engine.query(`SELECT formatQuery(${quoteString(text)})`);
      if (!result.ok)
        this.#fail('plan', [`the engine can't read ${oneLine(text)}: ${formatEngineError(result.error)}`]);
    }
  }

  /** Every shard of a cluster is the engine itself: a Distributed table must show the rows of its local table once for each. */
  async #readThroughDistributed(): Promise<readonly string[]> {
    const problems: string[] = [];
    const local = new Set(this.#request.head.filter(({ rows }) => rows).map(({ label }) => label));
    for (const object of this.#request.head) {
      if (object.kind !== 'distributed') continue;
      const [row] = await select(
        this.#engine,
        "SELECT database, name, extractAll(engine_full, '\\'((?:[^\\'\\\\\\\\]|\\\\\\\\.)*)\\'') AS names, names[1], names[2], names[3] FROM system.tables " +
          `WHERE concat(database, '.', name) = ${quoteString(object.label)}`,
      );
      const [database = '', name = '', , cluster = '', localDatabase = '', localName = ''] = row ?? [];
      if (!local.has(`${localDatabase}.${localName}`)) continue;
      const through = `${quoteIdentifier(database)}.${quoteIdentifier(name)}`;
      const direct = `${quoteIdentifier(localDatabase)}.${quoteIdentifier(localName)}`;
      const refused = (error: EngineError): string =>
        `${object.label}: the rows of ${localDatabase}.${localName} can't be read through it: ${formatEngineError(error)}`;
      const rows = await this.#engine.query(`SELECT * FROM ${through}`);
      if (!rows.ok) {
        problems.push(refused(rows.error));
        continue;
      }
      const counts = await this.#engine.query(`SELECT count() FROM ${direct}`);
      const shards = await this.#engine.shards(cluster);
      if (!counts.ok) problems.push(refused(counts.error));
      else if (Number(counts.rows[0]?.[0]) * shards !== rows.rows.length) {
        problems.push(
          `${object.label}: ${rows.rows.length} rows through it, ${counts.rows[0]?.[0]} in each of ${shards} shards`,
        );
      }
    }
    return problems;
  }
}

/** Types after the plan by table label and column name. */
type TypesAfter = ReadonlyMap<string, ReadonlyMap<string, string>>;

function typesAfter(survivors: readonly Survivor[]): TypesAfter {
  const types = new Map<string, Map<string, string>>();
  for (const { from, to } of survivors) {
    const label = `${from.database}.${from.table}`;
    const columns = types.get(label) ?? new Map<string, string>();
    columns.set(from.column, to.type);
    types.set(label, columns);
  }
  return types;
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 160)}...` : line;
}
