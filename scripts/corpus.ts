/**
 * Plans every step of the corpus and writes the outcomes to `docs/corpus.md`; with `--check` it writes nothing and fails
 * where that file is not what would be written. Needs the public corpus (`CHX_CORPUS`, else `../shared/corpus`) and chdb.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CorpusResult, langfuseCorpora, ownCorpora, runCorpus } from '../test/corpus/corpora.ts';
import { LangfuseConfigs } from '../test/corpus/langfuse.ts';
import { renderCorpus } from '../test/corpus/report.ts';

const file = join(import.meta.dirname, '../docs/corpus.md');
const check = process.argv.includes('--check');

using configs = new LangfuseConfigs();
const results: CorpusResult[] = [];
for (const corpus of [...langfuseCorpora(configs), ...ownCorpora()]) {
  results.push(
    await runCorpus(corpus, ({ name, exit, confirmed, verified, problems, errors }) => {
      const end = confirmed === null ? `${exit}` : `${exit}, then ${confirmed}`;
      const said = verified === 'failed' || exit === 1 || exit === 2 ? [...problems, errors.trim()] : [];
      process.stderr.write(
        `${corpus.id} ${name}: ${end} ${verified ?? ''}${said.map((line) => `\n    ${line}`).join('')}\n`,
      );
    }),
  );
}
const text = renderCorpus(results);
if (!check) {
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  process.stderr.write('docs/corpus.md is not current: run npm run corpus and commit it\n');
  process.exitCode = 1;
}
