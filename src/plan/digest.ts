/** Digests: of schemas, of plans, and of what a guard holds back. `docs/formats.md` specifies the bytes. */
import { createHash } from 'node:crypto';
import type { Schema, SchemaObject } from '../schema/model.ts';

/**
 * A list of texts as bytes that no other list has: each as its length in bytes, a colon, the UTF-8 text and a comma,
 * after the name of what is encoded.
 */
export function encode(domain: string, fields: readonly string[]): Buffer {
  return Buffer.concat(
    [domain, ...fields].map((field) => {
      const bytes = Buffer.from(field, 'utf8');
      return Buffer.concat([Buffer.from(`${bytes.length}:`, 'latin1'), bytes, Buffer.from(',', 'latin1')]);
    }),
  );
}

export function sha256(domain: string, fields: readonly string[]): string {
  return `sha256:${createHash('sha256').update(encode(domain, fields)).digest('hex')}`;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** The first 130 bits of the digest as 26 characters of base32 (RFC 4648, lower case). */
export function shortId(domain: string, fields: readonly string[]): string {
  const bytes = createHash('sha256').update(encode(domain, fields)).digest();
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n;
  let text = '';
  for (let index = 25; index >= 0; index -= 1) text += alphabet.charAt(Number((bits >> BigInt(index * 5)) & 31n));
  return text;
}

/**
 * The canonical text of an object: what it is, not where or how it was written. Expressions stand by their keys, so
 * white space and comments leave it alone.
 */
export function canonicalObject(object: SchemaObject): string {
  return canonicalJson(object);
}

/** JSON with sorted keys, without places, printed forms and announcements. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'at' || key === 'text' || key === 'renamedFrom' || key === 'columnsFromLocal') return undefined;
    if (part !== null && typeof part === 'object' && !Array.isArray(part)) {
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    }
    return part;
  });
}

/** The digest of a schema: two schemas that mean the same have the same. */
export function schemaDigest(schema: Schema): string {
  return sha256('chx/schema/v1', [...schema.objects.values()].map(canonicalObject));
}
