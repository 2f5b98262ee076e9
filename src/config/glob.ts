/**
 * The globs of `chx.yml`. A pull request writes them, so matching takes time linear in path times pattern: no regular
 * expressions are made of them.
 *
 * `*` any characters of one path segment, `?` one of them, `[abc]` and `[a-z]` one of those, `[!abc]` none of those,
 * a segment that is `**` any number of segments, `{a,b}` either. What starts with a dot is matched only by a pattern
 * that writes the dot.
 */

/** Most patterns that the braces of one glob may stand for. */
const maximumAlternatives = 64;

type Segment = '**' | readonly Piece[];
type Piece =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

export interface Glob {
  /** The leading segments without wildcards, `''` where there are none. */
  readonly base: string;
  /** Whether a path, from the root and with `/`, is matched. */
  matches(path: string): boolean;
  /** Whether something inside a folder of this path could be matched. */
  reaches(folder: string): boolean;
}

/** @returns Null where the text is no glob: empty, from `/`, `.` or `..` on, with `!` in front, or with `\`, `(`, `)`, `|`. */
export function parseGlob(text: string): Glob | null {
  if (text === '' || text.length > 500 || /^[/!]|[\\()|\0]|\/\/|\/$/.test(text)) return null;
  const alternatives = expandBraces(text);
  if (alternatives === null) return null;
  const patterns: (readonly Segment[])[] = [];
  for (const alternative of alternatives) {
    const parts = alternative.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..')) return null;
    const segments = parts.map(parseSegment);
    if (segments.some((segment) => segment === null)) return null;
    patterns.push(segments.flatMap((segment) => (segment === null ? [] : [segment])));
  }
  const literal = text.split('/');
  const wild = literal.findIndex((part) => /[*?[{]/.test(part));
  return {
    base: literal.slice(0, wild < 0 ? literal.length - 1 : wild).join('/'),
    matches: (path) => patterns.some((pattern) => matchPath(pattern, path.split('/'), false)),
    reaches: (folder) => patterns.some((pattern) => matchPath(pattern, folder.split('/'), true)),
  };
}

/** The patterns that a pattern with braces stands for; null where they don't match or are too many. */
function expandBraces(text: string): readonly string[] | null {
  const open = text.indexOf('{');
  if (open < 0) return text.includes('}') ? null : [text];
  if (text.lastIndexOf('}', open) >= 0) return null;
  const options: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let index = open; index < text.length; index++) {
    const char = text[index];
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    if ((char === ',' && depth === 1) || depth === 0) {
      options.push(text.slice(start, index));
      start = index + 1;
    }
    if (depth > 0) continue;
    const all: string[] = [];
    for (const option of options) {
      const expanded = expandBraces(text.slice(0, open) + option + text.slice(index + 1));
      if (expanded === null || all.length + expanded.length > maximumAlternatives) return null;
      all.push(...expanded);
    }
    return all;
  }
  return null;
}

function parseSegment(text: string): Segment | null {
  if (text === '**') return '**';
  const pieces: Piece[] = [];
  const chars = [...text];
  for (let index = 0; index < chars.length; index++) {
    const char = chars[index] ?? '';
    if (char === '*') {
      if (pieces.at(-1)?.kind !== 'any') pieces.push({ kind: 'any' });
    } else if (char === '?') pieces.push({ kind: 'one' });
    else if (char === '[') {
      const end = chars.indexOf(']', index + 2);
      if (end < 0) return null;
      const negated = chars[index + 1] === '!' || chars[index + 1] === '^';
      const ranges = parseRanges(chars.slice(index + (negated ? 2 : 1), end));
      if (ranges.length === 0) return null;
      pieces.push({ kind: 'class', negated, ranges });
      index = end;
    } else pieces.push({ kind: 'char', char });
  }
  return pieces;
}

function parseRanges(chars: readonly string[]): (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let index = 0; index < chars.length; index++) {
    const from = chars[index] ?? '';
    const to = chars[index + 2];
    if (chars[index + 1] === '-' && to !== undefined) {
      ranges.push([from, to]);
      index += 2;
    } else ranges.push([from, from]);
  }
  return ranges;
}

/**
 * Wildcard matching that goes back to the last `**` alone: an earlier one would take no segment that the last one can't.
 *
 * @param prefix - Whether the path only has to be the beginning of something that matches.
 */
function matchPath(pattern: readonly Segment[], path: readonly string[], prefix: boolean): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < path.length) {
    const segment = pattern[at];
    const name = path[index] ?? '';
    if (segment === '**') {
      star = at;
      resume = index;
      at += 1;
    } else if (segment !== undefined && matchSegment(segment, name)) {
      at += 1;
      index += 1;
    } else if (star >= 0 && !(path[resume] ?? '').startsWith('.')) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  if (prefix) return at < pattern.length || star >= 0;
  while (pattern[at] === '**') at += 1;
  return at === pattern.length;
}

function matchSegment(pieces: readonly Piece[], name: string): boolean {
  if (name.startsWith('.') && !(pieces[0]?.kind === 'char' && pieces[0].char === '.')) return false;
  const chars = [...name];
  let at = 0;
  let index = 0;
  let star = -1;
  let resume = 0;
  while (index < chars.length) {
    const piece = pieces[at];
    if (piece?.kind === 'any') {
      star = at;
      resume = index;
      at += 1;
    } else if (piece !== undefined && matchChar(piece, chars[index] ?? '')) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (pieces[at]?.kind === 'any') at += 1;
  return at === pieces.length;
}

function matchChar(piece: Exclude<Piece, { kind: 'any' }>, char: string): boolean {
  if (piece.kind === 'one') return true;
  if (piece.kind === 'char') return piece.char === char;
  return piece.ranges.some(([from, to]) => from <= char && char <= to) !== piece.negated;
}
