/** Writes docs/rules.md from the rules. With `--check` it writes nothing and fails where the file is not current. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ruleCatalogue } from '../src/rules/catalogue/markdown.ts';

const file = new URL('../docs/rules.md', import.meta.url);
const wanted = ruleCatalogue();

if (process.argv.includes('--check')) {
  if (current() !== wanted) {
    console.error('docs/rules.md is not what src/rules says: run `node scripts/generate-rules.ts` and commit the file');
    process.exitCode = 1;
  }
} else {
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, wanted);
}

function current(): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
