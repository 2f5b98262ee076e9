/**
 * The engine's word on a plan: builds the base schema in a scratch folder, puts rows into it, runs the plan, and compares
 * what the engine then reports with the head built from nothing, and the rows with those from before.
 *
 * SQL that comes here was written by whoever opened the pull request. It has passed the allow-list
 * (`embeddedRefusals`); here each statement is looked at once more (`syntax.ts`) and runs in a process with an empty
 * environment, without grants for what reaches out (`config.ts`).
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectKind } from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { quoteIdentifier, quoteString } from '../sql/print.ts';
import { type EngineConfig, unusableNames } from './config.ts';
import { EngineGone, EngineProcess } from './engine.ts';
import { type EngineError, formatEngineError } from './engine-error.ts';
import { fillTable } from './fill.ts';
import { compareInventories, type Inventory, readInventory, select } from './inventory.ts';
import { howToGet, locateLibrary, locateWorker } from './locate.ts';
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

export type { ColumnPlace, Survivor } from './snapshot.ts';

export interface VerifyObject {
  readonly key: string;
  /** For people: `analytics.events_local`. */
  readonly label: string;
  readonly kind: ObjectKind;
  /** CREATE for the embedded engine: without ON CLUSTER, Replicated engines as their plain counterparts. */
  readonly sql: string;
  /** Whether it is a table to fill with rows: one of the MergeTree family. */
  readonly rows: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly insertable: boolean }[];
}

export interface VerifyStatement {
  readonly id: string;
  readonly sql: string;
  /** A query that returns 1 once the statement took effect, and 0 before. */
  readonly after: string;
  readonly settings: Readonly<Record<string, string>>;
  /** What it brings about may be so already: a view that is made once more to be sure of its columns. */
  readonly mayHold?: boolean;
}

export interface VerifyRequest {
  /** In an order in which they can be created; databases included. */
  readonly base: readonly VerifyObject[];
  readonly statements: readonly VerifyStatement[];
  /** In an order in which they can be created; databases included. */
  readonly head: readonly VerifyObject[];
  /** Every cluster that a Distributed table or a table function names. */
  readonly clusters: readonly string[];
  readonly macros: Readonly<Record<string, string>>;
  readonly survivors: readonly Survivor[];
  /** Statements with ON CLUSTER, which the engine can parse and not run. */
  readonly formatCheck: readonly string[];
}

/** Where the engine and the plan part: the head or the base can't be built, a statement fails, or the result is another. */
export type VerifyStage = 'head' | 'base' | 'plan' | 'result';

export type VerifyOutcome =
  | {
      readonly status: 'passed';
      /** Version of the engine. */
      readonly engine: string;
      readonly rowsCompared: number;
      readonly tablesCompared: number;
      readonly statementsRun: number;
      /** What was not checked, a line each. */
      readonly notes: readonly string[];
    }
  | {
      readonly status: 'failed';
      readonly stage: VerifyStage;
      /** The engine's words, a line each, the same in every run. */
      readonly problems: readonly string[];
      readonly notes: readonly string[];
    }
  | {
      readonly status: 'unavailable';
      /** One line, with what to do about it. */
      readonly reason: string;
    };

export interface VerifyOptions {
  /** The working directory of whoever runs it, where the package chdb is looked for. Default: the process's. */
  readonly folder?: string;
  /** Milliseconds for the whole verification. Default: five minutes. */
  readonly timeLimit?: number;
}

/**
 * Codes that say something about how the engine is run here and nothing about the plan: time, macros, Keeper, memory, settings that
 * are held constant, grants, clusters.
 */
const circumstances: ReadonlySet<number> = new Set([139, 159, 225, 241, 452, 497, 701]);

const defaultTimeLimit = 300_000;
const querySeconds = 60;

/**
 * Verifies one plan. Never throws for what the engine or the SQL does: that is the outcome.
 *
 * The scratch folder is removed and the engine process gone when it returns.
 */
