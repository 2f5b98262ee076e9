/**
 * What the sandbox and its host say to each other. Everything is plain data; definitions cross as JSON text.
 */

/** Limits that do not depend on the machine, except for the last, which is a backstop for what they can't see. */
export const limits = {
  /** Interrupt ticks that one schema file may take; a tick is some 10,000 loop rounds or calls. */
  ticks: 1_000,
  /** Steps of promises that one file may leave to be done. */
  jobs: 10_000,
  /** Bytes of memory for the engine with all files of one component of the import graph; whole pages of 64 KB. */
  memory: 128 << 20,
  /** Bytes of QuickJS's stack; the thread's own stack is far larger, so that this limit is met first. */
  stack: 256 << 10,
  threadStackMb: 32,
  /** Characters of JSON that one file's definitions may have. */
  json: 32 << 20,
  /** Depth of the values in a definition. */
  depth: 32,
  /** Milliseconds for all files of one schema: only native code that doesn't count ticks ever gets here. */
  wallClock: 20_000,
  /** Milliseconds for the thread to start. */
  start: 30_000,
} as const;

export interface SandboxFile {
  readonly path: string;
  /** Identity of the content. */
  readonly id: string;
}

export interface SandboxRequest {
  /** Grows by one with each request. */
  readonly serial: number;
  /** The schema files that are code, sorted by path: what can be imported, and what is evaluated. */
  readonly files: readonly SandboxFile[];
  /** Texts by id, without those that were sent before. */
  readonly texts: ReadonlyMap<string, string>;
}

export type ProblemRule =
  | 'schema-file-syntax'
  | 'schema-file-import'
  | 'schema-file-error'
  | 'schema-file-budget'
  | 'schema-file-ignored-import';

export interface Problem {
  readonly rule: ProblemRule;
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

/** What one connected component of the import graph came to. */
export interface ComponentResult {
  /** Digest of the component's paths and contents: equal keys have equal results. */
  readonly key: string;
  /** For each file that was evaluated to its end, in order: the JSON of its definitions. */
  readonly files: readonly {
    readonly path: string;
    readonly json: string;
    /** Whether other files import it: it needs no definitions of its own then. */
    readonly imported: boolean;
  }[];
  readonly problems: readonly Problem[];
}

export type SandboxMessage =
  | { readonly kind: 'started'; readonly serial: number; readonly paths: readonly string[] }
  | { readonly kind: 'result'; readonly serial: number; readonly component: ComponentResult }
  | { readonly kind: 'done'; readonly serial: number }
  | { readonly kind: 'crashed'; readonly serial: number; readonly message: string };
