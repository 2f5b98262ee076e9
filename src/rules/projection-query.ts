import { expressionTokens } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const projectionQuery = defineRule({
  id: 'projection-query',
  severity: 'error',
  title: 'A projection without an order, or with an order and groups',
  why: 'A projection is sorted by its ORDER BY or by its GROUP BY. ClickHouse refuses one with neither with 36 (BAD_ARGUMENTS), and one with both with 583.',
  fix: 'Add ORDER BY, or GROUP BY for aggregates; take ORDER BY out beside GROUP BY.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64, n UInt64, PROJECTION p (SELECT id, n)) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, n UInt64, PROJECTION p (SELECT id, n ORDER BY n)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const { name, body, at } of table.projections) {
        const clauses = new Set<string>();
        let depth = 0;
        let calls = false;
        for (const token of expressionTokens(body)) {
          if (token.kind === 'symbol') depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
          // Without a key an aggregate over all rows is a projection too.
          calls ||= token.text === '(';
          if (depth === 0 && token.kind === 'word') clauses.add(token.text.toLowerCase());
        }
        const what = `the projection ${code(name)}`;
        if (!clauses.has('select')) continue;
        if (clauses.has('group') && clauses.has('order')) {
          yield { object: table, at, message: `${what} has GROUP BY and ORDER BY: take ORDER BY out` };
        } else if (!clauses.has('group') && !clauses.has('order') && !calls) {
          yield { object: table, at, message: `${what} has neither ORDER BY nor GROUP BY: add one` };
        }
      }
    }
  },
});
