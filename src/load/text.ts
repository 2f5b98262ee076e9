/**
 * Bytes of a file to text, or why they are none.
 */

/** Larger files are no schema that a person reviews. */
export const maximumFileBytes = 4 << 20;

export type Decoded =
  | { readonly text: string }
  | { readonly rule: string; readonly line: number | null; readonly message: string };

const lfsHeader = 'version https://git-lfs.github.com/spec/';

/**
 * Decodes UTF-8. A byte order mark is left out; CRLF and lone CR become LF, so that a checkout's line ends change nothing.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > maximumFileBytes) return tooLarge(bytes.length);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return { rule: 'file-encoding', line: 1, message: 'it is UTF-16; save it as UTF-8' };
  const nul = bytes.indexOf(0);
  if (nul >= 0) {
    return {
      rule: 'file-encoding',
      line: lineOf(bytes, nul),
      message: 'it holds a NUL byte; save it as plain UTF-8 text',
    };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {
      rule: 'file-encoding',
      line: lineOf(bytes, firstInvalid(bytes)),
      message: 'it is no valid UTF-8; save it as UTF-8',
    };
  }
  if (text.startsWith(lfsHeader)) {
    const message = 'it is a Git LFS pointer, its content is elsewhere; keep schema files out of LFS (.gitattributes)';
    return { rule: 'file-lfs', line: null, message };
  }
  return { text: text.replace(/\r\n?/g, '\n') };
}

/** The finding for a file of so many bytes. */
export function tooLarge(bytes: number): Exclude<Decoded, { text: string }> {
  const message = `it has ${bytes} bytes, more than the ${maximumFileBytes} that are read; split it`;
  return { rule: 'file-too-large', line: null, message };
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let index = 0; index < offset; index++) if (bytes[index] === 10) line += 1;
  return line;
}

/** The offset of the line that holds the first invalid sequence: lines are tried one by one, as no UTF-8 spans a line end. */
function firstInvalid(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(10, start);
    const end = next < 0 ? bytes.length : next;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return start;
    }
    start = end + 1;
  }
  return 0;
}
