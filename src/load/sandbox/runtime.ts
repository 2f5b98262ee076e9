/**
 * JavaScript that runs inside the sandbox, as text: what `chx` and `@chkit/core` resolve to, and what reads a schema
 * file's exports. It mirrors `src/authoring/index.ts`; a test holds the two against each other.
 */

/**
 * Runs once in a new virtual machine, before any schema file. It takes away what differs from run to run and freezes
 * what files could change for each other: every object that code can reach without an import.
 */
export const lockdownSource = `'use strict';
(() => {
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, freeze } = Object;
  const ownKeys = Reflect.ownKeys;
  const refuse = (name, reason) => {
    defineProperty(globalThis, name, { configurable: true, enumerable: false, get() { throw new Error(name + reason); } });
  };
  const noEnvironment = ' is not there in a schema file, which must mean the same everywhere: write the value, or \\'\${chx:NAME}\\' for a secret';
  const noClock = ' is not there in a schema file, which must mean the same on every run: write the value';
  const noReach = ' is not there in a schema file: files, network and timers are out of reach';
  defineProperty(globalThis, 'process', {
    configurable: true,
    get() {
      return freeze(defineProperty({}, 'env', { get() { throw new Error('process.env' + noEnvironment); } }));
    },
  });
  for (const name of ['Bun', 'Deno', 'global', 'window', 'self']) refuse(name, noEnvironment);
  for (const name of ['Date', 'performance', 'Temporal', 'Intl']) refuse(name, noClock);
  for (const name of ['crypto', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics']) {
    delete globalThis[name];
    refuse(name, noClock);
  }
  for (const name of ['require', 'module', 'exports', '__dirname', '__filename', 'Buffer', 'fetch', 'XMLHttpRequest', 'WebSocket', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Worker']) {
    refuse(name, noReach);
  }
  const random = () => { throw new Error('Math.random' + noClock); };
  defineProperty(Math, 'random', { value: random, writable: false, enumerable: false, configurable: false });
  const quiet = () => undefined;
  const console = {};
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'table', 'dir', 'assert', 'group', 'groupEnd']) console[name] = quiet;
  defineProperty(globalThis, 'console', { value: console, writable: false, enumerable: false, configurable: false });

  const seen = new Set();
  const pending = [globalThis, function* () {}, async () => {}, async function* () {}, [][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ''[Symbol.iterator](), 'a'.matchAll(/a/g), (function* () {})(), (async function* () {})()];
  while (pending.length > 0) {
    const value = pending.pop();
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
    seen.add(value);
    freeze(value);
    pending.push(getPrototypeOf(value));
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key);
      if (property === undefined) continue;
      if ('value' in property) pending.push(property.value);
      else pending.push(property.get, property.set);
    }
  }
})();
`;

/** The module `chx`, and what its definitions remember of where they were made. */
export const coreSource = (limits: { readonly json: number; readonly depth: number }): string => `
const { freeze, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, create, keys } = Object;
const objectPrototype = Object.prototype;
const isArray = Array.isArray;
const stringify = JSON.stringify;
const kinds = freeze({ __proto__: null, table: 1, distributed: 1, view: 1, materialized_view: 1, dictionary: 1, database: 1, function: 1 });
const stacks = new WeakMap();
const where = (path) => (path === '' ? '' : ' at ' + path);

const define = (kind, name) => freeze((definition) => {
  if (typeof definition !== 'object' || definition === null || isArray(definition)) {
    throw new TypeError(name + '() takes one object, not ' + (definition === null ? 'null' : isArray(definition) ? 'a list' : typeof definition));
  }
  const made = freeze({ ...definition, kind });
  stacks.set(made, new Error().stack);
  return made;
});
export const table = define('table', 'table');
export const distributed = define('distributed', 'distributed');
export const view = define('view', 'view');
export const materializedView = define('materialized_view', 'materializedView');
export const dictionary = define('dictionary', 'dictionary');
export const database = define('database', 'database');
export const sqlFunction = define('function', 'sqlFunction');
export const schema = freeze((...definitions) => freeze(definitions));
export const codec = freeze({ raw: freeze((expression) => freeze({ kind: 'raw', expression })) });
export const isSchemaDefinition = freeze((value) => typeof value === 'object' && value !== null && 'kind' in value && \`\${value.kind}\` in kinds);
export const defineConfig = freeze((config) => config);

/** A copy as plain data. What a definition names by another definition becomes its name and cluster. */
const plain = (value, path, depth, root) => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a definition holds ' + value + where(path));
    return value;
  }
  if (typeof value !== 'object') throw new TypeError('a definition holds a ' + typeof value + where(path) + '; it is plain data');
  if (depth > ${limits.depth}) throw new TypeError('a definition is nested too deep, or in itself' + where(path));
  if (isArray(value)) {
    const copy = [];
    for (let index = 0; index < value.length; index++) {
      defineProperty(copy, index, { value: plain(value[index], path + '[' + index + ']', depth + 1, false), enumerable: true, configurable: true, writable: true });
    }
    return copy;
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== objectPrototype && prototype !== null) throw new TypeError('a definition holds an object of a class' + where(path) + '; it is plain data');
  const reference = !root && stacks.has(value);
  const copy = create(null);
  for (const key of reference ? ['database', 'name', 'cluster'] : keys(value)) {
    const item = value[key];
    if (item !== undefined) copy[key] = plain(item, path === '' ? key : path + '.' + key, depth + 1, false);
  }
  return copy;
};

const collected = new WeakSet();
/** All definitions among a module's exports, with where each was made, as JSON. What an earlier file gave counts there. */
export const collect = (module) => {
  const found = [];
  let known = 0;
  const walk = (value, depth) => {
    if (typeof value !== 'object' || value === null || depth > ${limits.depth}) return;
    if (isArray(value)) {
      for (let index = 0; index < value.length; index++) walk(value[index], depth + 1);
      return;
    }
    const kind = getOwnPropertyDescriptor(value, 'kind')?.value;
    if (typeof kind !== 'string' || !(kind in kinds)) return;
    known += 1;
    if (collected.has(value)) return;
    collected.add(value);
    const label = typeof value.name === 'string' ? value.name : '';
    const stack = stacks.get(value) ?? '';
    let definition;
    try {
      definition = plain(value, label, 0, true);
    } catch (error) {
      // The place to show is where the definition was made.
      if (error instanceof TypeError && stack !== '') defineProperty(error, 'stack', { value: stack });
      throw error;
    }
    defineProperty(found, found.length, { value: { stack, definition }, enumerable: true });
  };
  for (const name of keys(module)) walk(module[name], 0);
  const json = stringify({ known, found });
  if (json.length > ${limits.json}) throw new RangeError('its definitions are longer than ${limits.json} characters of JSON');
  return json;
};
`;

/** What schema files get when they import `chx` or `@chkit/core`: the names of `src/authoring/index.ts`. */
export const publicNames = [
  'codec',
  'database',
  'defineConfig',
  'dictionary',
  'distributed',
  'isSchemaDefinition',
  'materializedView',
  'schema',
  'sqlFunction',
  'table',
  'view',
] as const;
