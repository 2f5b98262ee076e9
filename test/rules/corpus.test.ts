/** A real team ran every state of this schema: no rule may see an error in one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findLangfuse, missingLangfuse } from '../corpus/langfuse.ts';
import { check, read } from './read.ts';

const langfuse = findLangfuse() ?? '';
const isThere = langfuse !== '';

test.runIf(!isThere && Boolean(process.env['CI']))('the corpus is there', () => {
  throw new Error(missingLangfuse);
});

describe.skipIf(!isThere)('langfuse (set CHX_CORPUS where this is skipped)', () => {
  test.each(['clustered', 'unclustered'])('%s', (flavour) => {
    const folder = join(langfuse, flavour);
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    expect(files).toHaveLength(46);
    const config = flavour === 'clustered' ? 'version: 1\ndistributed: {}\n' : 'version: 1\n';
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
    const objects = texts.map((text) => read(text, config).schema.objects.size);
    expect(objects.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(400);
    const found = texts.flatMap((text) => [...check(text, config)]);
    // Nor does any rule warn. One that begins to has to be defended in docs/corpus.md and named here.
    expect(found).toEqual([]);
  });
});
