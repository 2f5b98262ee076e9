/** Rows for every family of types, through changes of the table that keep them. */
import { expect, test } from 'vitest';
import { noValues, rowCount, valuesOf } from '../../src/clickhouse/value.ts';
import { verifyEmbedded } from '../../src/clickhouse/verify.ts';
import { database, hasColumn, request, statement, survivors, type TableColumn, table } from './request.ts';

const scalars = [
  ...['8', '16', '32', '64', '128', '256'].flatMap((bits) => [`Int${bits}`, `UInt${bits}`]),
  ...['Float32', 'Float64', 'BFloat16', 'Bool', 'String', 'FixedString(3)', 'UUID', 'IPv4', 'IPv6'],
  ...[
    'Date',
    'Date32',
    'DateTime',
    "DateTime('Europe/Berlin')",
    'DateTime64(3)',
    "DateTime64(9, 'UTC')",
    'Time',
    'Time64(3)',
  ],
  ...['Decimal(9, 2)', 'Decimal(18, 0)', 'Decimal(38, 38)', 'Decimal(76, 20)'],
  ...["Enum8('a' = 1, 'b (x, y)' = -2)", "Enum16('it\\'s' = 500)"],
];
const composed = [
  ...[
    'Nullable(String)',
    'Nullable(UInt64)',
    'Nullable(DateTime64(3))',
    'LowCardinality(String)',
    'LowCardinality(Nullable(String))',
  ],
  ...[
    'Array(String)',
    'Array(Array(Nullable(Int8)))',
    'Map(String, UInt64)',
    'Map(LowCardinality(String), Array(String))',
  ],
  ...['Tuple(UInt8, String)', 'Tuple(a UInt8, `b c` Nullable(Date))', 'Array(Tuple(x Float64, y Map(UUID, Bool)))'],
  ...[
    'Variant(String, UInt64)',
    'Dynamic',
    'JSON',
    'JSON(a UInt32)',
    'Point',
    'Ring',
    'Polygon',
    'MultiPolygon',
    'LineString',
  ],
  ...['SimpleAggregateFunction(sum, UInt64)', 'AggregateFunction(uniq, String)', 'AggregateFunction(count)'],
  ...[
    'AggregateFunction(argMax, String, DateTime)',
    'AggregateFunction(quantiles(0.5, 0.9), Float64)',
    'AggregateFunction(sumMap, Array(UInt8), Array(UInt64))',
  ],
  ...['AggregateFunction(uniqIf, String, UInt8)', 'IntervalDay'],
];

const columns: readonly TableColumn[] = [...scalars, ...composed].map((type, index) => ({ name: `c${index}`, type }));

test('every type has values, and the same in every run', () => {
  for (const { type } of columns) {
    const values = valuesOf(type, 'a.t c');
    expect(values, type).toHaveLength(rowCount);
    expect(valuesOf(type, 'a.t c')).toEqual(values);
    expect(values.join('').includes('\n'), type).toBe(false);
  }
  expect(valuesOf('NextYears(1)', '')).toBe(noValues);
});

test('every type is filled, and comes through mutations, a rename and merges that would fold rows', async () => {
  const list = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  const filled = [{ name: 'id', type: 'UInt64' }, { name: 'gone', type: 'String' }, ...columns];
  const definition = (more: string): string =>
    `(id UInt64, ${more}${list}) ENGINE = ReplacingMergeTree ORDER BY tuple()`;
  const outcome = await verifyEmbedded(
    request({
      base: [database, table('t', definition('gone String, '), filled)],
      statements: [
        statement(
          'ALTER TABLE a.t DROP COLUMN gone',
          "SELECT count() = 0 FROM system.columns WHERE database = 'a' AND table = 't' AND name = 'gone'",
        ),
        statement('RENAME TABLE a.t TO a.u', "SELECT count() FROM system.tables WHERE database = 'a' AND name = 'u'"),
      ],
      head: [database, table('u', definition(''), filled)],
      survivors: survivors('t', columns, 'u'),
    }),
  );
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: rowCount, notes: [] });
});

