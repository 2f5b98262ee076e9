/** The public corpus: where it lies, and the configs it is planned with. It is never copied into the project. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const flavours = ['unclustered', 'clustered'] as const;
export type Flavour = (typeof flavours)[number];

/** Its folder: in `CHX_CORPUS`, else in `../shared/corpus` from the project's root; null where neither holds it. */
export function findLangfuse(): string | null {
  const { CHX_CORPUS: given } = process.env;
  const root = given || resolve(import.meta.dirname, '../../../shared/corpus');
  const folder = join(root, 'langfuse');
  return existsSync(join(folder, 'clustered')) ? folder : null;
}

export const missingLangfuse =
  'the langfuse corpus is not there: set CHX_CORPUS to the folder that holds langfuse/, or lay it at ../shared/corpus';

const configs: Readonly<Record<Flavour, string>> = {
  unclustered: 'version: 1\nschema: ["*.sql"]\ndatabase: default\n',
  clustered: 'version: 1\nschema: ["*.sql"]\ndatabase: default\ndistributed: { cluster: default }\n',
};

/** A config file for each flavour in a folder that goes when this is disposed of. */
export class LangfuseConfigs implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'chx-corpus-'));

  path(flavour: Flavour): string {
    const file = join(this.#folder, `${flavour}.yml`);
    writeFileSync(file, configs[flavour]);
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
