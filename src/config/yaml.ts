/**
 * YAML to a validated value, with one line per problem: file, line, key, what would be accepted.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ChxError, exitCodes } from '../schema/error.ts';
import { explainIssue } from './explain.ts';

/** Bytes are not counted, characters are: a config of hundreds of hosts stays far below. */
const maximumCharacters = 1 << 20;
const maximumAliases = 100;
const maximumProblems = 20;

interface Problem {
  readonly line: number;
  readonly text: string;
}

/**
 * @param text - A YAML 1.2 document; a byte order mark and CRLF are accepted.
 * @param file - Its path, for messages.
 * @param format - What it has to be; its messages name what is accepted.
 * @throws {@link ChxError} with exit code 2 and all problems, a line each.
 */
export function readYaml<T extends z.ZodType>(text: string, file: string, format: T): z.infer<T> {
  const fail = (problems: readonly Problem[]): never => {
    const lines = [...problems]
      .sort((a, b) => a.line - b.line)
      .slice(0, maximumProblems)
      .map((problem) => `${file}:${problem.line}: ${problem.text}`);
    if (problems.length > maximumProblems)
      lines.push(`${file}: and ${problems.length - maximumProblems} more problems`);
    throw new ChxError(exitCodes.usage, lines.join('\n'));
  };

  if (text.length > maximumCharacters) {
    return fail([{ line: 1, text: `the file is larger than ${maximumCharacters} characters; split it or shorten it` }]);
  }
  const control = controlAt(text);
  if (control >= 0) {
    const line = text.slice(0, control).split('\n').length;
    return fail([{ line, text: 'the file holds a control character; save it as plain UTF-8 text' }]);
  }

  const lines = new LineCounter();
  const document = parse(text, lines, fail);
  const lineAt = (offset: number | undefined): number => Math.max(1, lines.linePos(offset ?? 0).line);
  // One error of the syntax often brings others behind it: the first is the one to mend.
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) {
    return fail([{ line: lineAt(broken.pos[0]), text: yamlMessage(broken.code, broken.message) }]);
  }
  if (document.contents === null) {
    return fail([{ line: 1, text: 'the file is empty; it needs at least "version: 1"' }]);
  }
  const keys = badKeys(document.contents).map((key) => ({
    line: lineAt(key.offset),
    text: `the key ${key.text} is not a plain name; write it as text, in quotes where it looks like a number`,
  }));
  if (keys.length > 0) return fail(keys);

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maximumAliases });
  } catch (error) {
    const reason = error instanceof ReferenceError ? 'its aliases unfold to too much' : 'it is nested too deep';
    return fail([{ line: 1, text: `the file can't be read: ${reason}; write the values out` }]);
  }
  const result = format.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  return fail(result.error.issues.flatMap((issue) => explain(issue, format, document.contents, lineAt)));
}

function parse(text: string, lines: LineCounter, fail: (problems: readonly Problem[]) => never) {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, version: '1.2' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return fail([{ line: 1, text: "the file can't be read: it is nested too deep" }]);
  }
}

/** Where the first control character but tab and line ends stands; -1 where there is none. */
function controlAt(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0x7f) return index;
  }
  return -1;
}

function yamlMessage(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key is there twice; keep one of them';
  if (code === 'MULTIPLE_DOCS') return 'a second document starts here; keep one';
  if (code === 'TAB_AS_INDENT') return 'a tab is used for indentation; use blanks';
  if (message.includes('call stack')) return "the file can't be read: it is nested too deep";
  return `no valid YAML: ${message.split('\n')[0]}`;
}

/** Keys that no JSON-like mapping can hold, or that would be dropped on the way to one. */
function badKeys(root: unknown): { offset: number | undefined; text: string }[] {
  const found: { offset: number | undefined; text: string }[] = [];
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isSeq(node)) pending.push(...node.items);
    if (!isMap(node)) continue;
    for (const { key, value } of node.items) {
      const offset = isNode(key) ? key.range?.[0] : undefined;
      if (!isScalar(key)) found.push({ offset, text: 'here' });
      else if (typeof key.value !== 'string' || key.value === '__proto__') {
        found.push({ offset, text: JSON.stringify(key.source ?? String(key.value)) });
      }
      pending.push(value);
    }
  }
  return found;
}

/** The line of the value at a path: its key's line where it has one, else that of what surrounds it. */
function offsetAt(root: unknown, path: readonly PropertyKey[]): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0];
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      if (isNode(node)) offset = node.range?.[0];
    } else {
      break;
    }
    // What an alias stands for is written elsewhere: the place of its use is the better one to show.
    if (isAlias(node)) break;
  }
  return offset ?? (isNode(root) ? root.range?.[0] : undefined);
}

function explain(
  issue: z.core.$ZodIssue,
  format: z.ZodType,
  root: unknown,
  lineAt: (offset: number | undefined) => number,
): Problem[] {
  return explainIssue(issue, format).map(({ path, text }) => ({ line: lineAt(offsetAt(root, path)), text }));
}
