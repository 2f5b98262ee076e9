/**
 * Verifies a plan with the embedded engine: a process with an empty environment, in a scratch folder, without grants for what
 * reaches out (`config.ts`).
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusableNames } from './config.ts';
import { EmbeddedEngine } from './embedded.ts';
import { EngineGone, EngineProcess } from './engine.ts';
import { howToGet, locateLibrary, locateWorker } from './locate.ts';
import { Ended, unavailable, type VerifyOutcome } from './outcome.ts';
import type { VerifyRequest } from './request.ts';
import { Verification } from './verification.ts';

export type { VerifyOutcome, VerifyStage } from './outcome.ts';
export type { VerifyBy, VerifyObject, VerifyRequest, VerifyStatement } from './request.ts';
export type { ColumnPlace, Survivor } from './snapshot.ts';

export interface VerifyOptions {
  /** The working directory of whoever runs it, where the package chdb is looked for. Default: the process's. */
  readonly folder?: string;
  /** Milliseconds for the whole verification. Default: five minutes. */
  readonly timeLimit?: number;
}

const defaultTimeLimit = 300_000;

/**
 * Verifies one plan. Never throws for what the engine or the SQL does: that is the outcome.
 *
 * The scratch folder is removed and the engine process gone when it returns.
 */
export async function verifyEmbedded(request: VerifyRequest, options: VerifyOptions = {}): Promise<VerifyOutcome> {
  const library = locateLibrary(options.folder ?? process.cwd());
  if (library === null) return unavailable(`the embedded engine is not installed: ${howToGet}`);
  const unusable = unusableNames(request);
  if (unusable.length > 0) {
    return unavailable(`the embedded engine can't be configured with the cluster or macro name ${unusable.join(', ')}`);
  }
  // Whoever is tired of waiting leaves nothing behind either: the handler is there before there is anything to remove.
  let scratch: string | null = null;
  let engine: EngineProcess | null = null;
  const stopped = (signal: NodeJS.Signals): void => {
    void engine?.stop();
    if (scratch !== null) remove(scratch);
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  try {
    const timeLimit = options.timeLimit ?? defaultTimeLimit;
    scratch = realpathSync(mkdtempSync(join(tmpdir(), 'chx-verify-')));
    engine = EngineProcess.start({ library, worker: locateWorker(), scratch, timeLimit });
    return await new Verification(new EmbeddedEngine(engine, request), request).run();
  } catch (error) {
    if (error instanceof EngineGone)
      return unavailable(`${error.message}; plan without verification, or simplify the schema`);
    if (error instanceof Ended) return error.outcome;
    throw error;
  } finally {
    await engine?.stop();
    if (scratch !== null) remove(scratch);
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
  }
}

/** Removes a folder in which a process that was just killed may still be writing. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
