/**
 * Runs the probes of the compatibility matrix on every engine at hand and prints feature, engine, expected, seen. Fails where
 * an engine contradicts the matrix. Arguments are ids of features; none for all of them. `--wrong` prints contradictions only.
 */
import { matrix } from '../src/compat/matrix.ts';
import { describeSeen } from '../src/compat/probe.ts';
import { engineChoices } from '../test/engines/at-hand.ts';
import { runProbes } from '../test/engines/probe.ts';

const args = process.argv.slice(2);
const ids = args.filter((arg) => !arg.startsWith('--'));
const unknown = ids.filter((id) => !matrix.some((feature) => feature.id === id));
if (unknown.length > 0) throw new Error(`no feature has the id ${unknown.join(', ')}: see docs/compatibility.md`);
const features = matrix.filter((feature) => ids.length === 0 || ids.includes(feature.id));
const summary: string[] = [];

for (const { name, start, howToGet } of engineChoices()) {
  if (start === null) {
    summary.push(`${name}: not at hand (${howToGet})`);
    continue;
  }
  await using engine = await start();
  const results = await runProbes(engine, features);
  for (const { feature, probe, expected, plain, enabled, contradiction } of results) {
    if (args.includes('--wrong') && contradiction === null) continue;
    const id = probe.shows === undefined ? feature.id : `${feature.id} (${probe.shows})`;
    const seen =
      enabled === null ? describeSeen(plain) : `${describeSeen(plain)}, with its setting ${describeSeen(enabled)}`;
    console.log([id, engine.name, expected, seen].join('\t'));
    if (contradiction !== null) {
      const refusal = enabled?.kind === 'refused' ? enabled : plain;
      console.log(`  CONTRADICTS THE MATRIX: ${contradiction}`);
      if (refusal.kind === 'refused') console.log(`  ${refusal.text.replace(/\s*\n\s*/g, ' ').slice(0, 400)}`);
      process.exitCode = 1;
    }
  }
  const wrong = results.filter(({ contradiction }) => contradiction !== null).length;
  summary.push(`${engine.name} (${engine.version}): ${results.length} probes, ${wrong} contradict the matrix`);
}
console.log(summary.join('\n'));
