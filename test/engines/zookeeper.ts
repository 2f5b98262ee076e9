/** ZooKeeper from Debian's package, on 127.0.0.1. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts, ServerProcess } from './process.ts';

const jar = '/usr/share/java/zookeeper.jar';

export function hasZookeeper(): boolean {
  return existsSync(jar) && existsSync('/usr/bin/java');
}

export interface Zookeeper extends AsyncDisposable {
  readonly port: number;
}

export async function startZookeeper(folder: string): Promise<Zookeeper> {
  await mkdir(join(folder, 'data'), { recursive: true });
  const [port = 0] = await freePorts(1);
  const config = join(folder, 'zoo.cfg');
  const lines = [
    'tickTime=2000',
    `dataDir=${join(folder, 'data')}`,
    'clientPortAddress=127.0.0.1',
    `clientPort=${port}`,
    'admin.enableServer=false',
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const main = 'org.apache.zookeeper.server.ZooKeeperServerMain';
  const server = new ServerProcess('zookeeper', '/usr/bin/java', ['-Xmx256m', '-cp', jar, main, config], folder);
  try {
    // It listens before it serves, and 18.16 falls over a connection that is closed meanwhile.
    await server.ready(() => opensSession(port));
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return { port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Opens a session and leaves it: the only question whose answer says that the next one will be opened too. */
async function opensSession(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  // A half-started server may take the question and say nothing.
  socket.setTimeout(2000, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    // Length, protocol version, last transaction seen, time-out in milliseconds, session id, password of 16 bytes.
    const hello = Buffer.alloc(48);
    hello.writeInt32BE(44, 0);
    hello.writeInt32BE(4000, 16);
    hello.writeInt32BE(16, 28);
    socket.write(hello);
    const [answer]: unknown[] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [null])]);
    return Buffer.isBuffer(answer) && answer.length > 16 && answer.readInt32BE(8) > 0;
  } finally {
    socket.destroy();
  }
}
