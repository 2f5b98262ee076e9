import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

/** What a file name holds, less what ClickHouse appends to that of a dropped table: a point, a UUID and `.sql`. */
const most = 255 - ('.'.length + 36 + '.sql'.length);

export const nameLength = defineRule({
  id: 'name-length',
  severity: 'error',
  title: 'A name that is too long for the file system',
  why: 'The metadata of a table lie in a file of its name, and once it is dropped, of database, name and UUID. ClickHouse refuses longer ones with 69 (ARGUMENT_OUT_OF_BOUND): in a database `app` a name has at most 210 bytes. Characters other than letters, digits and `_` count three times.',
  fix: 'Use a shorter name.',
  refusal: { code: 69, name: 'ARGUMENT_OUT_OF_BOUND', on: 'create' },
  example: {
    trips: `CREATE TABLE app.${'events_'.repeat(31)} (id UInt64) ENGINE = MergeTree ORDER BY id;`,
    passes: `CREATE TABLE app.${'events_'.repeat(30)} (id UInt64) ENGINE = MergeTree ORDER BY id;`,
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      const { database, name } = object.name;
      if (object.kind === 'database' || object.kind === 'function' || name.length + database.length < most / 9)
        continue;
      const allowed = most - fileLength(database) - 1;
      const length = fileLength(name);
      if (length > allowed)
        yield {
          object,
          message: `its name has ${length} bytes in a file name, and ${code(database)} takes ${allowed}: use a shorter one`,
        };
    }
  },
});

/** Bytes of a name in a file name: all but letters, digits and `_` stand as `%XX`. */
function fileLength(name: string): number {
  const bytes = new TextEncoder().encode(name);
  return bytes.reduce((sum, byte) => sum + (/[A-Za-z0-9_]/.test(String.fromCharCode(byte)) ? 1 : 3), 0);
}
