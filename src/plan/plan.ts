/** Two schemas to an ordered list of operations, the guards that hold them back, and the findings that forbid them. Pure. */
import type { Finding } from '../schema/finding.ts';
import type {
  Column,
  DistributedTable,
  Expression,
  MaterializedView,
  Schema,
  SchemaObject,
  Table,
  View,
} from '../schema/model.ts';
import { compareText, formatName, objectKey, objectLabel, sameName, tableKey } from '../schema/name.ts';
import { isReplicated } from '../sql/engine.ts';
import { expressionTokens, mentionedNames, queryTables } from '../sql/names.ts';
import { dependencies, dependencyGraph } from './dependencies.ts';
import { describeAction } from './describe.ts';
import { destructiveGuard, frontsAmong, lossOfAction, lossOfDrop } from './destructive.ts';
import { canonicalObject } from './digest.ts';
import { Graph, type GraphNode } from './graph.ts';
import type { Decisions, GuardScope, PlanGuard } from './guards.ts';
import { type ColumnRename, type Kept, type Matching, matchSchemas } from './match.ts';
import type { AlterAction, Operation } from './operation.ts';
import {
  changesNames,
  columnEffect,
  isView,
  losesColumn,
  selectsAll,
  selectsUnnamed,
  visibleColumns,
} from './refresh.ts';
import { renameColumn, renameColumns } from './rename-names.ts';
import { highestRisk } from './risk.ts';
import { staleReaders } from './stale-readers.ts';
import { diffDistributed, diffTable, isStored, type PhasedAction } from './table-diff.ts';
import { failingQueries } from './windows.ts';

export interface PlanOptions {
  readonly detectRenames: boolean;
  readonly decisions: Decisions;
  readonly scope: GuardScope;
}

/** A column of base that lives on in head, perhaps under another name and type. */
export interface SurvivingColumn {
  readonly base: Table;
  readonly baseColumn: Column;
  readonly head: Table;
  readonly headColumn: Column;
}

export interface Plan {
  readonly operations: readonly Operation[];
  readonly guards: readonly PlanGuard[];
  /** For guards of open groups, what confirming each would bring, by guard id. */
  readonly brings: ReadonlyMap<string, readonly Operation[]>;
  readonly findings: readonly Finding[];
  readonly surviving: readonly SurvivingColumn[];
}

/** Plans the way from one schema to another. */
export function makePlan(base: Schema, head: Schema, options: PlanOptions): Plan {
  const matching = matchSchemas(base, head, options);
  const builder = new PlanBuilder(base, head, matching, options);
  return builder.build();
}

/**
 * Order of what could run next: what makes room first, what takes away last. `drainRename` and `drainContract` send on what
 * is queued in a Distributed table after it changed and before its local table follows.
 */
const ranks = {
  rename: 1,
  prepare: 2,
  renameColumns: 3,
  drainRename: 3.5,
  expand: 4,
  flush: 5,
  create: 6,
  replace: 7,
  contract: 8,
  drainContract: 8.5,
  refresh: 8.7,
  drop: 9,
} as const;
type Phase = keyof typeof ranks;

interface Node extends GraphNode {
  readonly operation: Operation;
}

class PlanBuilder {
  readonly #base: Schema;
  readonly #head: Schema;
  readonly #matching: Matching;
  readonly #options: PlanOptions;
  readonly #graph = new Graph<Node>();
  readonly #guards: PlanGuard[];
  readonly #findings: Finding[];
  readonly #follows = new Map<string, Set<string>>();

  constructor(base: Schema, head: Schema, matching: Matching, options: PlanOptions) {
    this.#base = base;
    this.#head = head;
    this.#matching = matching;
    this.#options = options;
    this.#guards = [...matching.guards];
    this.#findings = [...matching.findings];
  }

  build(): Plan {
    for (const kept of this.#matching.kept) this.#planKept(kept);
    this.#planDrops();
    for (const object of this.#matching.created) this.#planCreate(object);
    this.#planDrains();
    this.#planRefreshes();
    this.#refuseMissingSources();
    this.#orderNodes();
    this.#mergeAlters();
    const { order, cycle } = this.#graph.sort(this.#follows);
    if (cycle.length > 0) this.#findings.push(cycleFinding(cycle));
    const operations = withFailures(
      order.map(({ operation }) => operation),
      this.#matching.kept,
    );
    return {
      operations,
      guards: [...new Map(this.#guards.map((guard) => [guard.id, guard])).values()].sort(compareGuards),
      brings: new Map(
        this.#matching.undecided.map(({ guard, brings }) => [guard.id, bringsOperations(guard.id, brings)]),
      ),
      findings: this.#findings,
      surviving: this.#matching.kept.flatMap(survivingColumns),
    };
  }

  #add(phase: Phase, object: SchemaObject, operation: Operation): void {
    // A front sorts right behind its local table, so that the two statements of a pair stand together.
    const key = object.kind === 'distributed' ? `${tableKey(object.local)} ${objectKey(object)}` : objectKey(object);
    this.#graph.add({ id: nodeId(phase, object), rank: ranks[phase], key, operation });
  }

  #refuse(rule: string, object: SchemaObject, message: string): void {
    this.#findings.push({
      rule,
      severity: 'error',
      object: objectLabel(object),
      message,
      file: object.at.file,
      line: object.at.line,
    });
  }

