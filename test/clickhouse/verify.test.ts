import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { verifyEmbedded } from '../../src/clickhouse/verify.ts';
import { database, hasColumn, lacksColumn, object, request, statement, survivors, table } from './request.ts';

const id = { name: 'id', type: 'UInt64' };
const v = { name: 'v', type: 'UInt32' };
const base = table('t', '(id UInt64, v UInt32) ENGINE = MergeTree ORDER BY id', [id, v]);

test('a plan that leaves the head and all rows passes', async () => {
  const outcome = await verifyEmbedded(
    request({
      base: [database, base],
      statements: [statement('ALTER TABLE a.t ADD COLUMN w String DEFAULT toString(v)', hasColumn('t', 'w'))],
      head: [
        database,
        table('t', '(id UInt64, v UInt32, w String DEFAULT toString(v)) ENGINE = MergeTree ORDER BY id', [id, v]),
      ],
      survivors: survivors('t', [id, v]),
    }),
  );
  expect(outcome).toMatchObject({ status: 'passed', tablesCompared: 1, rowsCompared: 16, statementsRun: 1, notes: [] });
});

test('DROP and ADD of a column leaves the schema and loses the rows', async () => {
  const outcome = await verifyEmbedded(
    request({
      base: [database, base],
      statements: [
        statement('ALTER TABLE a.t DROP COLUMN v', lacksColumn('t', 'v')),
        statement('ALTER TABLE a.t ADD COLUMN v UInt32', hasColumn('t', 'v')),
      ],
      head: [database, base],
      survivors: survivors('t', [id, v]),
    }),
  );
  expect(outcome).toEqual({
    status: 'failed',
    stage: 'result',
    problems: ['a.t: the values of column v are not those from before the plan'],
    notes: [],
  });
});

test('the scratch folder is gone afterwards', async () => {
  const scratch = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('chx-verify-'));
  const before = await scratch();
  await verifyEmbedded(request({ head: [object('view', 'v', 'CREATE VIEW a.v AS SELECT 1')] }));
  expect(await scratch()).toEqual(before);
});
