/**
 * Random schemas and random edits of them: each pair either is refused by a named rule, or its plan, all guards confirmed,
 * passes on the engine. By hand, with another seed and more pairs: `CHX_PAIRS=600 CHX_SEED=7 npx vitest run test/plan/random`.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomPair } from './random-schema.ts';
import { planConfirmed, planSchemas, ruleErrors, schemaOf, verify } from './support.ts';

const pairs = Number(process.env['CHX_PAIRS'] ?? 40);
const seed = Number(process.env['CHX_SEED'] ?? 20_260);

test(`${pairs} random changes converge or are refused by name`, { timeout: 10_000 + pairs * 6_000 }, async () => {
  const arbitrary = fc.gen().map((choose) => randomPair((count) => choose(fc.nat, { max: count - 1 })));
  let verified = 0;
  let refused = 0;
  for (const [index, pair] of fc.sample(arbitrary, { seed, numRuns: pairs }).entries()) {
    const where = `pair ${index} of seed ${seed} (${pair.edits.join(', ')})\n${pair.base}\n\n-- becomes\n\n${pair.head}`;
    const [base, head] = [schemaOf(pair.base), schemaOf(pair.head)];
    expect(
      ruleErrors(base).map(({ message }) => message),
      `the base of ${where}`,
    ).toEqual([]);
    const planned = planConfirmed(base, head);
    if (ruleErrors(head).length > 0 || planned.refusals.length > 0) {
      refused += 1;
      continue;
    }
    const again = planSchemas(head, head);
    expect([again.sql, again.findings], `the head against itself: ${where}`).toEqual([[], []]);
    expect(await verify(planned), `${where}\n\n-- plan\n\n${planned.sql.join(';\n')}`).toMatchObject({
      status: 'passed',
    });
    verified += 1;
  }
  // Were all refused, nothing would have been tried.
  expect(verified).toBeGreaterThan(refused * 2);
});