  #guard(loss: ReturnType<typeof lossOfDrop>): string[] {
    if (loss === null) return [];
    const guard = destructiveGuard(loss, this.#options.scope, this.#options.decisions);
    this.#guards.push(guard);
    return [guard.id];
  }

  #planCreate(object: SchemaObject): void {
    if (object.kind === 'database' && isUsed(object, this.#base)) {
      // It was there without being declared; nothing is known of its comment.
      if (object.comment !== null) this.#planDatabase({ ...object, comment: null }, object);
      return;
    }
    this.#add('create', object, {
      kind: 'create',
      object,
      reason: `${objectLabel(object)} is new`,
      risk: object.kind === 'materialized-view' ? 'caution' : 'safe',
      cost: null,
      guards: [],
      fails: [],
    });
  }

  #planDrops(): void {
    // A database that is no longer declared but still used is not dropped: it is assumed to be there.
    const dropped = this.#matching.dropped.filter(
      (object) => object.kind !== 'database' || !isUsed(object, this.#head),
    );
    const renamedLocals = new Map(
      this.#matching.kept.flatMap(({ base, renameGuard }) =>
        renameGuard === null ? [] : [[objectKey(base), renameGuard] as const],
      ),
    );
    const guardOf = new Map<string, string[]>();
    for (const object of dropped) {
      if (object.kind === 'distributed') continue;
      guardOf.set(objectKey(object), this.#guard(lossOfDrop(object, frontsAmong(dropped, object))));
    }
    for (const object of dropped) {
      const renameGuard = object.kind === 'distributed' ? renamedLocals.get(tableKey(object.local)) : undefined;
      const localGuards = object.kind === 'distributed' ? guardOf.get(tableKey(object.local)) : undefined;
      const guards =
        renameGuard !== undefined
          ? [renameGuard]
          : (localGuards ?? guardOf.get(objectKey(object)) ?? this.#guard(lossOfDrop(object, [])));
      const common = { risk: 'danger', cost: null, guards, fails: [] } as const;
      const keepsRows = !dropped.some(
        (other) => other.kind === 'table' && object.kind === 'distributed' && sameName(other.name, object.local),
      );
      if (object.kind === 'distributed' && keepsRows) {
        this.#add('flush', object, {
          ...common,
          kind: 'flush',
          object,
          risk: 'safe',
          reason: `sends on what is queued in ${objectLabel(object)} before it goes`,
        });
      }
      const reason =
        renameGuard === undefined
          ? `${objectLabel(object)} is gone from the schema`
          : `${objectLabel(object)} stood in front of the renamed table`;
      this.#add('drop', object, {
        ...common,
        kind: 'drop',
        object,
        risk: guards.length === 0 ? 'caution' : 'danger',
        reason,
      });
    }
  }

  #planKept(kept: Kept): void {
    const { base, head } = kept;
    if (base.kind !== head.kind) {
      this.#refuse(
        'kind-change',
        head,
        `${objectLabel(head)} changes from ${base.kind} to ${head.kind}: drop it in one pull request and create it in the next`,
      );
      return;
    }
    if (base.cluster !== head.cluster) {
      this.#refuse(
        'cluster-change',
        head,
        `${objectLabel(head)} moves from cluster ${base.cluster ?? 'none'} to ${head.cluster ?? 'none'}, which no statement does: create it under a new name there`,
      );
      return;
    }
    if (kept.renameGuard !== null && (base.kind === 'table' || base.kind === 'distributed'))
      this.#planRename(base, head, kept.renameGuard);
    if (base.kind === 'table' && head.kind === 'table') this.#planTable(kept, base, head);
    else if (base.kind === 'distributed' && head.kind === 'distributed') this.#planDistributed(kept, base, head);
    else if (base.kind === 'view' && head.kind === 'view') this.#planView(base, head);
    else if (base.kind === 'materialized-view' && head.kind === 'materialized-view')
      this.#planMaterializedView(base, head);
    else if (base.kind === 'database') this.#planDatabase(base, head);
    else if (base.kind === 'dictionary' || base.kind === 'function') this.#planReplaced(base, head);
  }

  #planRename(base: Table | DistributedTable, head: SchemaObject, guard: string): void {
    if (
      base.name.database !== head.name.database &&
      base.kind === 'table' &&
      isReplicated(base.storage.engine) &&
      /\{database\}/.test(base.storage.engine.args[0]?.text ?? '{database}')
    ) {
      this.#refuse(
        'rename-replica-path',
        head,
        `${objectLabel(base)} may have its database in its replica path, so it can't become ${objectLabel(head)}: keep the database`,
      );
      return;
    }
    this.#add('rename', head, {
      kind: 'rename',
      object: base,
      to: head.name,
      reason: `${objectLabel(base)} is ${objectLabel(head)} now`,
      risk: 'danger',
      cost: null,
      guards: [guard],
      fails: [],
    });
  }

  #planTable(kept: Kept, base: Table, head: Table): void {
    const renames = new Map(kept.columnRenames.map(({ from, to }) => [from, to]));
    const obstacle = this.#renameObstacle(base, head, kept.columnRenames);
    if (obstacle) return;
    const old = base;
    const from = without(renameColumns(base, renames), kept.undecidedBase);
    const { actions, refusals } = diffTable({ ...from, name: head.name }, without(head, kept.undecidedHead));
    this.#findings.push(...refusals);
    if (refusals.length > 0) return;
    const gone = new Set([
      ...renames.keys(),
      ...actions.flatMap(({ action }) => (action.do === 'drop-column' ? [action.column.name] : [])),
    ]);
    for (const { name } of head.columns) gone.delete(name);
    this.#findings.push(...staleReaders(head, gone, this.#matching.kept, this.#head));
    this.#planAlters(head, kept.columnRenames, actions, old);
  }

  /** What ClickHouse refuses to rename (B11 in words: keys 524, engine arguments 524), named before it runs. */
  #renameObstacle(base: Table, head: Table, renames: readonly ColumnRename[]): boolean {
    const { storage } = base;
    const before = new Set(base.columns.map(({ name }) => name));
    const keyed = [
      ...(storage.orderBy ?? []).map((expression) => ({ what: 'ORDER BY', expression })),
      ...(storage.primaryKey ?? []).map((expression) => ({ what: 'PRIMARY KEY', expression })),
      ...(storage.partitionBy === null ? [] : [{ what: 'PARTITION BY', expression: storage.partitionBy }]),
      ...(storage.sampleBy === null ? [] : [{ what: 'SAMPLE BY', expression: storage.sampleBy }]),
      ...storage.engine.args.map((expression) => ({ what: `the engine ${storage.engine.name}`, expression })),
    ];
    for (const { from, to } of renames) {
      const place = keyed.find(({ expression }) => mentionedNames(expression).has(from));
      if (place !== undefined) {
        this.#refuse(
          'rename-key-column',
          head,
          `${objectLabel(head)}.${from} stands in ${place.what}, so it can't be renamed to ${to} (code 524): keep the name, or create a table of another name and move the rows`,
        );
        return true;
      }
      if (before.has(to)) {
        this.#refuse(
          'rename-onto-column',
          head,
          `${objectLabel(head)}.${from} takes the name of a column that goes or is renamed too (${to}): do it in two pull requests`,
        );
        return true;
      }
      const subcolumn = columnExpressions(base).find((expression) => namesSubcolumn(expression, from));
      if (subcolumn !== undefined) {
        this.#refuse(
          'rename-subcolumn',
          head,
          `${objectLabel(head)}.${from} can't be renamed to ${to} while ${subcolumn.text} names a part of it (code 47): add ${to} and drop ${from} instead`,
        );
        return true;
      }
      if (from.includes('.') || to.includes('.')) {
        this.#refuse(
          'rename-nested',
          head,
          `${objectLabel(head)}.${from} belongs to a Nested column, which ClickHouse doesn't rename (codes 48 and 36): add ${to} and drop ${from} instead`,
        );
        return true;
      }
      if (!storage.engine.name.endsWith('MergeTree') && storage.engine.name !== 'Memory') {
        this.#refuse(
          'engine-cannot-alter',
          head,
          `${objectLabel(head)}.${from} can't be renamed, as ${storage.engine.name} tables take no RENAME COLUMN (code 48): add ${to} and drop ${from} instead`,
        );
        return true;
      }
    }
    return false;
  }

  #planAlters(
    object: Table | DistributedTable,
    renames: readonly ColumnRename[],
    actions: readonly PhasedAction[],
    base: Table | DistributedTable,
  ): void {
    const guardsOf = (action: AlterAction): string[] =>
      object.kind === 'table' ? this.#guard(lossOfAction(object, action)) : [];
    const alter = (
      phase: Phase,
      list: readonly AlterAction[],
      extraGuards: readonly string[],
      reason: string,
    ): void => {
      if (list.length === 0) return;
      const guards = [...new Set([...extraGuards, ...list.flatMap(guardsOf)])];
      this.#add(phase, object, alterOperation(object, list, guards, reason));
    };
    if (renames.length > 0) {
      const renamed = new Set(renames.map(({ from }) => from));
      const inTheWay = actions
        .map(({ action }) => action)
        .filter((action) => action.do === 'drop-projection' && blocksRename(base, action.projection.name, renamed));
      const blocking = new Set(inTheWay);
      const aliases = actions
        .map(({ action }) => action)
        .filter(
          (action) =>
            action.do === 'add-column' && action.column.default?.kind === 'ALIAS' && renamed.has(action.column.name),
        );
      const together = new Set<AlterAction>(aliases);
      const names = renames.map(({ from, to }) => `${from} is ${to} now`).join(', ');
      const renaming: AlterAction[] = renames.map(({ from, to }) => ({ do: 'rename-column', from, to }));
      alter(
        'prepare',
        inTheWay,
        renames.map(({ guard }) => guard),
        'drops what would break the rename',
      );
      alter(
        'renameColumns',
        [...renaming, ...aliases],
        renames.map(({ guard }) => guard),
        names,
      );
      this.#planPhases(
        object,
        actions.filter(({ action }) => !blocking.has(action) && !together.has(action)),
        alter,
      );
    } else this.#planPhases(object, actions, alter);
  }

  #planPhases(
    object: Table | DistributedTable,
    actions: readonly PhasedAction[],
    alter: (phase: Phase, list: readonly AlterAction[], guards: readonly string[], reason: string) => void,
  ): void {
    const of = (phase: PhasedAction['phase']): AlterAction[] =>
      actions.filter((action) => action.phase === phase).map(({ action }) => action);
    const reason = `${objectLabel(object)} changed in the schema`;
    alter('expand', of('expand'), [], reason);
    alter('contract', of('contract'), [], reason);
  }

  #planDistributed(kept: Kept, base: DistributedTable, head: DistributedTable): void {
    const renames = new Map(kept.columnRenames.map(({ from, to }) => [from, to]));
    const columns = base.columns
      .filter(({ name }) => !kept.undecidedBase.has(name))
      .map((column) => renameColumn(column, renames));
    const from: DistributedTable = { ...base, name: head.name, columns };
    const to: DistributedTable = { ...head, columns: head.columns.filter(({ name }) => !kept.undecidedHead.has(name)) };
    if (!sameName(base.local, head.local)) {
      const local = this.#matching.kept.find(
        (other) =>
          other.renameGuard !== null && sameName(other.base.name, base.local) && sameName(other.head.name, head.local),
      );
      if (local?.renameGuard === undefined || local.renameGuard === null) {
        const waits = this.#matching.undecided.some(({ brings }) => sameName(brings.table.name, base.local));
        if (!waits)
          this.#refuse(
            'distributed-local-change',
            head,
            `${objectLabel(head)} would read ${formatName(head.local)} instead of ${formatName(base.local)}, which ALTER can't do: create it under a new name`,
          );
        return;
      }
      const { refusals } = diffDistributed(from, { ...to, columns: from.columns });
      this.#findings.push(...refusals);
      if (refusals.length > 0) return;
      const common = { cost: null, guards: [local.renameGuard], fails: [] } as const;
      this.#add('flush', head, {
        ...common,
        kind: 'flush',
        object: head,
        risk: 'safe',
        reason: `sends on what is queued in ${objectLabel(head)} before it is replaced`,
      });
      this.#add('replace', head, {
        ...common,
        kind: 'replace',
        from: base,
        object: head,
        risk: 'caution',
        reason: `its local table is ${formatName(head.local)} now`,
      });
      return;
    }
    const sharding = base.shardingKey === null ? new Set<string>() : mentionedNames(base.shardingKey);
    const shard = kept.columnRenames.find((rename) => sharding.has(rename.from));
    if (shard !== undefined) {
      this.#refuse(
        'sharding-key-column',
        head,
        `${objectLabel(head)} is sharded by ${base.shardingKey?.text ?? ''}, so ${shard.from} can't be renamed (code 47): keep the name`,
      );
      return;
    }
    const { actions, refusals } = diffDistributed(from, to);
    this.#findings.push(...refusals);
    if (refusals.length > 0) return;
    this.#planAlters(head, kept.columnRenames, actions, base);
  }

  #planView(base: View, head: View): void {
    if (base.query.key !== head.query.key || base.security?.key !== head.security?.key || base.comment !== head.comment)
      this.#replace(base, head);
    else if (JSON.stringify(base.columns) !== JSON.stringify(head.columns)) this.#addRefresh(head, null);
  }

  #replace(base: SchemaObject, head: SchemaObject): void {
    this.#add('replace', head, {
      kind: 'replace',
      from: base,
      object: head,
      reason: `${objectLabel(head)} changed in the schema`,
      risk: 'caution',
      cost: null,
      guards: [],
      fails: [],
    });
  }

  #planMaterializedView(base: MaterializedView, head: MaterializedView): void {
    const label = objectLabel(head);
    const advice = 'drop it in one pull request and create it in the next';
    const storageKey = (view: MaterializedView): string =>
      view.storage === null
        ? ''
        : canonicalObject({
            ...view,
            query: { text: '', key: '' },
            columns: null,
            comment: null,
            to: null,
            refresh: null,
          });
    const target = (view: MaterializedView): string =>
      view.to === null ? 'rows of its own' : this.#renamedName(view.to);
    if (
      (base.to === null) !== (head.to === null) ||
      (base.to !== null && head.to !== null && target(base) !== tableKey(head.to))
    ) {
      this.#refuse(
        'materialized-view-target-change',
        head,
        `${label} would write TO another table, which ALTER can't do: ${advice}`,
      );
      return;
    }
    if (base.to !== null && head.to !== null && !sameName(base.to, head.to)) {
      this.#refuse(
        'materialized-view-target-renamed',
        head,
        `the target of ${label} is renamed, and a materialized view keeps the old name and fails every INSERT (code 60): ${advice}`,
      );
      return;
    }
    if (base.refresh?.key !== head.refresh?.key) {
      this.#refuse(
        'materialized-view-refresh-change',
        head,
        `REFRESH of ${label} changes, which this version doesn't plan: ${advice}`,
      );
      return;
    }
    if (base.security?.key !== head.security?.key && base.security !== null && head.security !== null) {
      this.#refuse(
        'materialized-view-security-change',
        head,
        `DEFINER or SQL SECURITY of ${label} changes, which this version doesn't plan: ${advice}`,
      );
      return;
    }
    if (storageKey(base) !== storageKey(head) || (head.storage !== null && base.query.key !== head.query.key)) {
      this.#refuse(
        'materialized-view-inner-change',
        head,
        `${label} keeps its rows itself, so its query and storage can't change with them: ${advice}, or give it a table with TO`,
      );
      return;
    }
    const actions: AlterAction[] = [];
    if (base.query.key !== head.query.key) actions.push({ do: 'modify-query', from: base.query, to: head.query });
    else if (
      head.storage === null &&
      base.columns !== null &&
      head.columns !== null &&
      JSON.stringify(base.columns) !== JSON.stringify(head.columns)
    ) {
      // The server derives the list from the query, so the same query makes the list anew.
      this.#addRefresh(head, null);
    }
    const comment: AlterAction[] =
      base.comment === head.comment ? [] : [{ do: 'modify-comment', from: base.comment, to: head.comment }];
    const reason = `${label} changed in the schema`;
    if (actions.length > 0) this.#add('replace', head, alterOperation(head, actions, [], reason));
    if (comment.length > 0) this.#add('expand', head, alterOperation(head, comment, [], reason));
  }

  /** The key that a name of base has in head. */
  #renamedName(name: { database: string; name: string }): string {
    const renamed = this.#matching.kept.find(
      ({ base, renameGuard }) => renameGuard !== null && sameName(base.name, name),
    );
    return tableKey(renamed?.head.name ?? name);
  }

  #planDatabase(base: SchemaObject, head: SchemaObject): void {
    if (base.kind !== 'database' || head.kind !== 'database') return;
    if (canonicalObject({ ...base, comment: null }) !== canonicalObject({ ...head, comment: null })) {
      this.#refuse(
        'database-change',
        head,
        `the engine of database ${objectLabel(head)} changes, which no statement does: create a database of another name`,
      );
      return;
    }
    if (base.comment !== head.comment)
      this.#add(
        'expand',
        head,
        alterOperation(
          head,
          [{ do: 'modify-comment', from: base.comment, to: head.comment }],
          [],
          `${objectLabel(head)} changed in the schema`,
        ),
      );
  }

  #planReplaced(base: SchemaObject, head: SchemaObject): void {
    if (canonicalObject(base) === canonicalObject(head)) return;
    if (head.kind === 'function') {
      const user = [...this.#head.objects.values()].find((object) => dependencies(object).has(objectKey(head)));
      if (user !== undefined) {
        this.#refuse(
          'function-in-use',
          head,
          `${objectLabel(head)} changes, but ${objectLabel(user)} keeps its old body (ClickHouse copies it at CREATE): give the function a new name and use that`,
        );
        return;
      }
    }
    this.#replace(base, head);
  }

  /** Views that are made once more because their columns are no longer those of their query, see `refresh.ts`. */
  #planRefreshes(): void {
    const stale = new Set<string>();
    const keptBy = new Map(this.#matching.kept.map((kept) => [objectKey(kept.head), kept]));
    // Views over views: until nothing more is found.
    for (let found = -1; found !== stale.size; ) {
      found = stale.size;
      for (const view of this.#head.objects.values()) {
        if (!isView(view) || view.columns !== null || stale.has(objectKey(view))) continue;
        const madeAnew =
          !keptBy.has(objectKey(view)) ||
          this.#graph.get(nodeId('replace', view)) !== undefined ||
          this.#graph.get(nodeId('create', view)) !== undefined;
        const sources = queryTables(view.query, view.name.database).flatMap((name) => {
          const kept = keptBy.get(tableKey(name));
          return kept === undefined ? [] : [kept];
        });
        if (sources.some((source) => this.#leavesStale(view, madeAnew, source, stale))) stale.add(objectKey(view));
      }
    }
    for (const key of stale) {
      const view = this.#head.objects.get(key);
      if (view !== undefined && isView(view)) this.#planRefresh(view, keptBy);
    }
  }

  #leavesStale(
    view: View | MaterializedView,
    madeAnew: boolean,
    { base, head }: Kept,
    stale: ReadonlySet<string>,
  ): boolean {
    if (stale.has(objectKey(head))) return true;
    if (hasColumns(base) && hasColumns(head)) {
      const effect = columnEffect(view.query, base.columns, head.columns);
      return madeAnew ? effect === 'after' : effect !== 'none';
    }
    return !madeAnew && this.#graph.get(nodeId('replace', head)) !== undefined;
  }

  #planRefresh(view: View | MaterializedView, keptBy: ReadonlyMap<string, Kept>): void {
    const label = objectLabel(view);
    if (view.kind === 'materialized-view' && view.storage !== null) {
      this.#refuse(
        'materialized-view-inner-change',
        view,
        `${label} keeps its rows itself, and the columns that its query gives change: drop it in one pull request and create it in the next, or give it a table with TO`,
      );
      return;
    }
    const sources = queryTables(view.query, view.name.database).flatMap((name) => {
      const source = keptBy.get(tableKey(name));
      return source !== undefined && hasColumns(source.base) && hasColumns(source.head)
        ? [{ before: source.base.columns, after: source.head.columns }]
        : [];
    });
    const [only] = sources;
    const all = selectsAll(view.query) && sources.length === 1 && only !== undefined;
    // A materialized view finds its target's columns by name: while they are renamed it would store defaults without a word,
    // and a column that it reads can't be dropped (26.7: 524).
    const loses =
      view.kind === 'materialized-view' &&
      this.#graph.get(nodeId('replace', view)) === undefined &&
      sources.some(
        ({ before, after }) => columnEffect(view.query, before, after) === 'after' && losesColumn(before, after),
      );
    const unnamed = selectsUnnamed(view.query);
    if (unnamed && (loses || (!all && sources.some(({ before, after }) => changesNames(before, after))))) {
      this.#refuse(
        'view-star',
        view,
        `${label} selects columns by *, and those of its source change their names or order: name the columns that it is to have`,
      );
      return;
    }
    this.#addRefresh(view, all ? visibleColumns(only.after).map(({ name }) => name) : null);
  }

  #addRefresh(view: View | MaterializedView, columns: readonly string[] | null): void {
    this.#add('refresh', view, {
      kind: 'refresh',
      object: view,
      columns,
      reason: `${objectLabel(view)} still has the columns that it was made with`,
      risk: 'safe',
      cost: null,
      guards: [],
      fails: [],
    });
  }

  /** Objects that read, write or front what goes or gets another name: none of them would work, most can't be created. */
  #refuseMissingSources(): void {
    const renamed = new Map(
      this.#matching.kept.flatMap(({ base, head, renameGuard }) =>
        renameGuard === null ? [] : [[objectKey(base), head] as const],
      ),
    );
    // What waits for a decision on a group isn't gone yet.
    const waiting = new Set(this.#matching.undecided.flatMap(({ brings }) => [objectKey(brings.table)]));
    for (const [key, needed] of [...this.#head.objects].map(([key, object]) => [key, dependencies(object)] as const)) {
      const object = this.#head.objects.get(key);
      const gone = [...needed]
        .filter(
          (name) => this.#base.objects.has(name) && !this.#head.objects.has(name) && !name.startsWith('database '),
        )
        .sort(compareText)[0];
      if (object === undefined || gone === undefined || waiting.has(gone)) continue;
      const now = renamed.get(gone);
      const name = gone.replace(/^function /, '');
      this.#refuse(
        'names-dropped-object',
        object,
        `${objectLabel(object)} names ${name}, which ${now === undefined ? 'goes' : `is ${objectLabel(now)} from now on`} (code 60): change ${objectLabel(object)} with it`,
      );
    }
  }

  /**
   * Rows that wait in a Distributed table hold the columns that it had. Where its local table stops taking one of them, they
   * would wait for ever (tried on 26.7 with a remote shard): so the front changes first, what is queued is sent on, and then
   * the local table follows.
   */
  #planDrains(): void {
    for (const front of this.#head.objects.values()) {
      const local = front.kind === 'distributed' ? this.#head.objects.get(tableKey(front.local)) : undefined;
      if (front.kind !== 'distributed' || local === undefined) continue;
      for (const [phase, drain] of [
        ['renameColumns', 'drainRename'],
        ['contract', 'drainContract'],
      ] as const) {
        const change = this.#graph.get(nodeId(phase, front));
        const following = this.#graph.get(nodeId(phase, local));
        if (change === undefined || following === undefined) continue;
        this.#add(drain, front, {
          kind: 'flush',
          object: front,
          reason: `sends on what is queued in ${objectLabel(front)} while ${objectLabel(local)} still takes it`,
          risk: 'safe',
          cost: null,
          guards: following.operation.guards,
          fails: [],
        });
        this.#graph.order(change.id, nodeId(drain, front));
        this.#graph.order(nodeId(drain, front), following.id);
        this.#follow(change.id, [nodeId(drain, front)]);
        this.#follow(nodeId(drain, front), [following.id]);
      }
    }
  }

  /** States for every two nodes which must come first. */
  #orderNodes(): void {
    const phases: readonly Phase[] = [
      'rename',
      'prepare',
      'renameColumns',
      'drainRename',
      'expand',
      'flush',
      'create',
      'replace',
      'contract',
      'drainContract',
      'refresh',
      'drop',
    ];
    for (const object of this.#head.objects.values()) {
      for (const [index, phase] of phases.entries()) {
        for (const later of phases.slice(index + 1)) this.#graph.order(nodeId(phase, object), nodeId(later, object));
      }
    }
    for (const [key, needed] of dependencyGraph(this.#head)) {
      const object = this.#head.objects.get(key);
      if (object === undefined) continue;
      for (const neededKey of needed) {
        const source = this.#head.objects.get(neededKey);
        if (source === undefined) continue;
        for (const first of ['create', 'rename', 'prepare', 'renameColumns', 'expand', 'replace'] as const) {
          for (const then of ['create', 'renameColumns', 'expand', 'replace'] as const) {
            // What a dictionary reads can't be renamed (26.7: 630), so the dictionary names the new table first.
            if (object.kind === 'dictionary' && first === 'rename' && then === 'replace') {
              this.#graph.order(nodeId(then, object), nodeId(first, source));
              continue;
            }
            // A front is renamed before its local table, see the drains.
            const leads = object.kind === 'distributed' && then === 'renameColumns';
            if (!leads || first === 'create' || first === 'rename')
              this.#graph.order(nodeId(first, source), nodeId(then, object));
          }
        }
        for (const first of ['create', 'rename', 'renameColumns', 'expand', 'replace', 'contract', 'refresh'] as const)
          this.#graph.order(nodeId(first, source), nodeId('refresh', object));
        this.#follow(nodeId('contract', source), [nodeId('refresh', object)]);
        for (const breaking of ['rename', 'renameColumns'] as const) {
          this.#follow(nodeId(breaking, source), [
            nodeId('renameColumns', object),
            nodeId('replace', object),
            nodeId('create', object),
          ]);
        }
      }
    }
    const headOf = new Map(this.#matching.kept.map(({ base, head }) => [objectKey(base), head]));
    for (const [key, needed] of dependencyGraph(this.#base)) {
      const object = this.#base.objects.get(key);
      if (object === undefined) continue;
      const now = headOf.get(key) ?? object;
      for (const neededKey of needed) {
        const source = this.#base.objects.get(neededKey);
        if (source === undefined) continue;
        const sourceNow = headOf.get(neededKey) ?? source;
        for (const first of ['drop', 'replace', 'contract'] as const) {
          for (const then of ['contract', 'drop'] as const)
            this.#graph.order(nodeId(first, now), nodeId(then, sourceNow));
        }
        // A view that goes is no reader of what is renamed after it.
        if (object.kind === 'view' || object.kind === 'materialized-view') {
          this.#graph.order(nodeId('drop', now), nodeId('renameColumns', sourceNow));
          this.#graph.order(nodeId('drop', now), nodeId('rename', sourceNow));
        }
        this.#graph.order(nodeId('flush', now), nodeId('rename', sourceNow));
        this.#graph.order(nodeId('flush', now), nodeId('drop', sourceNow));
      }
    }
    for (const object of this.#matching.dropped) {
      this.#graph.order(nodeId('flush', object), nodeId('drop', object));
      const successor = this.#head.objects.get(objectKey(object));
      // A name must be free before something else takes it.
      if (successor !== undefined)
        for (const phase of ['rename', 'create'] as const)
          this.#graph.order(nodeId('drop', object), nodeId(phase, successor));
    }
    for (const { base, head, renameGuard } of this.#matching.kept) {
      const successor = renameGuard === null ? undefined : this.#head.objects.get(objectKey(base));
      if (successor !== undefined)
        for (const phase of ['rename', 'create'] as const)
          this.#graph.order(nodeId('rename', head), nodeId(phase, successor));
    }
  }

  #follow(first: string, then: readonly string[]): void {
    if (this.#graph.get(first) === undefined) return;
    const known = this.#follows.get(first) ?? new Set();
    for (const id of then) known.add(id);
    this.#follows.set(first, known);
  }

  /** The two halves of a table's change are one ALTER where nothing has to happen between them. */
  #mergeAlters(): void {
    for (const object of this.#head.objects.values()) {
      const first = nodeId('expand', object);
      const then = nodeId('contract', object);
      const before = this.#graph.get(first);
      const after = this.#graph.get(then);
      if (before?.operation.kind !== 'alter' || after?.operation.kind !== 'alter' || this.#graph.hasDetour(first, then))
        continue;
      const guards = [...new Set([...before.operation.guards, ...after.operation.guards])];
      const actions = [...before.operation.actions, ...after.operation.actions];
      for (const id of this.#follows.get(then) ?? []) this.#follow(first, [id]);
      this.#graph.merge(first, then, {
        ...before,
        operation: alterOperation(before.operation.object, actions, guards, before.operation.reason),
      });
    }
  }
}

