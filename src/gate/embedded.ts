/** Data in a line of markdown that readers don't see, as it can be found and trusted to be whole again. */
import { createHash } from 'node:crypto';

/** The value as one HTML comment that nothing in it can end, under a name of small letters, digits, `-` and `:`. */
export function embed(name: string, value: unknown): string {
  const text = escaped(JSON.stringify(value));
  return `<!-- ${name}:${checksum(text)}:${text} -->`;
}

/**
 * The value in a line that {@link embed} wrote; undefined where the line is another, or not as it was written. The checksum
 * tells accidents, not forgeries: whoever may write the line may write any.
 */
export function extract(name: string, line: string): unknown {
  const start = `<!-- ${name}:`;
  if (!line.startsWith(start) || !line.endsWith(' -->')) return undefined;
  const [, sum, text] = /^([0-9a-f]{16}):(.*)$/.exec(line.slice(start.length, -' -->'.length)) ?? [];
  if (text === undefined || checksum(text) !== sum) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** JSON in ASCII, in which nothing ends an HTML comment, is a mention or a tag. */
function escaped(json: string): string {
  return json
    .replace(/[<>&@\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/-(?=-)/g, '\\u002d');
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