export async function verifyEmbedded(request: VerifyRequest, options: VerifyOptions = {}): Promise<VerifyOutcome> {
  const library = locateLibrary(options.folder ?? process.cwd());
  if (library === null) return unavailable(`the embedded engine is not installed: ${howToGet}`);
  const unusable = unusableNames(request);
  if (unusable.length > 0) {
    return unavailable(`the embedded engine can't be configured with the cluster or macro name ${unusable.join(', ')}`);
  }
  // Whoever is tired of waiting leaves nothing behind either: the handler is there before there is anything to remove.
  let scratch: string | null = null;
  let engine: EngineProcess | null = null;
  const stopped = (signal: NodeJS.Signals): void => {
    void engine?.stop();
    if (scratch !== null) remove(scratch);
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  try {
    const timeLimit = options.timeLimit ?? defaultTimeLimit;
    scratch = realpathSync(mkdtempSync(join(tmpdir(), 'chx-verify-')));
    engine = EngineProcess.start({ library, worker: locateWorker(), scratch, timeLimit });
    return await new Verification(engine, request).run();
  } catch (error) {
    if (error instanceof EngineGone)
      return unavailable(`${error.message}; plan without verification, or simplify the schema`);
    if (error instanceof Refusal) return error.outcome;
    throw error;
  } finally {
    await engine?.stop();
    if (scratch !== null) remove(scratch);
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
  }
}

/** Removes a folder in which a process that was just killed may still be writing. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

function unavailable(reason: string): VerifyOutcome {
  return { status: 'unavailable', reason };
}

/** Ends a verification early. */
class Refusal extends Error {
  readonly outcome: VerifyOutcome;

  constructor(outcome: VerifyOutcome) {
    super('verification ended');
    this.outcome = outcome;
  }
}

class Verification {
  readonly #engine: EngineProcess;
  readonly #request: VerifyRequest;
  readonly #config: Omit<EngineConfig, 'folder'>;
  readonly #notes: string[] = [];
  #forbidden: ReadonlySet<string> = new Set();

  constructor(engine: EngineProcess, request: VerifyRequest) {
    this.#engine = engine;
    this.#request = request;
    const { clusters, macros } = request;
    const dictionaries = [...request.base, ...request.head].some(({ kind }) => kind === 'dictionary');
    this.#config = { clusters: [...new Set(clusters)].sort(compareText), macros, dictionaries, querySeconds };
  }

  async run(): Promise<VerifyOutcome> {
    const { base, head, formatCheck, statements, survivors } = this.#request;
    // The head first: where the engine refuses that, no plan can reach it.
    await this.#open('head');
    const [row] = await select(this.#engine, 'SELECT version()');
    const version = row?.[0] ?? '';
    this.#forbidden = await forbiddenNames(this.#engine);
    for (const object of head) await this.#create(object, 'head');
    await this.#checkFormats(formatCheck);
    const wanted = await readInventory(this.#engine);
    // Functions belong to the process and would outlive the data folder.
    for (const { kind, label } of head) {
      if (kind === 'function') await this.#execute(`DROP FUNCTION ${quoteIdentifier(label)}`, label, 'head');
    }

    await this.#open('plan');
    const lossy = new Set<string>();
    const becomes = typesAfter(survivors);
    for (const object of base) {
      await this.#create(object, 'base');
      if (object.rows) for (const column of await this.#fill(object, becomes)) lossy.add(column);
    }
    const tables = await this.#survivingTables(lossy);
    const before = await this.#read(tables, readBefore);
    for (const [index, statement] of statements.entries()) await this.#apply(statement, index);

    const problems = [...this.#compareSchemas(await readInventory(this.#engine), wanted)];
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
    throw new Refusal({ status: 'failed', stage, problems, notes: this.#notes });
  }

  async #open(name: string): Promise<void> {
    const opened = await this.#engine.open(name, this.#config);
    if (!opened.ok) throw new Refusal(unavailable(`the embedded engine doesn't start: ${opened.error.message}`));
  }

  /** Looks at a statement, then runs it. */
  async #execute(sql: string, what: string, stage: VerifyStage): Promise<readonly (readonly string[])[]> {
    const refusal = await refuseSyntax(this.#engine, sql, this.#forbidden);
    if (refusal?.unparsable === true) this.#fail(stage, [`${what}: the engine can't read it: ${refusal.message}`]);
    if (refusal !== null)
      throw new Refusal(unavailable(`${what} is not given to the embedded engine: ${refusal.message}`));
    const result = await this.#engine.query(sql);
    if (result.ok) return result.rows;
    const words = `${what} is refused by the engine: ${formatEngineError(result.error)}`;
    if (result.error.code !== null && circumstances.has(result.error.code)) throw new Refusal(unavailable(words));
    return this.#fail(stage, [words]);
  }

  async #create(object: VerifyObject, stage: 'head' | 'base'): Promise<void> {
    // Every data folder has it, as every server.
    if (object.key === 'database default') await this.#execute('DROP DATABASE default', 'database default', stage);
    await this.#execute(object.sql, `${object.label} of the ${stage}`, stage);
  }

  async #fill(object: VerifyObject, becomes: TypesAfter): Promise<readonly string[]> {
    const [place] = await select(
      this.#engine,
      'SELECT database, name FROM system.tables ' +
        `WHERE concat(database, '.', name) = ${quoteString(object.label)} LIMIT 1`,
    );
    const [database = '', table = ''] = place ?? [];
    const filled = await fillTable(this.#engine, {
      sqlName: `${quoteIdentifier(database)}.${quoteIdentifier(table)}`,
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
    read: (engine: EngineProcess, table: SurvivingTable) => Promise<Snapshot>,
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
    const restore = await this.#set(statement.settings, what);
    await this.#execute(statement.sql, what, 'plan');
    if ((await this.#effect(statement, what)) !== '1') {
      this.#fail('plan', [`${what}: it ran, and its condition doesn't hold after it: ${oneLine(statement.after)}`]);
    }
    for (const [name, value] of restore) await this.#execute(`SET ${name} = ${value}`, what, 'plan');
  }

  async #effect(statement: VerifyStatement, what: string): Promise<string> {
    const rows = await this.#execute(statement.after, `the condition of ${what}`, 'plan');
    const value = rows.length === 1 ? rows[0]?.[0] : undefined;
    if (value !== '0' && value !== '1')
      this.#fail('plan', [`${what}: its condition is neither 0 nor 1: ${oneLine(statement.after)}`]);
    return value;
  }

  /** Sets a statement's settings; returns what puts back those from before. */
  async #set(
    settings: Readonly<Record<string, string>>,
    what: string,
  ): Promise<readonly (readonly [string, string])[]> {
    const restore: [string, string][] = [];
    for (const [name, value] of Object.entries(settings).sort(([a], [b]) => compareText(a, b))) {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) this.#fail('plan', [`${what}: ${name} is no name of a setting`]);
      // Rows past a new TTL would be gone before they could be compared.
      if (name === 'materialize_ttl_after_modify') continue;
      const [row] = await select(this.#engine, `SELECT value FROM system.settings WHERE name = '${name}'`);
      if (row === undefined) this.#fail('plan', [`${what}: the engine has no setting ${name}`]);
      restore.push([name, quoteString(row[0] ?? '')]);
      await this.#execute(`SET ${name} = ${quoteString(value)}`, what, 'plan');
    }
    return restore;
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

  /** Both shards of a cluster are the engine itself: a Distributed table must show every row of its local table twice. */
  async #readThroughDistributed(): Promise<readonly string[]> {
    const problems: string[] = [];
    const local = new Set(this.#request.head.filter(({ rows }) => rows).map(({ label }) => label));
    for (const object of this.#request.head) {
      if (object.kind !== 'distributed') continue;
      const [row] = await select(
        this.#engine,
        "SELECT database, name, extractAll(engine_full, '\\'((?:[^\\'\\\\\\\\]|\\\\\\\\.)*)\\'') AS names, names[2], names[3] FROM system.tables " +
          `WHERE concat(database, '.', name) = ${quoteString(object.label)}`,
      );
      const [database = '', name = '', , localDatabase = '', localName = ''] = row ?? [];
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
      if (!counts.ok) problems.push(refused(counts.error));
      else if (Number(counts.rows[0]?.[0]) * 2 !== rows.rows.length) {
        problems.push(
          `${object.label}: ${rows.rows.length} rows through it, ${counts.rows[0]?.[0]} in each of 2 shards`,
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
