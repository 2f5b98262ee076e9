/**
 * The sandbox's thread. It is a thread of its own for two reasons: it can be ended from outside whatever it does, and
 * its stack is large enough that QuickJS's own limit is always met first.
 */
import { parentPort } from 'node:worker_threads';
import { Evaluator } from './evaluate.ts';
import type { SandboxMessage, SandboxRequest } from './protocol.ts';

const port = parentPort;
if (port !== null) {
  const evaluator = new Evaluator();
  await evaluator.prepare();
  const texts = new Map<string, string>();
  const send = (message: SandboxMessage): void => port.postMessage(message);

  port.on('message', async ({ serial, files, texts: added }: SandboxRequest) => {
    try {
      for (const [id, text] of added) texts.set(id, text);
      await evaluator.evaluate(files, (id) => texts.get(id) ?? '', {
        start: (paths) => send({ kind: 'started', serial, paths }),
        result: (component) => send({ kind: 'result', serial, component }),
      });
      send({ kind: 'done', serial });
    } catch (error) {
      send({ kind: 'crashed', serial, message: error instanceof Error ? error.message : String(error) });
    }
  });
}
