/** The parts of an ALTER TABLE as SQL, and the parts that take them back. */

import type { AlterAction, Position } from '../plan/operation.ts';
import { changedSettings, columnKey, isNullable, isStored } from '../plan/table-diff.ts';
import { cannotConvert } from '../plan/type-change.ts';
import type { Column, SchemaObject, Setting } from '../schema/model.ts';
import { mentionedNames } from '../sql/names.ts';
import {
  identifier,
  printColumn,
  printColumnDefinition,
  printConstraint,
  printIndex,
  printList,
  printProjection,
  quoteIdentifier,
  quoteString,
} from '../sql/print.ts';

/** Actions whose comma-separated lists swallow what follows, so that each must be the last of its statement (26.7: 62). */
const lastOnly = new Set<AlterAction['do']>(['modify-ttl', 'modify-settings']);

/**
 * Order of the parts in one ALTER: what others need first, what others may still need last. Columns that are added and
 * those that move find their places by one another, so they stay in the order that the plan gives them.
 */
const order: Readonly<Record<AlterAction['do'], number>> = {
  'drop-index': 0,
  'drop-projection': 1,
  'drop-constraint': 2,
  'rename-column': 3,
  'add-column': 4,
  'modify-column': 4,
  'add-index': 5,
  'add-projection': 6,
  'add-constraint': 7,
  'drop-column': 8,
  'modify-comment': 9,
  'modify-query': 10,
  'modify-settings': 11,
  'modify-ttl': 12,
};

/**
 * The actions of one table as the fewest statements that ClickHouse takes. Settings stand alone: they aren't replicated,
 * so they go another way than the rest.
 */
export function groupActions(actions: readonly AlterAction[]): readonly (readonly AlterAction[])[] {
  const sorted = dependentsFirst([...actions].sort((a, b) => order[a.do] - order[b.do]));
  const together = sorted.filter((action) => !lastOnly.has(action.do));
  const settings = sorted.filter((action) => action.do === 'modify-settings');
  const ttl = sorted.filter((action) => action.do === 'modify-ttl');
  const main = splitDrops([...together, ...ttl]);
  return [...main, ...settings.flatMap(splitSettings).map((action) => [action])].filter((group) => group.length > 0);
}

