/**
 * All schema files that are code, from texts to definitions. Runs on the sandbox's own thread.
 */
import { createHash } from 'node:crypto';
import { compareText } from '../../schema/name.ts';
import { components, type ModuleNode, resolveImports } from './graph.ts';
import { type FileOutcome, Machine } from './machine.ts';
import type { ComponentResult, Problem, SandboxFile } from './protocol.ts';
import { modulePrefix } from './stack.ts';
import { type Transpiled, TranspileError, transpile } from './transpile.ts';

/**
 * Evaluates schema files, and remembers what it evaluated: the files of one request that import each other, directly
 * or through others, are a component, and equal components (equal paths, equal contents) are evaluated once. Nothing
 * smaller would be sound, since a file may change what another one exports; nothing larger is needed, since what
 * components share is frozen.
 */
export class Evaluator {
  readonly #transpiled = new Map<string, Transpiled | Problem>();
  readonly #results = new Map<string, ComponentResult>();
  #machine: Machine | null = null;

  /** Starts the machine, so that the first component need not wait for it. */
  async prepare(): Promise<void> {
    this.#machine ??= await Machine.start();
  }

  /**
   * @param files - Sorted by path.
   * @param textOf - The text of a content id.
   * @param events.start - Called with the paths of what is worked on next.
   * @param events.result - Called with each component's result, ordered by first path.
   */
  async evaluate(
    files: readonly SandboxFile[],
    textOf: (id: string) => string,
    events: {
      readonly start: (paths: readonly string[]) => void;
      readonly result: (result: ComponentResult) => void;
    },
  ): Promise<void> {
    const known = new Set(files.map((file) => file.path));
    const nodes = new Map<string, ModuleNode>();
    const problems = new Map<string, readonly Problem[]>();
    const edges = new Map<string, string[]>();
    for (const file of files) {
      events.start([file.path]);
      const transpiled = this.#transpile(file, textOf);
      const resolved =
        'rule' in transpiled ? { node: null, problems: [transpiled] } : resolveImports(file, transpiled, known);
      if (resolved.node !== null) nodes.set(file.path, resolved.node);
      problems.set(file.path, resolved.problems);
      edges.set(file.path, importedPaths(resolved.node));
    }
    const ids = new Map(files.map((file) => [file.path, file.id]));
    for (const paths of components(edges)) {
      const key = componentKey(paths, ids);
      let result = this.#results.get(key);
      if (result === undefined) {
        events.start(paths);
        result = await this.#component(key, paths, nodes, problems);
        this.#results.set(key, result);
      }
      events.result(result);
    }
  }

  #transpile(file: SandboxFile, textOf: (id: string) => string): Transpiled | Problem {
    const typescript = /\.m?ts$/.test(file.path);
    const key = `${typescript ? 'ts' : 'js'} ${file.id}`;
    let transpiled = this.#transpiled.get(key);
    if (transpiled === undefined) {
      try {
        transpiled = transpile(textOf(file.id), typescript);
      } catch (error) {
        if (!(error instanceof TranspileError)) throw error;
        const message = `it can't be read: ${error.message}`;
        transpiled = { rule: 'schema-file-syntax', file: file.path, line: error.line, message };
      }
      this.#transpiled.set(key, transpiled);
    }
    return 'rule' in transpiled ? { ...transpiled, file: file.path } : transpiled;
  }

  async #component(
    key: string,
    paths: readonly string[],
    nodes: ReadonlyMap<string, ModuleNode>,
    problems: ReadonlyMap<string, readonly Problem[]>,
  ): Promise<ComponentResult> {
    const modules = wholeModules(paths, nodes);
    const entries = paths.filter((path) => modules.has(path));
    const imported = new Set(entries.flatMap((path) => importedPaths(modules.get(path) ?? null)));
    const outcomes = entries.length === 0 ? [] : await this.#run({ prefix: modulePrefix(key), modules }, entries);
    return {
      key,
      files: outcomes.flatMap(({ path, json }) =>
        json === null ? [] : [{ path, json, imported: imported.has(path) }],
      ),
      problems: [
        ...paths.flatMap((path) => problems.get(path) ?? []),
        ...outcomes.flatMap(({ problem }) => (problem === null ? [] : [problem])),
      ],
    };
  }

  /** Runs a component; what fails for want of steps or memory on a used machine gets a new one, so that it fails alone. */
  async #run(
    component: { prefix: string; modules: ReadonlyMap<string, ModuleNode> },
    entries: readonly string[],
  ): Promise<readonly FileOutcome[]> {
    for (;;) {
      this.#machine ??= await Machine.start();
      const machine = this.#machine;
      const fresh = machine.used === 0;
      try {
        const { outcomes, exhausted } = machine.run(component, entries);
        if (!exhausted) return outcomes;
        this.#machine = null;
        if (fresh) return outcomes;
      } catch (error) {
        // The engine itself broke: its memory can't be trusted any more, not even to free it.
        this.#machine = null;
        if (fresh) return [crash(entries[0] ?? '', error)];
      }
    }
  }
}

function crash(path: string, error: unknown): FileOutcome {
  const reason = error instanceof Error ? error.name : 'an error';
  const message = `it breaks the sandbox's engine (${reason}); look for very deep nesting or very large values`;
  return { path, json: null, problem: { rule: 'schema-file-budget', file: path, line: null, message } };
}

function importedPaths(node: ModuleNode | null): string[] {
  return [...(node?.targets.values() ?? [])].flatMap((target) => (target.kind === 'file' ? [target.path] : []));
}

/** The modules that can be evaluated: those from which no import leads to a file that can't be read. */
function wholeModules(
  paths: readonly string[],
  nodes: ReadonlyMap<string, ModuleNode>,
): ReadonlyMap<string, ModuleNode> {
  const whole = new Map(
    paths.flatMap((path) => {
      const node = nodes.get(path);
      return node === undefined ? [] : [[path, node] as const];
    }),
  );
  for (let before = -1; before !== whole.size; ) {
    before = whole.size;
    for (const [path, node] of whole) if (importedPaths(node).some((target) => !whole.has(target))) whole.delete(path);
  }
  return whole;
}

function componentKey(paths: readonly string[], ids: ReadonlyMap<string, string>): string {
  const parts = [...paths].sort(compareText).map((path) => [path, ids.get(path) ?? '']);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
