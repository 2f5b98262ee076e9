/**
 * One schema file from TypeScript to JavaScript, line for line, and what it imports.
 */
import { transform } from 'sucrase';
import { parse, type Token } from 'sucrase/dist/parser/index.js';
import { TokenType as tokens } from 'sucrase/dist/parser/tokenizer/types.js';

/** One `import` or `export ... from` that is left once types are stripped. */
export interface ImportSite {
  readonly specifier: string;
  readonly line: number;
  /** What it names: export names, `default`; null for `*`; empty where it names nothing (`import 'x'`). */
  readonly names: readonly string[] | null;
}

export interface Transpiled {
  readonly code: string;
  readonly imports: readonly ImportSite[];
  /** The line of the first `import(...)`, which schema files may not use. */
  readonly dynamicImport: number | null;
}

/** A file that is no TypeScript. */
export class TranspileError extends Error {
  readonly line: number | null;

  constructor(message: string, line: number | null) {
    super(message);
    this.line = line;
  }
}

/**
 * @param text - The file's text.
 * @param typescript - Whether there are types to strip.
 * @throws {@link TranspileError}
 */
export function transpile(text: string, typescript: boolean): Transpiled {
  try {
    const code = typescript ? transform(text, { transforms: ['typescript'], disableESTransforms: true }).code : text;
    return { code, ...findImports(code) };
  } catch (error) {
    if (error instanceof RangeError) throw new TranspileError('it is nested too deep', null);
    if (!(error instanceof SyntaxError)) throw error;
    const line = 'loc' in error && isPlace(error.loc) ? error.loc.line : null;
    throw new TranspileError(error.message.replace(/ \(\d+:\d+\)$/, ''), line);
  }
}

const isPlace = (value: unknown): value is { line: number } =>
  typeof value === 'object' && value !== null && 'line' in value && typeof value.line === 'number';

function findImports(code: string): Omit<Transpiled, 'code'> {
  const all = parse(code, false, false, false).tokens;
  const imports: ImportSite[] = [];
  let dynamicImport: number | null = null;
  const lineAt = lineCounter(code);
  for (let index = 0; index < all.length; index++) {
    const token = all[index];
    const next = all[index + 1];
    if (token === undefined || next === undefined) break;
    const isImport = token.type === tokens._import;
    if (!isImport && token.type !== tokens._export) continue;
    const before = all[index - 1]?.type;
    if (before === tokens.dot || before === tokens.questionDot) continue;
    if (isImport && next.type === tokens.parenL) {
      dynamicImport ??= lineAt(token.start);
      continue;
    }
    const source = isImport && next.type === tokens.string ? next : sourceOf(all, index + 1, code);
    if (source === null) continue;
    imports.push({
      specifier: unquote(code.slice(source.start, source.end)),
      line: lineAt(token.start),
      names: source === next ? [] : namesIn(code.slice(token.end, source.start)),
    });
  }
  return { imports, dynamicImport };
}

/** The string behind `from` in the clause that starts here; null where the statement has none. */
function sourceOf(all: readonly Token[], start: number, code: string): Token | null {
  let depth = 0;
  for (let index = start; index < all.length; index++) {
    const token = all[index];
    const next = all[index + 1];
    if (token === undefined || next === undefined) return null;
    const word = code.slice(token.start, token.end);
    if (depth === 0 && word === 'from' && next.type === tokens.string) return next;
    if (token.type === tokens.braceL) depth += 1;
    else if (token.type === tokens.braceR) depth -= 1;
    else if (depth === 0 && !(word === '*' || word === 'as' || word === ',' || /^[\p{ID_Start}$_]/u.test(word)))
      return null;
    // `export const x`, `export function`, `export default`: a declaration, not a clause.
    if (depth === 0 && /^(const|let|var|function|class|default|async)$/.test(word)) return null;
    if (depth < 0) return null;
  }
  return null;
}

function namesIn(clause: string): readonly string[] | null {
  if (clause.includes('*')) return null;
  const braces = /\{([^}]*)\}/.exec(clause);
  const names = (braces?.[1] ?? '').split(',').map((item) => unquote(item.trim().split(/\s+as\s+/)[0] ?? ''));
  const bare = clause
    .replace(/\{[^}]*\}/, '')
    .replace(/\bfrom\s*$/, '')
    .replace(/,/g, '')
    .trim();
  return [...(bare === '' ? [] : ['default']), ...names.filter((name) => name !== '')];
}

/** The text of a string literal; escapes in import specifiers are as good as never written, and match nothing. */
function unquote(literal: string): string {
  return /^(['"]).*\1$/.test(literal) ? literal.slice(1, -1) : literal;
}

function lineCounter(text: string): (offset: number) => number {
  let offset = 0;
  let line = 1;
  return (target) => {
    for (; offset < target; offset++) if (text.charCodeAt(offset) === 10) line += 1;
    return line;
  };
}