/** Columns that are dropped together: one that another's expression names goes after it (26.7: 44). */
function dependentsFirst(actions: readonly AlterAction[]): AlterAction[] {
  const waiting = actions.filter((action) => action.do === 'drop-column');
  const drops: AlterAction[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(
      ({ column }) =>
        !waiting.some((other) => other.column !== column && expressionNames(other.column).has(column.name)),
    );
    drops.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return actions.map((action) => (action.do === 'drop-column' ? (drops.shift() ?? action) : action));
}

/**
 * A column can't be dropped in the ALTER that takes it out of another column's expression, as the check looks at the
 * table from before (26.7: 44): such drops get an ALTER of their own.
 */
function splitDrops(actions: readonly AlterAction[]): AlterAction[][] {
  const needed = new Set(
    actions.flatMap((action) => (action.do === 'modify-column' ? [...expressionNames(action.from)] : [])),
  );
  const later = actions.filter((action) => action.do === 'drop-column' && needed.has(action.column.name));
  return [actions.filter((action) => !later.includes(action)), later];
}

function expressionNames(column: Column): ReadonlySet<string> {
  const expression = column.default?.expression;
  return expression ? mentionedNames(expression) : new Set();
}

/** What is set and what is reset are two statements: both take lists. */
function splitSettings(action: AlterAction): AlterAction[] {
  if (action.do !== 'modify-settings') return [action];
  const reset = changedSettings(action.from, action.to).filter(
    (name) => !action.to.some((setting) => setting.name === name),
  );
  const kept = action.from.filter(({ name }) => !reset.includes(name));
  const parts: AlterAction[] = [];
  if (changedSettings(kept, action.to).length > 0) parts.push({ do: 'modify-settings', from: kept, to: action.to });
  if (reset.length > 0)
    parts.push({
      do: 'modify-settings',
      from: [...kept, ...action.from.filter(({ name }) => reset.includes(name))],
      to: kept,
    });
  return parts;
}

/** The SQL of one action: one or more commands of an ALTER TABLE. */
export function printAction(action: AlterAction): string[] {
  switch (action.do) {
    case 'add-column':
      return [`ADD COLUMN ${printColumn(action.column)}${printPosition(action.position)}`];
    case 'drop-column':
      return [`DROP COLUMN ${quoteIdentifier(action.column.name)}`];
    case 'modify-column':
      return printModification(action.from, action.to, action.position);
    case 'rename-column':
      return [`RENAME COLUMN ${quoteIdentifier(action.from)} TO ${quoteIdentifier(action.to)}`];
    case 'add-index':
      return [`ADD ${printIndex(action.index)}`];
    case 'drop-index':
      return [`DROP INDEX ${identifier(action.index.name)}`];
    case 'add-projection':
      return [`ADD ${printProjection(action.projection)}`];
    case 'drop-projection':
      return [`DROP PROJECTION ${identifier(action.projection.name)}`];
    case 'add-constraint':
      return [`ADD ${printConstraint(action.constraint)}`];
    case 'drop-constraint':
      return [`DROP CONSTRAINT ${identifier(action.constraint.name)}`];
    case 'modify-ttl':
      return [action.to.length === 0 ? 'REMOVE TTL' : `MODIFY TTL ${printList(action.to)}`];
    case 'modify-settings':
      return [printSettingsChange(action.from, action.to)];
    case 'modify-comment':
      return [`MODIFY COMMENT ${quoteString(action.to ?? '')}`];
    case 'modify-query':
      return [`MODIFY QUERY ${action.to.text}`];
  }
}

function printPosition(position: Position): string {
  if (position === null) return '';
  return position === 'first' ? ' FIRST' : ` AFTER ${quoteIdentifier(position.after)}`;
}

function printSettingsChange(from: readonly Setting[], to: readonly Setting[]): string {
  const names = changedSettings(from, to);
  const set = to.filter(({ name }) => names.includes(name));
  if (set.length > 0) return `MODIFY SETTING ${set.map(({ name, value }) => `${name} = ${value}`).join(', ')}`;
  return `RESET SETTING ${names.join(', ')}`;
}

/**
 * MODIFY COLUMN with the whole new definition, and REMOVE for each attribute that goes: what MODIFY leaves out it keeps
 * (26.7). A change of the comment alone is COMMENT COLUMN, which touches nothing else.
 */
function printModification(from: Column, to: Column, position: Position): string[] {
  const name = quoteIdentifier(to.name);
  const commands: string[] = [];
  const comment = from.comment === to.comment ? null : `COMMENT COLUMN ${name} ${quoteString(to.comment ?? '')}`;
  const definition = (column: Column): string => columnKey({ ...column, comment: null });
  if (definition(from) !== definition(to) || position !== null) {
    commands.push(`MODIFY COLUMN ${name} ${printColumnDefinition(to)}${printPosition(position)}`);
    if (from.default !== null && to.default === null)
      commands.push(`MODIFY COLUMN ${name} REMOVE ${from.default.kind}`);
    if (from.codec !== null && to.codec === null) commands.push(`MODIFY COLUMN ${name} REMOVE CODEC`);
    if (from.ttl !== null && to.ttl === null) commands.push(`MODIFY COLUMN ${name} REMOVE TTL`);
    if (from.comment !== null && to.comment === null && comment !== null) commands.push(comment);
    const gone = changedSettings(from.settings, to.settings).filter(
      (setting) => !to.settings.some((kept) => kept.name === setting),
    );
    if (gone.length > 0) commands.push(`MODIFY COLUMN ${name} RESET SETTING ${gone.join(', ')}`);
    return commands;
  }
  return comment === null ? [] : [comment];
}

/** The action that takes another back; null where what it did can't be had again. */
export function undoAction(action: AlterAction, object: SchemaObject): AlterAction | null {
  switch (action.do) {
    case 'add-column':
      return { do: 'drop-column', column: action.column, position: action.position };
    case 'drop-column':
      // The column can be had again, its values can't. A Distributed table keeps none.
      return isStored(action.column) && object.kind !== 'distributed'
        ? null
        : { do: 'add-column', column: action.column, position: action.position };
    case 'modify-column':
      return takesBack(action.to, action.from)
        ? { ...action, from: action.to, to: action.from, position: action.before, before: action.position }
        : null;
    case 'rename-column':
      return { do: 'rename-column', from: action.to, to: action.from };
    case 'add-index':
      return { ...action, do: 'drop-index' };
    case 'drop-index':
      return { ...action, do: 'add-index' };
    case 'add-projection':
      return { ...action, do: 'drop-projection' };
    case 'drop-projection':
      return { ...action, do: 'add-projection' };
    case 'add-constraint':
      return { ...action, do: 'drop-constraint' };
    case 'drop-constraint':
      return { ...action, do: 'add-constraint' };
    case 'modify-ttl':
    case 'modify-settings':
    case 'modify-comment':
    case 'modify-query':
      return swap(action);
  }
}

/** Whether ClickHouse takes a column from the one definition to the other without being told what becomes of NULLs. */
function takesBack(from: Column, to: Column): boolean {
  if (from.type === to.type) return true;
  return !cannotConvert(from.type, to.type) && (to.default !== null || !isNullable(from.type) || isNullable(to.type));
}

function swap(
  action: Extract<AlterAction, { do: 'modify-ttl' | 'modify-settings' | 'modify-comment' | 'modify-query' }>,
): AlterAction {
  switch (action.do) {
    case 'modify-ttl':
      return { do: action.do, from: action.to, to: action.from };
    case 'modify-settings':
      return { do: action.do, from: action.to, to: action.from };
    case 'modify-comment':
      return { do: action.do, from: action.to, to: action.from };
    case 'modify-query':
      return { do: action.do, from: action.to, to: action.from };
  }
}
