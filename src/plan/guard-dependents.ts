/** What names the columns of a table: its own clauses, and whatever reads it, itself or through a Distributed table. */
import type { Expression, SchemaObject, Table } from '../schema/model.ts';
import { compareText, objectKey, objectLabel } from '../schema/name.ts';
import { mentionedNames } from '../sql/names.ts';
import type { Readers } from './candidate-readers.ts';

export interface Dependent {
  /** As evidence names it: `index by_user`, `analytics.daily`; null for what goes without saying. */
  readonly label: string | null;
  readonly names: ReadonlySet<string>;
  /** What it is and its canonical text, for the digest of a guard. */
  readonly text: string;
}

/** Everything of one schema that can name a column of this table; sorted by text, each text once. */
export function dependentsOf(table: Table, readers: Readers): readonly Dependent[] {
  const own: readonly { what: string; shown?: boolean; expression: Expression }[] = [
    ...table.columns.flatMap(({ name, default: value, ttl }) => [
      ...(value?.expression ? [{ what: `column ${name}`, expression: value.expression }] : []),
      ...(ttl ? [{ what: `column ttl ${name}`, expression: ttl }] : []),
    ]),
    ...table.indexes.map(({ name, expression }) => ({ what: `index ${name}`, shown: true, expression })),
    ...table.projections.map(({ name, body }) => ({ what: `projection ${name}`, shown: true, expression: body })),
    ...table.constraints.map(({ name, expression }) => ({ what: `constraint ${name}`, shown: true, expression })),
    ...table.storage.ttl.map((expression) => ({ what: 'ttl', expression })),
    ...(table.storage.orderBy ?? []).map((expression) => ({ what: 'order by', expression })),
    ...(table.storage.primaryKey ?? []).map((expression) => ({ what: 'primary key', expression })),
    ...(table.storage.partitionBy === null ? [] : [{ what: 'partition by', expression: table.storage.partitionBy }]),
    ...(table.storage.sampleBy === null ? [] : [{ what: 'sample by', expression: table.storage.sampleBy }]),
    ...table.storage.engine.args.map((expression) => ({ what: 'engine', expression })),
  ];
  const direct = readers.of(table);
  const fronts = direct.filter(({ kind }) => kind === 'distributed');
  const others = new Set([...direct, ...fronts.flatMap((front) => readers.of(front))]);
  const dependents = [
    ...own.map(
      ({ what, shown = false, expression }): Dependent => ({
        label: shown ? what : null,
        names: mentionedNames(expression),
        text: `${what}: ${expression.key}`,
      }),
    ),
    ...[...others].flatMap(dependentsIn),
  ];
  const byText = new Map(dependents.map((dependent) => [dependent.text, dependent]));
  return [...byText.values()].sort((a, b) => compareText(a.text, b.text));
}

function dependentsIn(object: SchemaObject): Dependent[] {
  const key = objectKey(object);
  const ofExpression = (expression: Expression, label: string | null): Dependent => ({
    label,
    names: mentionedNames(expression),
    text: `${key}: ${expression.key}`,
  });
  switch (object.kind) {
    case 'view':
    case 'materialized-view':
      return [ofExpression(object.query, objectLabel(object))];
    case 'dictionary':
      return [ofExpression(object.attributes, objectLabel(object))];
    case 'distributed':
      return object.shardingKey === null ? [] : [ofExpression(object.shardingKey, null)];
    case 'table':
      // A Buffer finds the columns of the table behind it by name.
      return object.storage.engine.name !== 'Buffer'
        ? []
        : object.columns.map(({ name }) => ({
            label: objectLabel(object),
            names: new Set([name]),
            text: `${key}: column ${name}`,
          }));
    default:
      return [];
  }
}
