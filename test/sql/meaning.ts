import type { SchemaObject } from '../../src/schema/model.ts';

/** An object without its places and without the author's spelling: what the planner compares. */
export function meaning(object: SchemaObject): unknown {
  return strip(object);
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  if ('key' in value && 'text' in value) return value.key;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'at')
      .map(([name, part]) => [name, strip(part)]),
  );
}
