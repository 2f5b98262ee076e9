/** Which object of head is which of base: by name, or by a rename that someone confirmed or may yet confirm. */
import type { Finding } from '../schema/finding.ts';
import type { Column, DistributedTable, Schema, SchemaObject, Table } from '../schema/model.ts';
import { compareText, formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { identifier } from '../sql/literals.ts';
import { mentionedNames } from '../sql/names.ts';
import {
  type ColumnCandidate,
  columnCandidates,
  type Grouped,
  type TableCandidate,
  tableCandidates,
} from './candidates.ts';
import { dependencies } from './dependencies.ts';
import {
  type Decisions,
  decisionOn,
  type GuardScope,
  type GuardState,
  groupId,
  type PlanGuard,
  renameColumnId,
  renameTableId,
} from './guards.ts';
import { columnKey } from './table-diff.ts';

export interface ColumnRename {
  readonly from: string;
  readonly to: string;
  readonly guard: string;
}

/** An object that both schemas hold, under one name or two. */
export interface Kept {
  readonly base: SchemaObject;
  readonly head: SchemaObject;
  /** The guard of the rename that makes them one; null where the name is the same. */
  readonly renameGuard: string | null;
  readonly columnRenames: readonly ColumnRename[];
  /** Columns of an undecided group: left out of the plan on both sides. */
  readonly undecidedBase: ReadonlySet<string>;
  readonly undecidedHead: ReadonlySet<string>;
}

export interface UndecidedRename {
  readonly guard: PlanGuard;
  /** What confirming it would bring. */
  readonly brings: {
    readonly table: SchemaObject;
    readonly column: { from: string; to: string } | null;
    readonly to: SchemaObject;
  };
}

export interface Matching {
  readonly created: readonly SchemaObject[];
  readonly dropped: readonly SchemaObject[];
  readonly kept: readonly Kept[];
  readonly guards: readonly PlanGuard[];
  /** Renames of groups that nobody has decided; the plan leaves them out. */
  readonly undecided: readonly UndecidedRename[];
  readonly findings: readonly Finding[];
}

export interface MatchOptions {
  readonly detectRenames: boolean;
  readonly decisions: Decisions;
  readonly scope: GuardScope;
}

/** A candidate with its id and what was said about it. */
interface Judged<T> {
  readonly candidate: T;
  readonly id: string;
  readonly group: string | null;
  /** `undecided`: one of an open group; `assumed`: pending with nothing that competes with it. */
  readonly verdict: 'confirmed' | 'assumed' | 'rejected' | 'undecided';
  readonly state: GuardState;
}

/** Matches the objects of two schemas. */
export function matchSchemas(base: Schema, head: Schema, options: MatchOptions): Matching {
  const guards: PlanGuard[] = [];
  const undecided: UndecidedRename[] = [];
  const findings: Finding[] = [];
  const matcher = new Matcher(base, head, options, guards, undecided, findings);
  const result = matcher.match();
  return { ...result, guards, undecided, findings };
}

class Matcher {
  readonly #base: Schema;
  readonly #head: Schema;
  readonly #options: MatchOptions;
  readonly #guards: PlanGuard[];
  readonly #undecided: UndecidedRename[];
  readonly #findings: Finding[];

  constructor(
    base: Schema,
    head: Schema,
    options: MatchOptions,
    guards: PlanGuard[],
    undecided: UndecidedRename[],
    findings: Finding[],
  ) {
    this.#base = base;
    this.#head = head;
    this.#options = options;
    this.#guards = guards;
    this.#undecided = undecided;
    this.#findings = findings;
  }

  match(): Pick<Matching, 'created' | 'dropped' | 'kept'> {
    const renamed = new Map<string, { to: SchemaObject; guard: string }>();
    const hidden = new Set<string>();
    if (this.#options.detectRenames) {
      this.#refuseTakenTableNames();
      this.#matchTables(renamed, hidden);
    }
    const taken = new Set([...renamed.values()].map(({ to }) => objectKey(to)));
    const pairs: { base: SchemaObject; head: SchemaObject; guard: string | null }[] = [];
    const dropped: SchemaObject[] = [];
    for (const [key, object] of this.#base.objects) {
      const rename = renamed.get(key);
      const same = this.#head.objects.get(key);
      if (rename !== undefined) pairs.push({ base: object, head: rename.to, guard: rename.guard });
      else if (same !== undefined && !taken.has(key)) pairs.push({ base: object, head: same, guard: null });
      else if (!hidden.has(`from ${key}`)) dropped.push(object);
    }
    const matched = new Set(pairs.map(({ head }) => objectKey(head)));
    const created = [...this.#head.objects].flatMap(([key, object]) =>
      matched.has(key) || hidden.has(`to ${key}`) ? [] : [object],
    );
    return { created, dropped, kept: this.#matchColumns(pairs) };
  }

  #refuseTaken(rule: string, object: SchemaObject, message: string): void {
    this.#findings.push({
      rule,
      severity: 'error',
      object: objectLabel(object),
      message,
      file: object.at.file,
      line: object.at.line,
    });
  }

  /**
   * Renames that a schema file announces and that can't be: swaps, chains, an old name that something new takes. To pass over
   * them would drop what they are to keep. An announcement that base had already is old news.
   */
  #refuseTakenTableNames(): void {
    for (const [key, object] of this.#head.objects) {
      if (object.renamedFrom === null || (object.kind !== 'table' && object.kind !== 'distributed')) continue;
      const old = tableKey(object.renamedFrom);
      const before = this.#base.objects.get(key);
      if (old === key || !this.#base.objects.has(old)) continue;
      if (before?.renamedFrom != null && tableKey(before.renamedFrom) === old) continue;
      if (before !== undefined || this.#head.objects.has(old)) {
        this.#refuseTaken(
          'rename-name-taken',
          object,
          `${objectLabel(object)} is announced as renamed from ${old}, but ${before !== undefined ? `${key} is there already` : `${old} stays a name in the schema`}: do it in two pull requests`,
        );
      }
    }
  }

  #refuseTakenColumnNames(base: Table, head: Table): void {
    const before = new Map(base.columns.map((column) => [column.name, column]));
    const after = new Map(head.columns.map((column) => [column.name, column]));
    for (const column of head.columns) {
      const { name, renamedFrom: old } = column;
      if (old === null || old === name || !before.has(old)) continue;
      const known = before.get(name);
      if (known?.renamedFrom === old) continue;
      const kept = after.get(old);
      const isAlias = kept?.default?.kind === 'ALIAS' && kept.default.expression?.key === identifier(name);
      if (known !== undefined || (kept !== undefined && !isAlias)) {
        this.#refuseTaken(
          'rename-name-taken',
          head,
          `${objectLabel(head)}.${name} is announced as renamed from ${old}, but ${known !== undefined ? `${name} is there already` : `${old} stays a name in the table`}: do it in two pull requests`,
        );
      }
    }
  }

  /** Judges all candidates of the groups, each group once, and reports conflicting confirmations. */
  #judge<T>(
    grouped: readonly Grouped<T>[],
    ends: (candidate: T) => readonly [string, string],
    idOf: (candidate: T, group: readonly T[]) => string,
    place: SchemaObject,
  ): Judged<T>[] {
    const ids = new Map(grouped.map(({ candidate, group }) => [candidate, idOf(candidate, group)]));
    const state = (candidate: T): GuardState => decisionOn(ids.get(candidate) ?? '', this.#options.decisions);
    return grouped.map(({ candidate, group }) => {
      const id = ids.get(candidate) ?? '';
      const [from, to] = ends(candidate);
      const rivals = group.filter((other) => other !== candidate && (ends(other)[0] === from || ends(other)[1] === to));
      const own = state(candidate);
      const members = group.map((member) => ids.get(member) ?? '');
      const named = group.length > 1 ? groupId(members) : null;
      const result = (verdict: Judged<T>['verdict'], shown: GuardState): Judged<T> => ({
        candidate,
        id,
        group: named,
        verdict,
        state: shown,
      });
      if (own === 'confirmed') {
        const rival = rivals.find((other) => state(other) === 'confirmed');
        if (rival === undefined) return result('confirmed', 'confirmed');
        this.#findings.push({
          rule: 'conflicting-confirmations',
          severity: 'error',
          object: objectLabel(place),
          message: `${[id, ids.get(rival) ?? ''].sort().join(' and ')} are both confirmed but rule each other out: revoke one of them`,
          file: place.at.file,
          line: place.at.line,
        });
        return result('undecided', 'confirmed');
      }
      if (own === 'rejected') return result('rejected', 'rejected');
      // One that lost to a confirmed rival is decided, too.
      if (rivals.some((other) => state(other) === 'confirmed')) return result('rejected', 'rejected');
      return result(group.length === 1 ? 'assumed' : 'undecided', 'pending');
    });
  }

  #matchTables(renamed: Map<string, { to: SchemaObject; guard: string }>, hidden: Set<string>): void {
    const grouped = tableCandidates(this.#base, this.#head);
    const first = grouped[0];
    if (first === undefined) return;
    const ends = ({ from, to }: TableCandidate): readonly [string, string] => [tableKey(from.name), tableKey(to.name)];
    const idOf = (candidate: TableCandidate, group: readonly TableCandidate[]): string =>
      renameTableId(
        this.#options.scope,
        this.#renamedTogether(candidate),
        group.length > 1 ? group.map((member) => ends(member).join(' -> ')).sort(compareText) : [],
      );
    for (const judged of this.#judge(grouped, ends, idOf, first.candidate.to)) {
      const { from, to, evidence } = judged.candidate;
      const together = this.#renamedTogether(judged.candidate).map(
        (rename) => `${objectLabel(rename.from)} -> ${objectLabel(rename.to)}`,
      );
      const guard: PlanGuard = {
        id: judged.id,
        kind: 'rename',
        group: judged.group,
        state: judged.state,
        object: objectLabel(to),
        from: formatName(from.name),
        to: formatName(to.name),
        evidence: together.length > 1 ? [...evidence, `renamed together: ${together.join(', ')}`] : evidence,
        lost: null,
      };
      this.#guards.push(guard);
      if (judged.verdict === 'undecided') {
        hidden.add(`from ${tableKey(from.name)}`);
        hidden.add(`to ${tableKey(to.name)}`);
        this.#undecided.push({ guard, brings: { table: from, column: null, to } });
      } else if (judged.verdict !== 'rejected') renamed.set(tableKey(from.name), { to, guard: judged.id });
    }
    // The Distributed tables of an undecided local table wait with it.
    const fronts = (schema: Schema, side: string): void => {
      for (const [key, object] of schema.objects) {
        if (object.kind === 'distributed' && hidden.has(`${side} ${tableKey(object.local)}`))
          hidden.add(`${side} ${key}`);
      }
    };
    fronts(this.#base, 'from');
    fronts(this.#head, 'to');
  }

  /** A renamed table and the Distributed tables that are gone and new with it. */
  #renamedTogether({ from, to }: TableCandidate): readonly { from: SchemaObject; to: SchemaObject }[] {
    if (from.kind !== 'table') return [{ from, to }];
    const gone = this.#frontsOf(this.#base, from, this.#head);
    const fresh = this.#frontsOf(this.#head, to, this.#base);
    return [
      { from, to },
      ...gone.flatMap((front, index) => (fresh[index] === undefined ? [] : [{ from: front, to: fresh[index] }])),
    ];
  }

  #frontsOf(schema: Schema, local: SchemaObject, other: Schema): DistributedTable[] {
    return [...schema.objects].flatMap(([key, object]) =>
      object.kind === 'distributed' && sameName(object.local, local.name) && !other.objects.has(key) ? [object] : [],
    );
  }

  #matchColumns(pairs: readonly { base: SchemaObject; head: SchemaObject; guard: string | null }[]): Kept[] {
    const none: ReadonlySet<string> = new Set();
    const renamesOf = new Map<string, Pick<Kept, 'columnRenames' | 'undecidedBase' | 'undecidedHead'>>();
    if (this.#options.detectRenames) {
      for (const { base, head } of pairs) {
        if (base.kind === 'table' && head.kind === 'table')
          renamesOf.set(objectKey(head), this.#judgeColumns(base, head));
      }
    }
    return pairs.map(({ base, head, guard }): Kept => {
      const own =
        head.kind === 'distributed'
          ? followLocal(base, head, renamesOf.get(tableKey(head.local)))
          : renamesOf.get(objectKey(head));
      return { base, head, renameGuard: guard, columnRenames: [], undecidedBase: none, undecidedHead: none, ...own };
    });
  }

  #judgeColumns(base: Table, head: Table): Pick<Kept, 'columnRenames' | 'undecidedBase' | 'undecidedHead'> {
    this.#refuseTakenColumnNames(base, head);
    const grouped = columnCandidates(base.columns, head.columns);
    const columnRenames: ColumnRename[] = [];
    const undecidedBase = new Set<string>();
    const undecidedHead = new Set<string>();
    const ends = ({ from, to }: ColumnCandidate): readonly [string, string] => [from.name, to.name];
    const idOf = ({ from, to }: ColumnCandidate, group: readonly ColumnCandidate[]): string =>
      renameColumnId(
        this.#options.scope,
        head,
        from,
        to,
        this.#dependentsOn(base, from),
        group.length > 1 ? group.map(alternative).sort(compareText) : [],
      );
    for (const judged of this.#judge(grouped, ends, idOf, head)) {
      const { from, to, evidence } = judged.candidate;
      const guard: PlanGuard = {
        id: judged.id,
        kind: 'rename',
        group: judged.group,
        state: judged.state,
        object: objectLabel(head),
        from: from.name,
        to: to.name,
        evidence,
        lost: null,
      };
      this.#guards.push(guard);
      if (judged.verdict === 'undecided') {
        undecidedBase.add(from.name);
        undecidedHead.add(to.name);
        this.#undecided.push({ guard, brings: { table: head, column: { from: from.name, to: to.name }, to: head } });
      } else if (judged.verdict !== 'rejected') columnRenames.push({ from: from.name, to: to.name, guard: judged.id });
    }
    return { columnRenames, undecidedBase, undecidedHead };
  }

  /** Canonical text of everything in base that names the column, sorted: part of what a confirmation was given for. */
  #dependentsOn(table: Table, column: Column): readonly string[] {
    const own = [
      ...table.columns.flatMap(({ name, default: value, ttl }) => [
        ...(value?.expression ? [{ what: `column ${name}`, expression: value.expression }] : []),
        ...(ttl ? [{ what: `column ttl ${name}`, expression: ttl }] : []),
      ]),
      ...table.indexes.map(({ name, expression }) => ({ what: `index ${name}`, expression })),
      ...table.projections.map(({ name, body }) => ({ what: `projection ${name}`, expression: body })),
      ...table.constraints.map(({ name, expression }) => ({ what: `constraint ${name}`, expression })),
      ...table.storage.ttl.map((expression) => ({ what: 'ttl', expression })),
      ...(table.storage.orderBy ?? []).map((expression) => ({ what: 'order by', expression })),
      ...(table.storage.partitionBy === null ? [] : [{ what: 'partition by', expression: table.storage.partitionBy }]),
      ...table.storage.engine.args.map((expression) => ({ what: 'engine', expression })),
    ];
    const others = [...this.#base.objects.values()].flatMap((object) => {
      if (object.kind === 'view' || object.kind === 'materialized-view') {
        return dependencies(object).has(objectKey(table))
          ? [{ what: objectKey(object), expression: object.query }]
          : [];
      }
      if (object.kind === 'distributed' && object.shardingKey !== null && sameName(object.local, table.name)) {
        return [{ what: objectKey(object), expression: object.shardingKey }];
      }
      return [];
    });
    return [...own, ...others]
      .filter(({ expression }) => mentionedNames(expression).has(column.name))
      .map(({ what, expression }) => `${what}: ${expression.key}`)
      .sort(compareText);
  }
}

function alternative({ from, to }: ColumnCandidate): string {
  return `${from.name} ${columnKey(from)} -> ${to.name} ${columnKey(to)}`;
}

/** A Distributed table takes part in what was decided for the columns of its local table. */
function followLocal(
  base: SchemaObject,
  head: DistributedTable,
  local: Pick<Kept, 'columnRenames' | 'undecidedBase' | 'undecidedHead'> | undefined,
): Pick<Kept, 'columnRenames' | 'undecidedBase' | 'undecidedHead'> | undefined {
  if (local === undefined || base.kind !== 'distributed') return local;
  const before = new Set(base.columns.map(({ name }) => name));
  const after = new Set(head.columns.map(({ name }) => name));
  return {
    ...local,
    columnRenames: local.columnRenames.filter(({ from, to }) => before.has(from) && after.has(to) && !before.has(to)),
  };
}
