/** Writes docs/compatibility.md from the matrix. With `--check` it writes nothing and fails where the file is not current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { compatibilityPage } from '../src/compat/page.ts';

const file = new URL('../docs/compatibility.md', import.meta.url);
const wanted = compatibilityPage();

if (process.argv.includes('--check')) {
  if (current() !== wanted) {
    console.error(
      'docs/compatibility.md is not what src/compat says: run `node scripts/generate-compat.ts` and commit the file',
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, wanted);
}

function current(): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
