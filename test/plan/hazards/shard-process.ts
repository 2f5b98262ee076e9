/**
 * A shard on another host: ClickHouse inside a process of its own, and as much of the native protocol in front of it as a
 * Distributed table needs to send rows. Reads are not answered. Columns may be of the types in `widths` and String.
 *
 * The parent sends SQL over IPC and gets `{ text }` or `{ error }` back; the first message is the port.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';

const folder = mkdtempSync(join(tmpdir(), 'chx-shard-'));
const session = new Session(join(folder, 'data'));

/** Old enough for no secrets, addenda and custom serialisations, new enough for settings as text. */
const revision = 54_440;

const widths: Readonly<Record<string, number>> = {
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  UInt64: 8,
  Int32: 4,
  Int64: 8,
  Date: 2,
  DateTime: 4,
};

/** More bytes are needed; the packet is read again from its beginning once they are there. */
class Incomplete extends Error {}

class Reader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(count: number): void {
    if (this.at + count > this.#bytes.length) throw new Incomplete();
    this.at += count;
  }

  byte(): number {
    this.skip(1);
    return this.#bytes.readUInt8(this.at - 1);
  }

  number(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const part = this.byte();
      value += (part & 127) * shift;
      if (part < 128) return value;
    }
  }

  text(): string {
    const length = this.number();
    this.skip(length);
    return this.#bytes.toString('utf8', this.at - length, this.at);
  }

  /** The bytes of a block as the format Native has them; null for the one without columns. */
  block(): Buffer | null {
    while (this.number() !== 0) {
      // Block info: a flag, and the number of a bucket.
      this.skip(this.#bytes[this.at - 1] === 1 ? 1 : 4);
    }
    const start = this.at;
    const columns = this.number();
    const rows = this.number();
    for (let column = 0; column < columns; column += 1) {
      this.text();
      const type = this.text();
      const width = widths[type];
      if (type === 'String') for (let row = 0; row < rows; row += 1) this.text();
      else if (width !== undefined) this.skip(width * rows);
      else throw new Error(`the shard takes no ${type}`);
    }
    return columns === 0 ? null : this.#bytes.subarray(start, this.at);
  }
}

function number(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function run(sql: string): string {
  return session.query(sql, 'TSV').trim();
}

function exception(error: unknown): Buffer {
  const message = error instanceof Error ? error.message : String(error);
  const code = Buffer.alloc(4);
  code.writeInt32LE(Number(/Code: (\d+)/.exec(message)?.[1] ?? 1));
  return Buffer.concat([number(2), code, text('DB::Exception'), text(message), text(''), Buffer.from([0])]);
}

interface Insert {
  readonly table: string;
  readonly columns: string;
  readonly blocks: Buffer[];
}

let files = 0;

/** One connection: the packets of the sender, each answered when it is complete. */
function serve(socket: Socket): void {
  let waiting = Buffer.alloc(0);
  let insert: Insert | null = null;
  let greeted = false;

  const query = (reader: Reader): Buffer => {
    reader.text();
    if (reader.byte() !== 0) {
      for (let field = 0; field < 3; field += 1) reader.text();
      // What follows the interface is there for TCP; the sender is a library.
      if (reader.byte() === 1) throw new Error('the shard takes rows of a library only');
      reader.text();
    }
    while (reader.text() !== '') {
      reader.number();
      reader.text();
    }
    reader.number();
    reader.number();
    const sql = reader.text();
    // The block that ends the external tables, of which there are none.
    reader.number();
    reader.text();
    reader.block();
    const [, table = '', columns = ''] = /^INSERT INTO (\S+) \(([^)]*)\)/.exec(sql) ?? [];
    if (table === '') return exception(new Error(`Code: 48. The shard takes no ${sql.slice(0, 80)}`));
    try {
      const names = columns.split(', ');
      run(`INSERT INTO ${table} (${columns}) SELECT ${names.map(() => 0).join(', ')} WHERE 0`);
      const types = run(`DESCRIBE (SELECT ${columns} FROM ${table})`).split('\n');
      insert = { table, columns, blocks: [] };
      return Buffer.concat([
        ...[number(1), text(''), number(1), Buffer.from([0]), number(2), Buffer.from([255, 255, 255, 255]), number(0)],
        ...[number(names.length), number(0)],
        ...types.flatMap((line) => line.split('\t').slice(0, 2).map(text)),
      ]);
    } catch (error) {
      return exception(error);
    }
  };

  const data = (reader: Reader): Buffer | null => {
    reader.text();
    const block = reader.block();
    if (insert === null) return null;
    if (block !== null) {
      insert.blocks.push(Buffer.from(block));
      return null;
    }
    const { table, columns, blocks } = insert;
    insert = null;
    files += 1;
    const file = join(folder, `${files}.native`);
    writeFileSync(file, Buffer.concat(blocks));
    try {
      run(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM file('${file}', 'Native')`);
      return number(5);
    } catch (error) {
      return exception(error);
    }
  };

  const packet = (reader: Reader): Buffer | null => {
    const kind = reader.number();
    if (!greeted && kind === 0) {
      reader.text();
      for (let field = 0; field < 3; field += 1) reader.number();
      for (let field = 0; field < 3; field += 1) reader.text();
      greeted = true;
      return Buffer.concat([
        ...[number(0), text('shard'), number(26), number(7), number(revision)],
        ...[text('UTC'), text('shard'), number(0)],
      ]);
    }
    if (kind === 1) return query(reader);
    if (kind === 2) return data(reader);
    if (kind === 4) return number(4);
    if (kind === 5) {
      const tables = Array.from({ length: reader.number() }, () => [reader.text(), reader.text()] as const);
      const known = tables.filter(([database, name]) => run(`EXISTS TABLE \`${database}\`.\`${name}\``) === '1');
      return Buffer.concat([
        ...[number(9), number(known.length)],
        ...known.flatMap(([database, name]) => [text(database), text(name), Buffer.from([0])]),
      ]);
    }
    throw new Error(`the shard takes no packet ${kind}`);
  };

  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length > 0) {
      const reader = new Reader(waiting);
      try {
        const answer = packet(reader);
        if (answer !== null) socket.write(answer);
      } catch (error) {
        if (error instanceof Incomplete) return;
        process.send?.({ error: String(error) });
        socket.destroy();
        return;
      }
      waiting = waiting.subarray(reader.at);
    }
  });
}

const server = createServer(serve).listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : null });
});
process.on('message', (sql) => {
  try {
    process.send?.({ text: run(String(sql)) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on('disconnect', () => {
  session.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
