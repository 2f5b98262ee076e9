import { columnProblems } from './shared/engine-columns.ts';
import { mergeTreeKind, ownArguments } from './shared/engines.ts';
import { defineRule } from './shared/rule.ts';
import { stored } from './shared/subject.ts';
import { dates, floats, integers } from './shared/types.ts';

/** Tried: floats and Time pass although the message of the server does not name them. */
const versions = new Set([...integers, ...floats, ...dates, 'Bool', 'Time', 'Time64']);

export const replacingVersion = defineRule({
  id: 'replacing-version',
  severity: 'error',
  title: 'A version column that is missing or can not be compared',
  why: 'ReplacingMergeTree and VersionedCollapsingMergeTree keep the row with the greatest version. ClickHouse refuses a missing, ALIAS or EPHEMERAL column with 16 (NO_SUCH_COLUMN_IN_TABLE), and one that is no integer, Date or DateTime (Nullable never is) with 169 (BAD_TYPE_OF_FIELD).',
  fix: 'Use a column of type UInt64 or DateTime64.',
  refusal: { code: 169, name: 'BAD_TYPE_OF_FIELD', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.users (id UInt64, version String) ENGINE = ReplacingMergeTree(version) ORDER BY id;',
    passes: 'CREATE TABLE app.users (id UInt64, version UInt64) ENGINE = ReplacingMergeTree(version) ORDER BY id;',
  },
  *find({ schema }) {
    for (const subject of stored(schema)) {
      const kind = mergeTreeKind(subject.storage.engine);
      const args = ownArguments(subject.storage.engine);
      const version = kind === 'Replacing' ? args[0] : kind === 'VersionedCollapsing' ? args[1] : undefined;
      const wanted = 'an integer, a Date or a DateTime';
      yield* columnProblems(subject, version, 'version', (type) => versions.has(type), wanted);
    }
  },
});
