import { engineTraits } from '../sql/engine-traits.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const engineKey = defineRule({
  id: 'engine-key',
  severity: 'error',
  title: 'A key-value table without its key',
  why: 'KeeperMap and Redis take a primary key of one column, EmbeddedRocksDB of one or more. ClickHouse refuses the CREATE with 36 (BAD_ARGUMENTS).',
  fix: 'Add PRIMARY KEY.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.users (id UInt64, name String) ENGINE = EmbeddedRocksDB;',
    passes: 'CREATE TABLE app.users (id UInt64, name String) ENGINE = EmbeddedRocksDB PRIMARY KEY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      const { engine } = table.storage;
      const count = engineTraits(engine.name)?.keyColumns ?? null;
      if (count === null) continue;
      const given = table.storage.primaryKey?.length ?? null;
      const [least, most] = count;
      if (given !== null && given >= least && given <= most) continue;
      const needs = most === 1 ? 'one column' : 'at least one column';
      const has = given === null ? 'has none' : `has ${given}`;
      yield {
        object: table,
        message: `${engine.name} needs a primary key of ${needs} and ${has}: add ${code('PRIMARY KEY')}`,
      };
    }
  },
});
