import { type Codec, codecs } from './shared/codec.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

export const codecParameter = defineRule({
  id: 'codec-parameter',
  severity: 'error',
  title: 'A codec with a parameter that it does not take',
  why: 'ClickHouse refuses a ZSTD level above 22 and a Delta, DoubleDelta or Gorilla width other than 1, 2, 4, 8 with 433 (ILLEGAL_CODEC_PARAMETER), arguments of LZ4 and NONE with 378, one of T64 other than `bit` and `byte` with 170 or 431.',
  fix: 'Use `ZSTD(1)` to `ZSTD(22)`, and leave the width out: it is that of the type.',
  refusal: { code: 433, name: 'ILLEGAL_CODEC_PARAMETER', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.events (id UInt64 CODEC(ZSTD(30))) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64 CODEC(ZSTD(3))) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      for (const column of table.columns) {
        for (const codec of codecs(column)) {
          const problem = parameterProblem(codec);
          if (problem === null) continue;
          yield {
            object: table,
            at: column.at,
            message: `column ${code(column.name)} has the codec ${code(codec.text)}: ${problem}`,
          };
        }
      }
    }
  },
});

function parameterProblem({ name, args }: Codec): string | null {
  const [first] = args;
  if (first === undefined) return null;
  if (name === 'LZ4' || name === 'NONE') return `${name} takes no argument, take it out`;
  if (name === 'FPC' && (Number(first) < 1 || Number(first) > 28)) return 'the level of FPC is 1 to 28';
  if (name === 'T64' && !/^'(bit|byte)'$/.test(first)) return "T64 takes 'bit' or 'byte'";
  if (name === 'ZSTD' && Number(first) > 22) return 'the greatest level of ZSTD is 22';
  if (/^(Delta|DoubleDelta|Gorilla)$/.test(name) && !['1', '2', '4', '8'].includes(first))
    return `the width of ${name} is 1, 2, 4 or 8`;
  return null;
}
