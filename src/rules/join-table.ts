import type { Table } from '../schema/model.ts';
import { bareName } from './shared/expressions.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, isPhysical, tables } from './shared/subject.ts';

export const joinTable = defineRule({
  id: 'join-table',
  severity: 'error',
  title: 'A Join table with an unknown key, strictness or kind',
  why: 'ClickHouse takes ANY, ALL, SEMI and ANTI with LEFT, INNER, RIGHT and FULL (SEMI and ANTI with LEFT and RIGHT only) and refuses others with 36 (BAD_ARGUMENTS), ANY with FULL with 48, a key that is no stored column with 16.',
  fix: 'Write it as `Join(ANY, LEFT, id)`, without quotes.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.users (id UInt64, name String) ENGINE = Join(ANY, OUTER, id);',
    passes: 'CREATE TABLE app.users (id UInt64, name String) ENGINE = Join(ANY, LEFT, id);',
  },
  *find({ schema }) {
    for (const table of tables(schema)) if (table.storage.engine.name === 'Join') yield* problems(table);
  },
});

function* problems(table: Table): Generator<Problem> {
  const [strictness, kind, ...keys] = table.storage.engine.args;
  const how = strictness?.key ?? '';
  const which = kind?.key ?? '';
  if (!/^(ANY|ALL|SEMI|ANTI)$/.test(how)) {
    yield { object: table, message: `Join has the strictness ${code(how)}: use ANY, ALL, SEMI or ANTI` };
  } else if (!/^(LEFT|INNER|RIGHT|FULL)$/.test(which)) {
    yield { object: table, message: `Join has the kind ${code(which)}: use LEFT, INNER, RIGHT or FULL` };
  } else if (/^(SEMI|ANTI)$/.test(how) && !/^(LEFT|RIGHT)$/.test(which)) {
    yield { object: table, message: `Join has ${code(`${how}, ${which}`)}: ${how} is LEFT or RIGHT` };
  }
  if (how === 'ANY' && which === 'FULL')
    yield { object: table, message: 'Join has `ANY, FULL`, which there is not: use ALL, FULL' };
  for (const key of keys) {
    const name = bareName(key);
    const column = table.columns.find((candidate) => candidate.name === name && isPhysical(candidate));
    if (column === undefined)
      yield { object: table, message: `the key ${code(key.text)} of Join is no column with data: name one` };
  }
}
