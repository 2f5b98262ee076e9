import { columnProblems } from './shared/engine-columns.ts';
import { mergeTreeKind, ownArguments } from './shared/engines.ts';
import { defineRule } from './shared/rule.ts';
import { stored } from './shared/subject.ts';

export const collapsingSign = defineRule({
  id: 'collapsing-sign',
  severity: 'error',
  title: 'A sign column that is missing or no Int8',
  why: 'CollapsingMergeTree and VersionedCollapsingMergeTree cancel a row of sign 1 with one of sign -1. ClickHouse refuses any type but Int8 with 169 (BAD_TYPE_OF_FIELD), a missing column with 16.',
  fix: 'Use a column of type Int8.',
  refusal: { code: 169, name: 'BAD_TYPE_OF_FIELD', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.carts (id UInt64, sign UInt8) ENGINE = CollapsingMergeTree(sign) ORDER BY id;',
    passes: 'CREATE TABLE app.carts (id UInt64, sign Int8) ENGINE = CollapsingMergeTree(sign) ORDER BY id;',
  },
  *find({ schema }) {
    for (const subject of stored(schema)) {
      const kind = mergeTreeKind(subject.storage.engine);
      if (kind !== 'Collapsing' && kind !== 'VersionedCollapsing') continue;
      yield* columnProblems(
        subject,
        ownArguments(subject.storage.engine)[0],
        'sign',
        (type) => type === 'Int8',
        'Int8',
      );
    }
  },
});
