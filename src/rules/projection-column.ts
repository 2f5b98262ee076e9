import type { Expression } from '../schema/model.ts';
import { expressionTokens } from '../sql/names.ts';
import type { Token } from '../sql/tokens.ts';
import { columnsNamedIn, unknownNames } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const projectionColumn = defineRule({
  id: 'projection-column',
  severity: 'error',
  title: 'A projection over a column that is not there',
  why: 'ClickHouse refuses the CREATE with 47 (UNKNOWN_IDENTIFIER), and an ALTER that drops or renames a column which a projection names, too.',
  fix: 'Correct the name, or change the projection along with the column.',
  refusal: { code: 47, name: 'UNKNOWN_IDENTIFIER', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.events (id UInt64, PROJECTION by_user (SELECT id, user_id ORDER BY user_id)) ENGINE = MergeTree ORDER BY id;',
    passes:
      'CREATE TABLE app.events (id UInt64, user_id UInt64, PROJECTION by_user (SELECT id, user_id ORDER BY user_id)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const { name, body, at } of table.projections) {
        for (const column of unknownNames(projectionColumns(body), table.columns)) {
          yield {
            object: table,
            at,
            message: `the projection ${code(name)} names ${code(column)}, which is no column of the table: correct it`,
          };
        }
      }
    }
  },
});

/** The columns that a projection's SELECT names; null where it gives aliases or holds anything else that is not sure. */
function projectionColumns(body: Expression): readonly string[] | null {
  const clauses: Token[][] = [[]];
  let depth = 0;
  for (const token of expressionTokens(body)) {
    if (token.kind === 'symbol') depth += '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;
    if (depth === 0 && token.kind === 'word' && /^(select|group|order|by|where)$/i.test(token.text)) clauses.push([]);
    else clauses.at(-1)?.push(token);
  }
  const names: string[] = [];
  for (const clause of clauses) {
    if (clause.length === 0 || (clause.length === 1 && clause[0]?.text === '*')) continue;
    const named = columnsNamedIn(clause);
    if (named === null) return null;
    names.push(...named);
  }
  return names;
}
