import { columnProblems } from './shared/engine-columns.ts';
import { mergeTreeKind, ownArguments } from './shared/engines.ts';
import { bareName } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const replacingIsDeleted = defineRule({
  id: 'replacing-is-deleted',
  severity: 'error',
  title: 'An is_deleted column that is missing or no UInt8',
  why: 'ClickHouse refuses a type other than UInt8 (Bool is one) with 169 (BAD_TYPE_OF_FIELD), a missing column with 16, and the version column itself with 36.',
  fix: 'Use a UInt8 column that is 1 for a deleted row.',
  refusal: { code: 169, name: 'BAD_TYPE_OF_FIELD', on: 'create' },
  example: {
    trips:
      'CREATE TABLE app.users (id UInt64, version UInt64, deleted Int8) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY id;',
    passes:
      'CREATE TABLE app.users (id UInt64, version UInt64, deleted UInt8) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY id;',
  },
  *find({ schema }) {
    for (const subject of stored(schema)) {
      if (mergeTreeKind(subject.storage.engine) !== 'Replacing') continue;
      const [version, deleted] = ownArguments(subject.storage.engine);
      if (version === undefined || deleted === undefined) continue;
      if (bareName(version) !== null && bareName(version) === bareName(deleted)) {
        yield {
          object: subject.object,
          message: `${code(deleted.text)} is both version and is_deleted column of ${subject.storage.engine.name}: use two columns`,
        };
        continue;
      }
      yield* columnProblems(subject, deleted, 'is_deleted', (type) => type === 'UInt8' || type === 'Bool', 'UInt8');
    }
  },
});
