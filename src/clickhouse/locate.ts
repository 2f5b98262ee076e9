/** Where the optional library and the engine process are. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a person does who wants plans verified. */
export const howToGet = 'npm install --save-dev chdb';

/**
 * The main file of the package chdb; null where it isn't installed.
 *
 * Looked for beside this program first: what lies in the working directory may be a pull request's.
 *
 * @param folder The user's working directory.
 */
export function locateLibrary(folder: string): string | null {
  for (const place of [import.meta.url, join(folder, 'package.json')]) {
    try {
      return createRequire(place).resolve('chdb');
    } catch {
      // Not there: the next place.
    }
  }
  return null;
}

/** The engine process's program: `engine.js` in the bundle's folder, the source beside this file otherwise. */
export function locateWorker(): string {
  const bundled = fileURLToPath(new URL('./engine.js', import.meta.url));
  return existsSync(bundled) ? bundled : fileURLToPath(new URL('./worker.ts', import.meta.url));
}
