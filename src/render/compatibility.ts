/** What a plan needs of a target's ClickHouse version, and findings where the version lacks it. */
import type { Feature } from '../compat/feature.ts';
import { featureOf, type Has, has } from '../compat/lookup.ts';
import {
  columnRequirements,
  constraintRequirement,
  indexRequirements,
  objectRequirements,
  type Requirement,
  settingRows,
  ttlRows,
} from '../compat/requirements.ts';
import { readVersion } from '../compat/version.ts';
import type { Target } from '../config/config.ts';
import type { AlterAction, Operation } from '../plan/operation.ts';
import { changedSettings } from '../plan/table-diff.ts';
import { type Finding, type Severity, sortFindings } from '../schema/finding.ts';
import type { Column, Schema, SchemaObject } from '../schema/model.ts';
import { formatName, objectKey, objectLabel } from '../schema/name.ts';
import { isReplicated } from '../sql/engine.ts';
import { renderTarget } from './target.ts';

/**
 * What the operations of a plan need that the target's version lacks: an error where the server would refuse, a warning where a
 * setting has to allow it or no source says.
 *
 * @param head The schema whose files findings name; what is dropped is in none of them.
 * @returns Sorted findings of the rules `version-lacks-ROW`, `version-experimental-ROW` and `version-unsure-ROW`, where ROW is a
 *   row of the compatibility matrix, none for a target without a version: nothing is promised; and `rename-across-databases`.
 */
export function compatFindings(operations: readonly Operation[], head: Schema, target: Target): readonly Finding[] {
  const refused = targetFindings(operations, head, target);
  const version = target.clickhouse === null ? null : readVersion(target.clickhouse);
  if (version === null) return refused;
  const { onCluster } = renderTarget(target);
  const findings = operations.flatMap((operation) => {
    const here = objectPlace(operation.object, head);
    return operationRequirements(operation, onCluster(operation.object) !== null).flatMap((requirement) => {
      const feature = featureOf(requirement.row);
      const state = has(feature, version);
      if (state === 'yes' || (state === 'experimental' && feature.experimental?.setting === null)) return [];
      const { file, line } = here ? requirement.at : { file: null, line: null };
      const finding: Finding = {
        ...verdict(state, requirement.row),
        object: objectLabel(operation.object),
        message: message(feature, state, requirement, target),
        file,
        line,
      };
      return [finding];
    });
  });
  return sortFindings([...refused, ...findings]);
}

/**
 * What a kind of target refuses whatever its version: a Replicated database lets nothing in or out under another name (48).
 *
 * @param head The schema whose files findings name.
 */
function targetFindings(operations: readonly Operation[], head: Schema, target: Target): readonly Finding[] {
  if (target.kind !== 'replicated') return [];
  const { replicatedDatabases: replicated } = target;
  const isReplicatedDatabase = (name: string): boolean => replicated.length === 0 || replicated.includes(name);
  return operations.flatMap((operation): Finding[] => {
    if (operation.kind !== 'rename' || operation.object.name.database === operation.to.database) return [];
    const databases = [operation.object.name.database, operation.to.database];
    if (!databases.some(isReplicatedDatabase)) return [];
    const { file, line } = head.objects.get(objectKey({ ...operation.object, name: operation.to }))?.at ?? nowhere;
    const label = objectLabel(operation.object);
    return [
      {
        rule: 'rename-across-databases',
        severity: 'error',
        object: label,
        message: `${label} can't become ${formatName(operation.to)} on the target ${target.name}, as nothing moves into or out of a Replicated database (code 48): keep the database`,
        file,
        line,
      },
    ];
  });
}

const nowhere = { file: null, line: null } as const;

/** Whether an operation's object is one of head's, so that its places are in head's files. */
function objectPlace(object: SchemaObject, head: Schema): boolean {
  const found = head.objects.get(objectKey(object));
  return found !== undefined && found.at.file === object.at.file && found.at.line === object.at.line;
}

function verdict(state: Has, row: string): { rule: string; severity: Severity } {
  if (state === 'no') {
    // Refused there only where the cluster's configuration says so, which a schema doesn't show.
    const depends = row === 'on-cluster-plain-tables-of-replicated-shards';
    return { rule: `version-lacks-${row}`, severity: depends ? 'warning' : 'error' };
  }
  return {
    rule: state === 'experimental' ? `version-experimental-${row}` : `version-unsure-${row}`,
    severity: 'warning',
  };
}

function message(feature: Feature, state: Has, { part }: Requirement, target: Target): string {
  const where = `ClickHouse ${target.clickhouse}, the least version of the target ${target.name}`;
  const who = part === null ? '' : `${part} needs it; `;
  const instead =
    feature.instead === undefined ? 'change the schema, or raise the version of the target' : feature.instead;
  if (state === 'experimental') {
    const setting = feature.experimental?.setting ?? '';
    return `${feature.title} is experimental in ${where}: ${who}set ${setting} for the user that deploys, or ${instead}`;
  }
  if (state === 'unknown')
    return `whether ${where}, has this is not known to CHX: ${feature.title}; ${who}try it there, or ${instead}`;
  return `${where}, does not have this: ${feature.title} (${spanOf(feature)}); ${who}${instead}`;
}

