import { isShared } from './shared/engines.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const sharedEngine = defineRule({
  id: 'shared-engine',
  severity: 'error',
  scope: 'target',
  title: 'A Shared engine outside of Cloud',
  why: 'Only ClickHouse Cloud has SharedMergeTree and its kin: other servers refuse the CREATE with 56 (UNKNOWN_STORAGE).',
  fix: 'Use the plain or the Replicated engine of the same name: Cloud makes it Shared by itself.',
  refusal: { code: 56, name: 'UNKNOWN_STORAGE', on: 'create' },
  example: {
    config: 'version: 1\ndatabase: app\ntargets: { laptop: { kind: server } }\n',
    trips: 'CREATE TABLE app.events (id UInt64) ENGINE = SharedMergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema, target }) {
    if (target === null || target.kind === 'cloud') return;
    for (const { object, storage } of stored(schema)) {
      if (!isShared(storage.engine)) continue;
      yield {
        object,
        message: `is ${storage.engine.name}, which the target ${code(target.name)} does not have: use ${code(storage.engine.name.replace('Shared', ''))}`,
      };
    }
  },
});
