/** Which object of head is which of base: by name, or by a rename that someone confirmed or may yet confirm. */
import type { Finding } from '../schema/finding.ts';
import type { ObjectName, Schema, SchemaObject, Table } from '../schema/model.ts';
import { objectKey, tableKey } from '../schema/name.ts';
import { destination } from './dependencies.ts';
import type { Decisions, GuardScope, PlanGuard } from './guards.ts';
import { checkColumnAnnouncements, checkObjectAnnouncements } from './match-announced.ts';
import { type ColumnMatch, followTable, matchColumns, noColumns } from './match-columns.ts';
import { MatchContext } from './match-context.ts';
import { matchObjects, type ObjectMatch } from './match-objects.ts';

export interface ColumnRename {
  readonly from: string;
  readonly to: string;
  readonly guard: string;
}

/**
 * An object that both schemas hold, under one name or two.
 *
 * Of a renamed pair the local table and every Distributed table that has a new name too are each kept under the one guard of the
 * pair. No column is renamed onto a name that base has, and no old name is taken by another column of head, unless that is an
 * ALIAS of the new one: such renames are refused here (`rename-name-taken`).
 */
export interface Kept {
  readonly base: SchemaObject;
  readonly head: SchemaObject;
  /**
   * The guard of the rename that makes them one; null where the name is the same. Set for tables, Distributed tables, views,
   * materialized views and dictionaries.
   */
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
  /**
   * Keys of what is neither kept nor dropped nor created: objects of undecided groups, those that nobody can tell apart
   * (`rename-ambiguous`), and the Distributed tables in front of either.
   */
  readonly waitingBase: ReadonlySet<string>;
  readonly waitingHead: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

export interface MatchOptions {
  readonly detectRenames: boolean;
  readonly decisions: Decisions;
  readonly scope: GuardScope;
}

const nothingRenamed: ObjectMatch = { renamed: new Map(), waitingBase: new Set(), waitingHead: new Set() };

/** Matches the objects of two schemas. */
export function matchSchemas(base: Schema, head: Schema, options: MatchOptions): Matching {
  const context = new MatchContext(base, head, options);
  if (options.detectRenames) context.findings.push(...checkObjectAnnouncements(base, head));
  const objects = options.detectRenames ? matchObjects(context) : nothingRenamed;

  const pairs: Pair[] = [];
  const dropped: SchemaObject[] = [];
  for (const [key, object] of base.objects) {
    const rename = objects.renamed.get(key);
    const same = head.objects.get(key);
    if (rename !== undefined) pairs.push({ base: object, head: rename.to, renameGuard: rename.guard });
    else if (same !== undefined) pairs.push({ base: object, head: same, renameGuard: null });
    else if (!objects.waitingBase.has(key)) dropped.push(object);
  }
  const matched = new Set(pairs.map((pair) => pair.head));
  const created = [...head.objects].flatMap(([key, object]) =>
    matched.has(object) || objects.waitingHead.has(key) ? [] : [object],
  );
  const columns = options.detectRenames ? columnsOf(context, pairs, created) : new Map<string, ColumnMatch>();
  const kept = pairs.map((pair): Kept => {
    const behind = tableBehind(pair.head, head);
    const own = columns.get(objectKey(behind ?? pair.head));
    if (own === undefined) return { ...pair, ...noColumns };
    return { ...pair, ...(behind === null ? own : followTable(pair.base, pair.head, own)) };
  });
  const { waitingBase, waitingHead } = objects;
  const { guards, undecided, findings } = context;
  return { created, dropped, kept, guards, undecided, waitingBase, waitingHead, findings };
}

type Pair = Pick<Kept, 'base' | 'head' | 'renameGuard'>;

/**
 * The table whose columns are another object's too: of a Distributed table its local one, of a Buffer the one that it writes to,
 * through other Distributed tables. Null for everything else.
 */
function tableBehind(object: SchemaObject, schema: Schema): Table | null {
  let at: SchemaObject | undefined = object;
  for (const seen = new Set<SchemaObject>(); at !== undefined && !seen.has(at); ) {
    seen.add(at);
    const name: ObjectName | null = at.kind === 'distributed' ? at.local : destination(at);
    if (name === null) return at.kind === 'table' && at !== object ? at : null;
    at = schema.objects.get(tableKey(name));
  }
  return null;
}

/** What was decided about the columns of each table, by its key in head. */
function columnsOf(
  context: MatchContext,
  pairs: readonly Pair[],
  created: readonly SchemaObject[],
): ReadonlyMap<string, ColumnMatch> {
  const columns = new Map<string, ColumnMatch>();
  for (const { base, head } of pairs) {
    // Equal files are read once, so most objects of a large schema are the very same.
    if (base.kind !== 'table' || head.kind !== 'table') continue;
    context.findings.push(...checkColumnAnnouncements(base, head));
    const follows = base === head || tableBehind(head, context.head) !== null;
    const match = follows ? noColumns : matchColumns(context, base, head);
    if (match !== noColumns) columns.set(objectKey(head), match);
  }
  if (context.base.objects.size === 0) return columns;
  for (const object of created) {
    if (object.kind === 'table') context.findings.push(...checkColumnAnnouncements(null, object));
  }
  return columns;
}
