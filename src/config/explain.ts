/**
 * What zod found wrong with a value, in words that name the key and what is accepted there.
 */
import type { z } from 'zod';
import { nearest } from './nearest.ts';

export interface Explained {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

/**
 * @param issue - From a parse with `reportInput`; its message says what is accepted.
 * @param format - What was parsed against: the source of the keys that are known.
 * @returns One line for each unknown key, else one.
 */
export function explainIssue(issue: z.core.$ZodIssue, format: z.ZodType): readonly Explained[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(format, issue.path);
    return issue.keys.map((key) => {
      const meant = nearest(key, known);
      const hint = meant === null ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
      const where = path === '' ? '' : ` in ${path}`;
      return { path: [...issue.path, key], text: `unknown key "${key.slice(0, 60)}"${where}; ${hint}` };
    });
  }
  const subject = path === '' ? 'the file' : path;
  const state = issue.input === undefined ? 'missing' : shown(issue.input);
  return [{ path: issue.path, text: `${subject} is ${state}; accepted: ${issue.message}` }];
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The keys that a format knows at a path; it unwraps what is optional and steps through lists and mappings. */
function keysAt(format: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: z.core.$ZodType | undefined = format;
  const steps: (PropertyKey | null)[] = [...path, null];
  for (const step of steps) {
    while (current !== undefined && 'innerType' in current._zod.def) {
      current = (current._zod.def as z.core.$ZodOptionalDef).innerType;
    }
    const def = current?._zod.def as z.core.$ZodTypes['_zod']['def'] | undefined;
    if (def === undefined) return [];
    if (def.type === 'object') {
      if (step === null) return Object.keys(def.shape);
      current = def.shape[String(step)];
    } else if (def.type === 'array') current = def.element;
    else if (def.type === 'record') current = def.valueType;
    else return [];
  }
  return [];
}