/** Everything in a table that RENAME COLUMN has to rewrite. */
function columnExpressions(table: Table): readonly Expression[] {
  return [
    ...table.columns.flatMap(({ default: value, ttl }) => [value?.expression ?? [], ttl ?? []].flat()),
    ...table.indexes.map(({ expression }) => expression),
    ...table.constraints.map(({ expression }) => expression),
    ...table.storage.ttl,
  ];
}

/** Whether an expression names `column.part`, which RENAME COLUMN doesn't rewrite (26.7). */
function namesSubcolumn(expression: Expression, column: string): boolean {
  const tokens = expressionTokens(expression);
  return tokens.some(
    (token, index) =>
      (token.kind === 'word' || token.kind === 'quoted') &&
      token.value === column &&
      tokens[index + 1]?.text === '.' &&
      tokens[index - 1]?.text !== '.',
  );
}

function hasColumns(object: SchemaObject): object is Table | DistributedTable {
  return object.kind === 'table' || object.kind === 'distributed';
}

/** Whether a schema has an object in a database. */
function isUsed(database: SchemaObject, schema: Schema): boolean {
  return [...schema.objects.values()].some((object) => object.name.database === database.name.name);
}

function nodeId(phase: Phase, object: SchemaObject): string {
  return `${phase} ${objectKey(object)}`;
}

