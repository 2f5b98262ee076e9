/** Plans run statement by statement on ClickHouse in this process, as a deploy that may die after any of them would find it. */
import type { Statement } from '../../src/plan/document.ts';
import type { Operation } from '../../src/plan/operation.ts';
import { standIn } from '../../src/render/stand-in.ts';
import { renderOperations } from '../../src/render/statement.ts';
import type { RenderTarget } from '../../src/render/target.ts';
import { emptySchema, type Schema } from '../../src/schema/model.ts';
import { clustersHere, keeper, LibraryEngine, macros } from '../engine.ts';
import { type Planned, planOf } from './support.ts';

/** Every host is this one, and what a process can't hold stands in for itself. */
const here: RenderTarget = { name: 'here', onCluster: () => null, has: () => 'yes', localise: standIn };

function statementsOf(operations: readonly Operation[]): readonly Statement[] {
  return renderOperations(
    operations.map((operation): Operation => {
      if (operation.kind === 'refresh') return operation;
      if (operation.kind === 'replace')
        return { ...operation, from: standIn(operation.from), object: standIn(operation.object) };
      return { ...operation, object: standIn(operation.object) };
    }),
    here,
  );
}

export interface Walked {
  /** What went wrong, as sentences. */
  readonly problems: readonly string[];
  /** Of the statements that something takes back, how often that was tried. */
  readonly undone: number;
}

export class Walker implements Disposable {
  readonly engine = new LibraryEngine(clustersHere('prod', 'far'), macros, keeper);

  /**
   * Runs a plan. Before each statement its condition is 0, after it and from then on to the end 1; what takes it back leaves
   * everything as it was before.
   *
   * @param between Called after each statement, with its number.
   * @param undo Whether statements are taken back and run again.
   */
  walk(planned: Planned, between: (number: number) => void = () => {}, undo = true): Walked {
    this.#build(planned.base, planned.head);
    const statements = statementsOf(planned.plan.operations);
    const problems: string[] = [];
    let undone = 0;
    this.engine.query('SET mutations_sync = 2');
    for (const [index, statement] of statements.entries()) {
      const label = `${index + 1}. ${statement.sql}`;
      if (!mayHold(statement) && this.#holds(statement)) problems.push(`${label}: its condition holds before it`);
      const before = undo ? this.snapshot() : '';
      this.#run(statement, statement.sql);
      if (undo && statement.undo !== null) {
        undone += 1;
        this.#run(statement, statement.undo);
        if (this.snapshot() !== before) problems.push(`${label}: ${statement.undo} leaves something else`);
        this.#run(statement, statement.sql);
      }
      for (const earlier of statements.slice(0, index + 1))
        if (!this.#holds(earlier)) problems.push(`${label}: after it, that ${earlier.sql} took effect shows no more`);
      between(index + 1);
    }
    return { problems, undone };
  }

  #run({ settings }: Statement, sql: string): void {
    const before = Object.keys(settings).map(
      (name) => [name, this.engine.query(`SELECT getSetting('${name}')`)] as const,
    );
    for (const [name, value] of Object.entries(settings)) this.engine.query(`SET ${name} = ${value}`);
    try {
      this.engine.query(sql);
    } finally {
      for (const [name, value] of before) this.engine.query(`SET ${name} = ${value}`);
    }
  }

  #holds({ after }: Statement): boolean {
    return this.engine.query(after) === '1';
  }

  /** Every definition and column, told apart from nothing but the order in which settings and projections stand. */
  snapshot(): string {
    const mine = "NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema', 'default')";
    return [
      `SELECT database, name, arraySort(splitByString(', ', replaceRegexpAll(create_table_query, '[()]|SETTINGS ', ', '))), comment FROM system.tables WHERE database ${mine} AND name NOT LIKE '.inner%' ORDER BY ALL`,
      `SELECT database, table, name, type, default_kind, default_expression FROM system.columns WHERE database ${mine} AND table NOT LIKE '.inner%' ORDER BY database, table, position`,
      `SELECT name FROM system.databases WHERE name ${mine} ORDER BY name`,
    ]
      .map((sql) => this.engine.query(sql))
      .join('\n');
  }

  #build(schema: Schema, other: Schema): void {
    const names = (of: Schema, kind: 'database' | 'any'): string[] =>
      [...of.objects.values()].flatMap((object) => {
        if (object.kind === 'database') return kind === 'database' ? [object.name.name] : [];
        return kind === 'any' ? [object.name.database] : [];
      });
    for (const name of [
      ...names(schema, 'any'),
      ...names(other, 'any'),
      ...names(schema, 'database'),
      ...names(other, 'database'),
    ])
      this.engine.drop(name);
    const declared = new Set([...names(schema, 'database'), ...names(other, 'database')]);
    for (const name of new Set([...names(schema, 'any'), ...names(other, 'any')]))
      if (!declared.has(name)) this.engine.query(`CREATE DATABASE ${name}`);
    const { operations } = planOf(emptySchema, schema, { detectRenames: false });
    for (const { sql } of statementsOf(operations)) this.engine.query(sql);
  }

  [Symbol.dispose](): void {
    for (const name of ['a', 'b', 'p', 'q']) this.engine.drop(name);
    this.engine[Symbol.dispose]();
  }
}

/** Views that are made once more and queues that are empty look the same before. */
function mayHold({ change }: Statement): boolean {
  return change.startsWith('refresh-') || change.startsWith('flush-');
}
