/**
 * The import graph of the schema files: what each specifier means, and which files can affect each other.
 */

import { compareText } from '../../schema/name.ts';
import { packageName } from '../../schema/package.ts';
import type { Problem, SandboxFile } from './protocol.ts';
import type { ImportSite, Transpiled } from './transpile.ts';

/** The names under which schema files import the DSL. */
export const dslSpecifiers: ReadonlySet<string> = new Set(['chx', packageName, '@chkit/core', 'chkit']);

/** What an import stands for: a schema file, the DSL, or nothing at all. */
export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'dsl' }
  | { readonly kind: 'nothing' };

export interface ModuleNode {
  readonly file: SandboxFile;
  readonly code: string;
  readonly imports: readonly ImportSite[];
  readonly targets: ReadonlyMap<string, ImportTarget>;
}

/**
 * Gives every import of a file its target.
 *
 * @param known - The paths of all schema files that are code.
 * @returns The node, and a problem for each import that is refused or ignored. A node with a refused import is null.
 */
export function resolveImports(
  file: SandboxFile,
  transpiled: Transpiled,
  known: ReadonlySet<string>,
): { node: ModuleNode | null; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const targets = new Map<string, ImportTarget>();
  const refuse = (line: number, message: string): void => {
    problems.push({ rule: 'schema-file-import', file: file.path, line, message });
  };
  if (transpiled.dynamicImport !== null) {
    refuse(transpiled.dynamicImport, "import(...) can't be used in a schema file; write import ... from at its top");
  }
  for (const site of transpiled.imports) {
    const { specifier, line } = site;
    if (dslSpecifiers.has(specifier)) targets.set(specifier, { kind: 'dsl' });
    else if (/^\.\.?(\/|$)/.test(specifier)) {
      const path = resolveRelative(file.path, specifier, known);
      if (path !== null) targets.set(specifier, { kind: 'file', path });
      else
        refuse(
          line,
          `import ${JSON.stringify(specifier)} names no schema file; schema files may import each other and "chx"`,
        );
    } else if (isPlugin(specifier) && site.names?.length === 0) {
      targets.set(specifier, { kind: 'nothing' });
      problems.push({
        rule: 'schema-file-ignored-import',
        file: file.path,
        line,
        message: `import ${JSON.stringify(specifier)} is ignored: plugins do nothing here`,
      });
    } else {
      refuse(
        line,
        `import ${JSON.stringify(specifier)} is not allowed; a schema file may import "chx" and other schema files`,
      );
    }
  }
  const refused = problems.some((problem) => problem.rule === 'schema-file-import');
  const node = refused ? null : { file, code: transpiled.code, imports: transpiled.imports, targets };
  return { node, problems };
}

/** Packages that say of themselves that they are plugins: their bare import has an effect on types at most. */
const isPlugin = (specifier: string): boolean => /^(@[\w.-]+\/)?[\w.-]*plugin[\w.-]*$/.test(specifier);

const extensions = ['', '.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'];

function resolveRelative(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  const path = parts.join('/');
  const candidates = extensions.map((extension) => path + extension);
  // TypeScript has files import each other by the names that they will have once compiled.
  if (/\.m?js$/.test(path)) candidates.splice(1, 0, path.replace(/js$/, 'ts'));
  return candidates.find((candidate) => known.has(candidate)) ?? null;
}

/**
 * Groups paths that are connected by imports, in either direction. Files of different groups can't affect each other:
 * what they share is frozen.
 *
 * @param edges - For each path the paths that it imports.
 * @returns Groups with sorted paths, sorted by their first.
 */
export function components(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const parent = new Map([...edges.keys()].map((path) => [path, path]));
  const find = (path: string): string => {
    let root = path;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(path, root);
    return root;
  };
  for (const [path, imported] of edges) for (const other of imported) parent.set(find(other), find(path));
  const groups = new Map<string, string[]>();
  for (const path of [...edges.keys()].sort(compareText)) {
    const root = find(path);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [path]);
    else group.push(path);
  }
  return [...groups.values()];
}
