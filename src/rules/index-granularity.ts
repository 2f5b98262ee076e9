import { isMergeTree } from '../sql/engine.ts';
import { defineRule } from './shared/rule.ts';
import { code, settingValue, stored } from './shared/subject.ts';

export const indexGranularity = defineRule({
  id: 'index-granularity',
  severity: 'error',
  title: 'An index granularity that makes no sense',
  why: 'ClickHouse refuses `index_granularity = 0`, and an `index_granularity_bytes` below `min_index_granularity_bytes` (1024) other than 0, with 36 (BAD_ARGUMENTS).',
  fix: 'Leave the setting out: 8192 rows and 10 MiB are the defaults.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS index_granularity = 0;',
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS index_granularity = 4096;',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      if (!isMergeTree(storage.engine)) continue;
      if (Number(settingValue(storage, 'index_granularity') ?? 1) === 0)
        yield { object, message: `has ${code('index_granularity = 0')}: leave it out, or name more rows` };
      const bytes = Number(settingValue(storage, 'index_granularity_bytes') ?? 0);
      const least = Number(settingValue(storage, 'min_index_granularity_bytes') ?? 1024);
      if (bytes > 0 && bytes < least)
        yield {
          object,
          message: `has ${code(`index_granularity_bytes = ${bytes}`)}, less than ${least}: leave it out, or name more`,
        };
    }
  },
});