test('rows that a TTL has expired and rows that an engine folds stay where they are', async () => {
  const id = { name: 'id', type: 'UInt64' };
  const more = [
    { name: 'd', type: 'Date' },
    { name: 'sign', type: 'Int8' },
    { name: 's', type: 'UInt64' },
  ];
  const engines = ['SummingMergeTree', 'AggregatingMergeTree', 'CollapsingMergeTree(sign)', 'ReplacingMergeTree(s)'];
  const tables = (days: number, type: string): ReturnType<typeof table>[] =>
    engines.map((engine, index) =>
      table(
        `t${index}`,
        `(id UInt64, d Date, sign Int8, s ${type}) ENGINE = ${engine} ORDER BY tuple() TTL d + toIntervalDay(${days})`,
        [id, ...more],
      ),
    );
  const outcome = await verifyEmbedded(
    request({
      base: [database, ...tables(1, 'UInt64')],
      statements: engines.flatMap((_, index) => [
        statement(`ALTER TABLE a.t${index} MODIFY COLUMN s UInt128`, hasColumn(`t${index}`, 's', "type = 'UInt128'")),
        statement(
          `ALTER TABLE a.t${index} MODIFY TTL d + toIntervalDay(2)`,
          `SELECT position(create_table_query, 'toIntervalDay(2)') > 0 FROM system.tables WHERE database = 'a' AND name = 't${index}'`,
          { materialize_ttl_after_modify: '1' },
        ),
      ]),
      head: [database, ...tables(2, 'UInt128')],
      survivors: engines.flatMap((_, index) =>
        survivors(`t${index}`, [id, ...more]).map(({ from, to }) => ({
          from,
          to: to.column === 's' ? { ...to, type: 'UInt128' } : to,
        })),
      ),
    }),
  );
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: rowCount * engines.length, notes: [] });
});

test('where a type changes, rows hold values that fit both types', async () => {
  const changes: readonly (readonly [string, string])[] = [
    ['UInt64', 'UInt8'],
    ['String', 'UInt32'],
    ['Int32', 'String'],
    ['Nullable(String)', 'String'],
    ['String', 'LowCardinality(String)'],
    ["Enum8('a' = 1, 'b' = 2)", "Enum16('a' = 1, 'b' = 2, 'c' = 300)"],
    ['String', "Enum8('a' = 1)"],
    ['DateTime64(3)', 'DateTime'],
    ['String', 'FixedString(4)'],
    ['Decimal(18, 4)', 'Decimal(9, 2)'],
    ['Array(UInt64)', 'Array(UInt8)'],
    ['Date', 'DateTime'],
  ];
  const type = (pair: readonly [string, string], at: 0 | 1): string =>
    // Nullable to plain needs a default.
    `${pair[at]}${at === 1 && pair[0].startsWith('Nullable') ? " DEFAULT ''" : ''}`;
  const filled = changes.map(([old], index) => ({ name: `c${index}`, type: old }));
  const definition = (at: 0 | 1): string =>
    `(id UInt64, ${changes.map((pair, index) => `c${index} ${type(pair, at)}`).join(', ')}) ENGINE = MergeTree ORDER BY id`;
  const outcome = await verifyEmbedded(
    request({
      base: [database, table('t', definition(0), [{ name: 'id', type: 'UInt64' }, ...filled])],
      statements: changes.map((pair, index) =>
        statement(
          `ALTER TABLE a.t MODIFY COLUMN c${index} ${type(pair, 1)}`,
          hasColumn('t', `c${index}`, `type = '${pair[1].replaceAll("'", "\\'")}'`),
        ),
      ),
      head: [database, table('t', definition(1), [])],
      survivors: changes.map(([old, now], index) => {
        const place = { database: 'a', table: 't', column: `c${index}` };
        return { from: { ...place, type: old }, to: { ...place, type: now } };
      }),
    }),
  );
  expect(outcome).toMatchObject({ status: 'passed', rowsCompared: rowCount, notes: [] });
});

test('a table that refuses some rows gets the others, and one that refuses all is noted', async () => {
  const s = [
    { name: 'id', type: 'UInt64' },
    { name: 's', type: 'String' },
  ];
  const tables = [
    table('some', '(id UInt64, s String, CONSTRAINT c CHECK length(s) > 3) ENGINE = MergeTree ORDER BY id', s),
    table('none', "(id UInt64, s String, CONSTRAINT c CHECK s = 'never') ENGINE = MergeTree ORDER BY id", s),
    table('dates', '(id UInt64, s String, d Date MATERIALIZED toDate(s)) ENGINE = MergeTree ORDER BY id', s),
  ];
  const outcome = await verifyEmbedded(
    request({
      base: [database, ...tables],
      head: [database, ...tables],
      survivors: ['some', 'none', 'dates'].flatMap((name) => survivors(name, s)),
    }),
  );
  expect(outcome).toMatchObject({
    status: 'passed',
    notes: [
      expect.stringMatching(
        /^a\.none: no test row could be inserted, so its rows were not checked \(code 469: Constraint/,
      ),
    ],
  });
  if (outcome.status === 'passed') expect(outcome.rowsCompared).toBeGreaterThan(8);
});
