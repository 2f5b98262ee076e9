/** The catalogue of table engines, asked of ClickHouse. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineTraits, knownEngines } from '../../src/sql/engine-traits.ts';
import { Engine } from './engine.ts';

const engine = new Engine();
afterAll(() => engine[Symbol.dispose]());
beforeAll(() => engine.reset());

/** What is no engine of a table that people write. */
const internal = new Set(['View', 'MaterializedView', 'WindowView']);

interface Row {
  readonly name: string;
  readonly keys: boolean;
  readonly ttl: boolean;
  readonly indexes: boolean;
  readonly projections: boolean;
}

const rows: readonly Row[] = engine
  .run(
    'SELECT name, supports_sort_order, supports_ttl, supports_skipping_indices, supports_projections FROM system.table_engines ORDER BY name',
  )
  .text.split('\n')
  .map((line) => {
    const [name = '', ...flags] = line.split('\t');
    const [keys = false, ttl = false, indexes = false, projections = false] = flags.map((flag) => flag === '1');
    return { name, keys, ttl, indexes, projections };
  })
  .filter(({ name }) => !internal.has(name));

test('every engine of the server is known, with the clauses that it takes', () => {
  expect(rows.length).toBeGreaterThan(60);
  const wrong = rows.filter(({ name, keys, ttl, indexes, projections }) => {
    const traits = engineTraits(name);
    return traits?.keys !== keys || traits.ttl !== ttl || traits.indexes !== indexes || traits.indexes !== projections;
  });
  expect(wrong).toEqual([]);
});

test('what the server does not have is of Cloud, of other builds or of other versions', () => {
  const there = new Set(rows.map(({ name }) => name));
  const other = knownEngines.filter((name) => !there.has(name) && !name.startsWith('Shared'));
  expect(other).toEqual(['Hive', 'NATS', 'RabbitMQ']);
});

describe('engines that can be made here', () => {
  const made = [
    ['MergeTree', 'ENGINE = MergeTree ORDER BY id'],
    ['ReplacingMergeTree', 'ENGINE = ReplacingMergeTree ORDER BY id'],
    ['Memory', 'ENGINE = Memory'],
    ['Log', 'ENGINE = Log'],
    ['TinyLog', 'ENGINE = TinyLog'],
    ['StripeLog', 'ENGINE = StripeLog'],
    ['Set', 'ENGINE = Set'],
    ['Join', 'ENGINE = Join(ANY, LEFT, id)'],
    ['Null', 'ENGINE = Null'],
    ['Buffer', "ENGINE = Buffer('app', 'base', 1, 10, 100, 10000, 1000000, 10000000, 100000000)"],
    ['Merge', "ENGINE = Merge('app', 'base')"],
    ['Distributed', "ENGINE = Distributed('prod', 'app', 'base')"],
    ['GenerateRandom', 'ENGINE = GenerateRandom'],
    ['EmbeddedRocksDB', 'ENGINE = EmbeddedRocksDB PRIMARY KEY id'],
    ['File', 'ENGINE = File(TSV)'],
    ['Kafka', "ENGINE = Kafka('b:9092', 't', 'g', 'JSONEachRow')"],
    ['URL', "ENGINE = URL('http://localhost:1/', 'TSV')"],
    ['MySQL', "ENGINE = MySQL('localhost:1', 'd', 't', 'u', 'p')"],
    ['Redis', "ENGINE = Redis('localhost:1', 0, 'p') PRIMARY KEY id"],
  ] as const;

  beforeAll(() => {
    engine.run('CREATE TABLE app.base (id UInt64, v UInt64) ENGINE = MergeTree ORDER BY id');
  });

  test.each(made)('%s: ALTER', (name, clause) => {
    const table = `app.alter_${name}`;
    const created = engine.run(`CREATE TABLE ${table} (id UInt64, v UInt64) ${clause}`);
    expect(created, created.text).toMatchObject({ code: 0 });
    const add = engine.run(`ALTER TABLE ${table} ADD COLUMN w UInt8`).code;
    const rename = engine.run(`ALTER TABLE ${table} RENAME COLUMN v TO x`).code;
    const seen = add !== 0 ? 'none' : rename !== 0 ? 'no-rename' : 'all';
    expect(seen).toBe(engineTraits(name)?.alter);
  });

  test('DROP loses the rows of those that keep them: a table of the same name has none', () => {
    const keeping = made.filter(([name]) => engineTraits(name)?.rows === 'own' && name !== 'Set');
    expect(keeping.length).toBeGreaterThan(7);
    for (const [name, clause] of keeping) {
      const create = `CREATE TABLE app.rows_${name} (id UInt64, v UInt64) ${clause}`;
      engine.run(create);
      engine.run(`INSERT INTO app.rows_${name} VALUES (1, 2)`);
      expect(engine.run(`SELECT count() FROM app.rows_${name}`).text, name).toBe('1');
      engine.run(`DROP TABLE app.rows_${name} SYNC`);
      engine.run(create);
      // The file of a File table comes with its first row (107).
      expect(engine.run(`SELECT count() FROM app.rows_${name}`).text, name).toMatch(/^0$|FILE_DOESNT_EXIST/);
    }
  });

  test('those without rows give none back, or those of another table', () => {
    engine.run('CREATE TABLE app.nothing (id UInt64) ENGINE = Null');
    engine.run('INSERT INTO app.nothing VALUES (1)');
    expect(engine.run('SELECT count() FROM app.nothing').text).toBe('0');
    expect(engineTraits('Null')?.rows).toBe('none');
  });
});
