import { nearest } from '../config/nearest.ts';
import { codecs, knownCodecs } from './shared/codec.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const codecUnknown = defineRule({
  id: 'codec-unknown',
  severity: 'error',
  title: 'A codec that ClickHouse does not have',
  why: 'ClickHouse refuses the CREATE with 432 (UNKNOWN_CODEC). Names of codecs are case-sensitive. A name that resembles none is a warning: it can be of another version.',
  fix: 'Correct the name.',
  refusal: { code: 432, name: 'UNKNOWN_CODEC', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64 CODEC(zstd(3))) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64 CODEC(ZSTD(3))) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const column of table.columns) {
        for (const { name } of codecs(column)) {
          if (knownCodecs.includes(name)) continue;
          const meant = nearest(name, knownCodecs);
          const what = `column ${code(column.name)}`;
          yield meant === null
            ? {
                object: table,
                at: column.at,
                severity: 'warning',
                message: `${what} has the codec ${code(name)}, which is not known to CHX: check its name`,
              }
            : {
                object: table,
                at: column.at,
                message: `${what} has the codec ${code(name)}, which there is not: did you mean ${code(meant)}?`,
              };
        }
      }
    }
  },
});
