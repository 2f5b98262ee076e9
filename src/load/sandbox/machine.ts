/**
 * A QuickJS virtual machine that evaluates the files of one component at a time. It has no way out: the only host
 * functions are the module loader, which knows the component's own files, and the interrupt counter.
 */
import variant from '@jitl/quickjs-singlefile-mjs-release-sync';
import {
  DefaultIntrinsics,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { ModuleNode } from './graph.ts';
import { limits, type Problem } from './protocol.ts';
import { coreSource, lockdownSource, publicNames } from './runtime.ts';
import { framesIn } from './stack.ts';

/** What came of one file: the JSON of its definitions, or why there is none. */
export type FileOutcome =
  | { readonly path: string; readonly json: string; readonly problem: null }
  | { readonly path: string; readonly json: null; readonly problem: Problem };

export interface Component {
  /** Names the component's modules inside the machine: the start of its key, so that results don't depend on others. */
  readonly prefix: string;
  /** By path. Only files whose imports all resolve, directly and through others. */
  readonly modules: ReadonlyMap<string, ModuleNode>;
}

const coreName = 'chx:core';
const dslName = 'chx:dsl';
const nothingName = 'chx:nothing';

const wasmPage = 64 << 10;

interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly isNull: boolean;
}

export class Machine {
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #memory: WebAssembly.Memory;
  #ticks = 0;
  /** Whether the file that is evaluated used up its ticks, whatever became of it. */
  #overspent = false;
  #component: Component | null = null;
  /** How many components ran here. */
  used = 0;

