import type { SourceRef } from '../../schema/model.ts';

/** What the module names of a component start with inside the machine: told from its key, so that results don't depend on others. */
export const modulePrefix = (componentKey: string): string => componentKey.slice(0, 16);

/**
 * The frames of a QuickJS stack trace that are in a component's files, innermost first.
 *
 * @param stack - Lines such as `    at f (1f2e…:/schema/a.ts:3:7)`.
 * @param prefix - From {@link modulePrefix}.
 * @param isKnown - Whether a path is one of the component's: a trace holds names that the file's author chose.
 */
export function framesIn(stack: string, prefix: string, isKnown: (path: string) => boolean): SourceRef[] {
  const frames: SourceRef[] = [];
  for (const text of stack.split('\n')) {
    // What a function is called stands before the place, and may look like one.
    const start = text.lastIndexOf(`${prefix}:/`);
    const match = start < 0 ? null : /^(.*?):([1-9]\d{0,6})(?::\d+)?\)?$/.exec(text.slice(start + prefix.length + 2));
    // A trace may be made up: no editor and no check run takes line 0 or one of twenty digits.
    if (match?.[1] !== undefined && isKnown(match[1])) frames.push({ file: match[1], line: Number(match[2]) });
  }
  return frames;
}
