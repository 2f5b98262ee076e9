import { mergesRows } from './shared/engines.ts';
import { defineRule } from './shared/rule.ts';
import { code, settingValue, tables } from './shared/subject.ts';
import { allBefore } from './shared/versions.ts';

export const projectionEngine = defineRule({
  id: 'projection-engine',
  severity: 'error',
  title: 'A projection on an engine that merges rows',
  why: 'A merge that replaces or sums rows does not do so in the projection. From 24.8 on ClickHouse refuses the CREATE with 344 (SUPPORT_IS_DISABLED) unless `deduplicate_merge_projection_mode` is `drop` or `rebuild`; where every target is older, it is a warning.',
  fix: "Add `SETTINGS deduplicate_merge_projection_mode = 'rebuild'` (merges take longer) or `'drop'` (both from 24.8 on), or use a materialized view.",
  refusal: { code: 344, name: 'SUPPORT_IS_DISABLED', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.users (id UInt64, name String, PROJECTION by_name (SELECT * ORDER BY name)) ENGINE = ReplacingMergeTree ORDER BY id;',
    passes:
      "CREATE TABLE app.users (id UInt64, name String, PROJECTION by_name (SELECT * ORDER BY name)) ENGINE = ReplacingMergeTree ORDER BY id SETTINGS deduplicate_merge_projection_mode = 'rebuild';",
  },
  *find({ schema, config }) {
    const hasMode = !allBefore(config, '24.8');
    const fix = hasMode ? `set ${code("deduplicate_merge_projection_mode = 'rebuild'")}` : 'use a materialized view';
    for (const table of tables(schema)) {
      if (!mergesRows(table.storage.engine)) continue;
      const mode = settingValue(table.storage, 'deduplicate_merge_projection_mode');
      if (mode !== null && mode !== 'throw') continue;
      for (const { name, at } of table.projections) {
        yield {
          object: table,
          at,
          severity: hasMode ? 'error' : 'warning',
          message: `${table.storage.engine.name} does not keep the projection ${code(name)} right: ${fix}`,
        };
      }
    }
  },
});