  private constructor(engine: QuickJSWASMModule, memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#runtime = engine.newRuntime();
    this.#runtime.setMaxStackSize(limits.stack);
    this.#runtime.setInterruptHandler(() => {
      this.#ticks += 1;
      if (this.#ticks > limits.ticks) this.#overspent = true;
      return this.#ticks > limits.ticks;
    });
    this.#runtime.setModuleLoader(
      (name) => this.#load(name) ?? { error: new Error(`no module ${name}`) },
      (base, specifier) => this.#resolve(base, specifier),
    );
    this.#context = this.#runtime.newContext({ intrinsics: { ...DefaultIntrinsics, Date: false } });
    this.#context.unwrapResult(this.#context.evalCode(lockdownSource, 'chx:lockdown', { type: 'global' })).dispose();
  }

  /**
   * A machine on an engine of its own. It is not taken down but left to the garbage collector as a whole: QuickJS insists
   * on counting what it frees, and code that was interrupted may have left anything behind.
   */
  static async start(): Promise<Machine> {
    // QuickJS's own memory limit counts allocations but not their sizes in this build; the engine's memory has an end.
    const memory = new WebAssembly.Memory({ initial: 16 << 4, maximum: limits.memory / wasmPage });
    const engine = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory: memory }));
    return new Machine(engine, memory);
  }

  /**
   * Evaluates files in order. It ends early, with the problem as the last outcome, when one uses up what a file may
   * use; the machine must not be used again then.
   */
  run(component: Component, paths: readonly string[]): { outcomes: readonly FileOutcome[]; exhausted: boolean } {
    this.#component = component;
    this.used += 1;
    const outcomes: FileOutcome[] = [];
    for (const path of paths) {
      const outcome = this.#evaluate(path);
      outcomes.push(outcome);
      if (outcome.problem?.rule === 'schema-file-budget') return { outcomes, exhausted: true };
    }
    return { outcomes, exhausted: false };
  }

  #evaluate(path: string): FileOutcome {
    this.#ticks = 0;
    this.#overspent = false;
    const outcome = this.#evaluateModule(path);
    // Code can hide that it was interrupted, in a promise that nobody looks at for one. It ran out all the same.
    if (!this.#overspent || outcome.problem?.rule === 'schema-file-budget') return outcome;
    const line = outcome.problem?.line ?? null;
    return { path, json: null, problem: { rule: 'schema-file-budget', file: path, line, message: tooLong } };
  }

  #evaluateModule(path: string): FileOutcome {
    const target = JSON.stringify(this.#moduleName(path));
    const driver = `import * as module from ${target}; import { collect } from '${coreName}'; export const json = collect(module);`;
    const context = this.#context;
    const result = context.evalCode(driver, `chx:entry/${path}`, { type: 'module' });
    // What a file leaves to be done later is done now, at its own cost, and not while the next file runs.
    const jobs = this.#runtime.executePendingJobs(limits.jobs);
    if (this.#runtime.hasPendingJob()) this.#overspent = true;
    if (result.error !== undefined) {
      jobs.dispose();
      return this.#failed(path, result.error);
    }
    using value = result.value;
    if (jobs.error !== undefined) return this.#failed(path, jobs.error);
    const then = context.getProp(value, 'then').consume((handle) => context.typeof(handle));
    if (then !== 'function') return this.#json(path, value);
    const state = context.getPromiseState(value);
    if (state.type === 'rejected') return this.#failed(path, state.error);
    if (state.type === 'fulfilled') {
      using module = state.value;
      return this.#json(path, module);
    }
    const message = 'it waits for something that never happens; leave "await" out of schema files';
    return { path, json: null, problem: { rule: 'schema-file-error', file: path, line: null, message } };
  }

  #json(path: string, module: QuickJSHandle): FileOutcome {
    const json = this.#context.getProp(module, 'json').consume((handle) => this.#context.getString(handle));
    return { path, json, problem: null };
  }

  #failed(path: string, error: QuickJSHandle): FileOutcome {
    this.#ticks = 0;
    using handle = error;
    return { path, json: null, problem: this.#explain(path, this.#thrown(handle)) };
  }

  /** What was thrown, read with care: its properties may run code of the file. */
  #thrown(handle: QuickJSHandle): Thrown {
    const context = this.#context;
    const text = (key: string): string => {
      try {
        using value = context.getProp(handle, key);
        return context.typeof(value) === 'string' ? context.getString(value) : '';
      } catch {
        return '';
      }
    };
    const isNull = context.eq(handle, context.null);
    if (context.typeof(handle) === 'object' && !isNull) {
      return {
        name: text('name'),
        message: text('message') || 'something without a message',
        stack: text('stack'),
        isNull,
      };
    }
    const message = context.typeof(handle) === 'string' ? context.getString(handle) : 'something that is no error';
    return { name: '', message, stack: '', isNull };
  }

  /** Whether most of the memory is taken: where there is none left for an error either, null is thrown. */
  #isFull(): boolean {
    return this.#memory.buffer.byteLength > limits.memory / 2;
  }

  #explain(entry: string, thrown: Thrown): Problem {
    const place = this.#place(thrown.stack) ?? { file: entry, line: null };
    const message = oneLine(thrown.message.replaceAll(`${this.#component?.prefix ?? ''}:/`, ''));
    const budget = exhaustion(thrown) ?? (thrown.isNull && this.#isFull() ? outOfMemory : null);
    if (budget !== null) return { rule: 'schema-file-budget', ...place, message: budget };
    const missing = /^Could not find export '(.*)' in module '(.*)'$/.exec(message);
    if (missing !== null) return this.#missingExport(entry, missing[1] ?? '', missing[2] ?? '');
    // What the sandbox itself throws says all there is to say.
    if (/^\s*at [^\n]*\(chx:/.test(thrown.stack)) return { rule: 'schema-file-error', ...place, message };
    const kind = thrown.name === '' || thrown.name === 'Error' ? '' : `${oneLine(thrown.name)}: `;
    if (thrown.name === 'SyntaxError' && !thrown.stack.includes('(')) {
      return { rule: 'schema-file-syntax', ...place, message: `it can't be read: ${message}` };
    }
    return { rule: 'schema-file-error', ...place, message: `it throws ${kind}${message}` };
  }

  #missingExport(entry: string, name: string, module: string): Problem {
    const imported = module === dslName ? '"chx"' : module;
    const nodes = this.#component?.modules ?? new Map<string, ModuleNode>();
    for (const [path, node] of nodes) {
      for (const site of node.imports) {
        const target = node.targets.get(site.specifier);
        const hit = target?.kind === 'file' ? target.path === module : target?.kind === 'dsl' && module === dslName;
        if (!hit || site.names?.includes(name) !== true) continue;
        const known = module === dslName ? `; there are ${publicNames.join(', ')}` : '';
        return {
          rule: 'schema-file-import',
          file: path,
          line: site.line,
          message: `${imported} has no export "${name}"${known}`,
        };
      }
    }
    return { rule: 'schema-file-import', file: entry, line: null, message: `${imported} has no export "${name}"` };
  }

  /** The innermost place in a stack trace that is in a schema file. */
  #place(stack: string): { file: string; line: number } | null {
    const component = this.#component;
    if (component === null) return null;
    const frame = framesIn(stack, component.prefix, (path) => component.modules.has(path)).at(0);
    return frame ?? null;
  }

  #moduleName(path: string): string {
    return `${this.#component?.prefix ?? ''}:/${path}`;
  }

  #resolve(base: string, specifier: string): string {
    // The driver and the DSL name modules as they are. Code that is made from text has a name of its own and imports nothing:
    // by their names it would reach the files of other components, and the collector.
    const prefix = `${this.#component?.prefix ?? ''}:/`;
    if (base.startsWith('chx:')) return specifier;
    if (!base.startsWith(prefix)) return `${nothingName}/refused`;
    const target = this.#component?.modules.get(base.slice(prefix.length))?.targets.get(specifier);
    if (target === undefined) return `${nothingName}/refused`;
    if (target.kind === 'file') return this.#moduleName(target.path);
    return target.kind === 'dsl' ? dslName : nothingName;
  }

  #load(name: string): string | null {
    if (name === coreName) return coreSource(limits);
    if (name === dslName) return `export { ${publicNames.join(', ')} } from '${coreName}';`;
    if (name === nothingName) return '';
    const prefix = `${this.#component?.prefix ?? ''}:/`;
    return name.startsWith(prefix) ? (this.#component?.modules.get(name.slice(prefix.length))?.code ?? null) : null;
  }
}

const outOfMemory = `it needs too much memory: a schema file has ${limits.memory >> 20} MB`;
const tooLong = 'it runs too long: a schema file has a fixed number of steps; look for an endless loop';

function exhaustion({ name, message }: Thrown): string | null {
  if (name === 'InternalError' && message === 'interrupted') {
    return tooLong;
  }
  if (message === 'stack overflow') return 'it calls or nests too deep; look for an endless recursion';
  const memory = [
    'out of memory',
    'string too long',
    'invalid repeat count',
    'invalid array length',
    'invalid array buffer length',
  ];
  if (memory.includes(message)) return outOfMemory;
  return null;
}

const oneLine = (text: string): string => {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 300 ? `${flat.slice(0, 300)}…` : flat;
};