/** When a feature was there, in few words. */
function spanOf(feature: Feature): string {
  const since = Array.isArray(feature.since) ? feature.since.join(', ') : null;
  const parts = [
    feature.since === null && feature.until === undefined ? 'in no version' : null,
    since === null ? null : `since ${since}`,
    feature.experimental === undefined || feature.until !== undefined
      ? null
      : `experimental from ${feature.experimental.since}`,
    feature.until === undefined ? null : `until ${feature.until}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** The rows of the matrix that an operation needs. */
export function operationRequirements(operation: Operation, onCluster: boolean): readonly Requirement[] {
  const { object } = operation;
  const need = (...rows: readonly string[]): Requirement[] => rows.map((row) => ({ row, part: null, at: object.at }));
  const spread = onCluster ? clusterRows(object) : [];
  switch (operation.kind) {
    case 'create':
      return [...objectRequirements(object), ...need(...spread)];
    case 'replace':
      return [...objectRequirements(object, true), ...need(...spread)];
    case 'refresh':
      return object.kind === 'view' ? objectRequirements(object, true) : need('modify-query');
    case 'drop':
      return need(...spread);
    case 'rename':
      return need(renameRow(object), ...spread);
    case 'exchange':
      return need('exchange-tables', ...(onCluster ? ['on-cluster-exchange-tables'] : []));
    case 'flush':
      if (object.kind !== 'distributed') return [];
      return need('flush-distributed', ...(onCluster ? ['on-cluster-flush-distributed'] : []));
    case 'alter':
      return [
        ...operation.actions.flatMap((action) => actionRequirements(action, object, onCluster)),
        ...(onCluster && isPlain(object) ? need('on-cluster-plain-tables-of-replicated-shards') : []),
      ];
  }
}

function clusterRows(object: SchemaObject): readonly string[] {
  if (object.kind === 'dictionary') return ['on-cluster-dictionary'];
  return object.kind === 'function' ? ['on-cluster-function'] : [];
}

function renameRow(object: SchemaObject): string {
  if (object.kind === 'materialized-view') return 'rename-materialized-view';
  return object.kind === 'dictionary' ? 'rename-dictionary' : 'rename-table';
}

/** A table that doesn't replicate by itself, so that ON CLUSTER has to reach every replica. */
function isPlain(object: SchemaObject): boolean {
  return object.kind === 'distributed' || (object.kind === 'table' && !isReplicated(object.storage.engine));
}

function actionRequirements(action: AlterAction, object: SchemaObject, onCluster: boolean): readonly Requirement[] {
  const need = (...rows: readonly string[]): Requirement[] => rows.map((row) => ({ row, part: null, at: object.at }));
  const cluster = (row: string): string[] => (onCluster ? [row] : []);
  switch (action.do) {
    case 'add-column': {
      const { at, name } = action.column;
      const first = action.position === 'first' ? [{ row: 'column-first', part: `the column \`${name}\``, at }] : [];
      return [...columnRequirements(action.column), ...first];
    }
    case 'drop-column':
      return [];
    case 'modify-column':
      return modifyRequirements(action.from, action.to, action.position !== null, object, onCluster);
    case 'rename-column':
      return need(
        object.kind === 'distributed' ? 'rename-column-distributed' : 'rename-column',
        ...cluster('on-cluster-rename-column'),
      );
    case 'add-index':
      return [{ row: 'add-index', part: null, at: action.index.at }, ...indexRequirements(action.index)];
    case 'drop-index':
      return need('add-index');
    case 'add-projection':
      return [{ row: 'projection', part: `the projection \`${action.projection.name}\``, at: action.projection.at }];
    case 'drop-projection':
      return need('projection');
    case 'add-constraint':
      return [constraintRequirement(action.constraint)];
    case 'drop-constraint':
      return need('constraint-check');
    case 'modify-ttl':
      if (action.to.length === 0) return need('remove-ttl');
      return need('modify-ttl', ...new Set(action.to.flatMap(({ text }) => ttlRows(text))));
    case 'modify-settings': {
      const names = changedSettings(action.from, action.to);
      const set = action.to.filter(({ name }) => names.includes(name));
      return [
        ...(set.length === 0
          ? []
          : need('modify-setting', ...settingRows(set), ...cluster('on-cluster-modify-setting'))),
        ...(set.length === names.length ? [] : need('reset-setting', ...cluster('on-cluster-reset-setting'))),
      ];
    }
    case 'modify-comment':
      return object.kind === 'database'
        ? need('modify-database-comment')
        : need('modify-table-comment', ...cluster('on-cluster-modify-comment'));
    case 'modify-query':
      return need('modify-query');
  }
}

/** What a MODIFY COLUMN says that the column did not have before, what it takes away, and the comment. */
function modifyRequirements(
  from: Column,
  to: Column,
  moved: boolean,
  object: SchemaObject,
  onCluster: boolean,
): readonly Requirement[] {
  const before = new Set(columnRequirements(from).map(({ row }) => row));
  const rows = columnRequirements(to).flatMap(({ row }) => (before.has(row) ? [] : [row]));
  const gone = (what: 'default' | 'codec' | 'ttl'): boolean => from[what] !== null && to[what] === null;
  if (gone('default') || gone('codec') || gone('ttl')) rows.push('modify-column-remove');
  if (moved) rows.push('column-first');
  if (from.settings.some(({ name }) => !to.settings.some((kept) => kept.name === name))) rows.push('column-settings');
  if (from.type.startsWith('Nullable(') && !to.type.startsWith('Nullable(') && to.default === null)
    rows.push('nullable-to-plain-without-default');
  if (from.comment !== to.comment) {
    rows.push('column-comment');
    if (object.kind === 'table' && isReplicated(object.storage.engine)) rows.push('comment-column-replicated');
    if (onCluster) rows.push('on-cluster-comment-column');
  }
  return [...new Set(rows)].map((row) => ({ row, part: `the column \`${to.name}\``, at: to.at }));
}
