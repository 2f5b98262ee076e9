import { formatName } from '../schema/name.ts';
import { conversion } from './shared/conversion.ts';
import { bareOutputs } from './shared/queries.ts';
import { sourceColumns } from './shared/query-columns.ts';
import { defineRule } from './shared/rule.ts';
import { code, isPhysical, lookUp, materializedViews } from './shared/subject.ts';
import { parseType } from './shared/types.ts';

export const mvTargetType = defineRule({
  id: 'mv-target-type',
  severity: 'error',
  title: 'A materialized view with a column of another type than its target',
  why: 'Rows are cast on their way into the target. ClickHouse refuses the CREATE, or every INSERT into the source, where there is no such cast: 53 (TYPE_MISMATCH) for arrays, maps and tuples, 70 for states of aggregate functions, 43 and 48 between others. A text that is no number fails with 6 or 32, a NULL for a plain column with 349; a number out of range changes in silence. What only some values do is a warning.',
  fix: 'Give the target the type of the SELECT, or cast in the SELECT: `toUInt64OrZero(text) AS n`, `ifNull(n, 0) AS n`.',
  refusal: { code: 53, name: 'TYPE_MISMATCH', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64, tag String) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.tags (id Array(UInt64), tag String) ENGINE = MergeTree ORDER BY tag;

CREATE MATERIALIZED VIEW app.tags_mv TO app.tags AS SELECT id, tag FROM app.events;`,
    passes: `CREATE TABLE app.events (id UInt64, tag String) ENGINE = MergeTree ORDER BY id;

CREATE TABLE app.tags (id Array(UInt64), tag String) ENGINE = MergeTree ORDER BY tag;

CREATE MATERIALIZED VIEW app.tags_mv TO app.tags AS SELECT groupArray(id) AS id, tag FROM app.events GROUP BY tag;`,
  },
  *find({ schema }) {
    for (const view of materializedViews(schema)) {
      const target = view.to === null ? undefined : lookUp(schema, view.to);
      if (target?.kind !== 'table' && target?.kind !== 'distributed') continue;
      const source = sourceColumns(view.query, view.name.database, schema);
      if (source === null || source.tables.length !== 1) continue;
      const columns = new Map(target.columns.map((column) => [column.name, column]));
      for (const { from, as } of bareOutputs(view.query)) {
        const own = source.columns.find((column) => column.name === from);
        const other = columns.get(as);
        if (own === undefined || other === undefined || !isPhysical(other) || own.type === other.type) continue;
        const [read, written] = [parseType(own.type), parseType(other.type)];
        const reason = read === null || written === null ? undefined : reasons[conversion(read, written)];
        if (reason === undefined) continue;
        yield {
          object: view,
          severity: reason.severity,
          message: `selects ${code(as)} as ${code(own.type)}, and its target ${code(formatName(target.name))} has ${code(other.type)}: ${reason.text}`,
        };
      }
    }
  },
});

const reasons: Readonly<Record<string, { readonly severity: 'error' | 'warning'; readonly text: string } | undefined>> =
  {
    never: { severity: 'error', text: 'there is no such cast, use one type' },
    lossy: { severity: 'warning', text: 'a number out of range changes in silence, use one type' },
    parsed: { severity: 'warning', text: 'a text of another form fails the INSERT, cast it in the SELECT' },
    null: { severity: 'warning', text: 'a NULL fails the INSERT, use ifNull() in the SELECT' },
  };