function alterOperation(
  object: SchemaObject,
  actions: readonly AlterAction[],
  guards: readonly string[],
  reason: string,
): Operation {
  const described = actions.map(describeAction);
  // A front keeps no rows: what costs and endangers rows happens on its local table.
  const isFront = object.kind === 'distributed';
  const costs = isFront ? [] : [...new Set(described.flatMap(({ cost }) => (cost === null ? [] : [cost])))];
  const risk = highestRisk(
    described.map((action) =>
      isFront && action.risk === 'danger' && action.change !== 'rename-column' ? 'caution' : action.risk,
    ),
  );
  return {
    kind: 'alter',
    object,
    actions,
    reason,
    risk,
    cost: costs.length === 0 ? null : costs.join('; '),
    guards,
    fails: [],
  };
}

function blocksRename(table: Table | DistributedTable, projection: string, renamed: ReadonlySet<string>): boolean {
  if (table.kind !== 'table') return false;
  const found = table.projections.find(({ name }) => name === projection);
  return found !== undefined && [...mentionedNames(found.body)].some((name) => renamed.has(name));
}

function without(table: Table, hidden: ReadonlySet<string>): Table {
  return hidden.size === 0 ? table : { ...table, columns: table.columns.filter(({ name }) => !hidden.has(name)) };
}

