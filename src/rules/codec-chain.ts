import { codecs, generic, transforming } from './shared/codec.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const codecChain = defineRule({
  id: 'codec-chain',
  severity: 'error',
  title: 'A chain of codecs that compresses nothing, or in the wrong order',
  why: 'Delta and GCD only transform, so a compressing codec has to follow; nothing may follow a compressing one; NONE stands alone. ClickHouse refuses other chains with 36 (BAD_ARGUMENTS) unless `allow_suspicious_codecs` is on for the session.',
  fix: 'Write the transforming codec first and LZ4 or ZSTD last: `CODEC(Delta, ZSTD)`.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64 CODEC(Delta)) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64 CODEC(Delta, LZ4)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const column of table.columns) {
        const problem = chainProblem(codecs(column).map(({ name }) => name));
        if (problem === null) continue;
        yield {
          object: table,
          at: column.at,
          message: `column ${code(column.name)} has ${code(`CODEC(${column.codec?.text ?? ''})`)}: ${problem}`,
        };
      }
    }
  },
});

function chainProblem(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  if (names.includes('NONE') && names.length > 1) return 'NONE stands alone, take the rest out';
  const encrypting = names.findIndex((name) => name.startsWith('AES_'));
  const others = names.filter((name) => !name.startsWith('AES_'));
  if (others.length > 0 && others.every((name) => transforming.has(name))) {
    return 'nothing in it compresses, add LZ4 or ZSTD';
  }
  if (encrypting >= 0 && names.slice(encrypting).some((name) => !name.startsWith('AES_')))
    return `${names[encrypting]} encrypts, put it last`;
  const first = names.findIndex((name) => generic.has(name));
  const after = names[first + 1];
  // Encryption comes after compression.
  if (first >= 0 && after !== undefined && !after.startsWith('AES_')) {
    return `${names[first]} compresses, so ${after} after it does nothing: put ${names[first]} last`;
  }
  return null;
}
