/** The statements in `statements/`, one CREATE each; they end with a semicolon at the end of a line. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'statements');

export interface Statement {
  readonly file: string;
  readonly line: number;
  readonly sql: string;
}

export function statements(): Statement[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .flatMap((file) => {
      let line = 1;
      return readFileSync(join(folder, file), 'utf8')
        .split(/(?<=;)\n/)
        .flatMap((text) => {
          const statement = { file, line, sql: text.replace(/;\s*$/, '') };
          line += text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
          return statement.sql.trim() === '' ? [] : [statement];
        });
    });
}

/** The tables that the statements read and write. */
export const surroundings = [
  'CREATE DATABASE app',
  `CREATE TABLE app.src (k UInt64, v UInt64, s String, d Date, dt DateTime, arr Array(UInt64), m Map(String, UInt64),
    tup Tuple(a UInt8, b String)) ENGINE = ReplacingMergeTree ORDER BY k`,
  'CREATE TABLE app.other (k UInt64, w String) ENGINE = MergeTree ORDER BY k',
  'CREATE TABLE app.dst (k UInt64, v UInt64) ENGINE = MergeTree ORDER BY k',
  'CREATE TABLE app.sampled (k UInt64) ENGINE = MergeTree ORDER BY k SAMPLE BY k',
  'CREATE TABLE app.setted (k UInt64) ENGINE = Set',
  'CREATE DICTIONARY app.dict (k UInt64, v String) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE src DB app)) LAYOUT(FLAT()) LIFETIME(0)',
  'CREATE DICTIONARY app.d (k UInt64, v String) PRIMARY KEY k SOURCE(CLICKHOUSE(TABLE src DB app)) LAYOUT(FLAT()) LIFETIME(0)',
  'USE app',
];