function bringsOperations(guard: string, { table, column, to }: Matching['undecided'][number]['brings']): Operation[] {
  const common = { reason: '', risk: 'danger', cost: null, guards: [guard], fails: [] } as const;
  if (column === null) return [{ ...common, kind: 'rename', object: table, to: to.name }];
  return [{ ...common, kind: 'alter', object: table, actions: [{ do: 'rename-column', ...column }] }];
}

function survivingColumns({ base, head, columnRenames, undecidedBase }: Kept): SurvivingColumn[] {
  if (base.kind !== 'table' || head.kind !== 'table') return [];
  const renames = new Map(columnRenames.map(({ from, to }) => [from, to]));
  const after = new Map(head.columns.map((column) => [column.name, column]));
  return base.columns.flatMap((baseColumn) => {
    const headColumn = after.get(renames.get(baseColumn.name) ?? baseColumn.name);
    if (
      headColumn === undefined ||
      undecidedBase.has(baseColumn.name) ||
      !isStored(baseColumn) ||
      !isStored(headColumn)
    )
      return [];
    return [{ base, baseColumn, head, headColumn }];
  });
}

function withFailures(operations: readonly Operation[], kept: readonly Kept[]): Operation[] {
  const failures = failingQueries(operations, kept);
  return operations.map((operation, index) => ({ ...operation, fails: failures.get(index) ?? [] }));
}

function compareGuards(a: PlanGuard, b: PlanGuard): number {
  return (
    compareText(a.kind === 'rename' ? '' : a.kind, b.kind === 'rename' ? '' : b.kind) ||
    compareText(a.object, b.object) ||
    compareText(a.from ?? '', b.from ?? '') ||
    compareText(a.to ?? '', b.to ?? '') ||
    compareText(a.id, b.id)
  );
}

function cycleFinding(cycle: readonly Node[]): Finding {
  const objects = [...new Set(cycle.map(({ operation }) => objectLabel(operation.object)))];
  const { at } = cycle[0]?.operation.object ?? { at: { file: null, line: null } };
  return {
    rule: 'dependency-cycle',
    severity: 'error',
    object: objects[0] ?? null,
    message: `these need each other, so none can go first: ${objects.join(', ')}; split the change in two pull requests`,
    file: at.file,
    line: at.line,
  };
}
