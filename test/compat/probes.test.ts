/** The matrix says what the engines do: every probe on every engine at hand. */
import { describe, expect, test } from 'vitest';
import { knownEngines } from '../../src/compat/engines.ts';
import { matrix } from '../../src/compat/matrix.ts';
import { contradiction, type Seen } from '../../src/compat/probe.ts';
import { engineChoices } from '../engines/at-hand.ts';
import { runProbes } from '../engines/probe.ts';

for (const { name, start, howToGet } of engineChoices()) {
  if (start === null) {
    test(`${name} is not at hand: ${howToGet}`, () => {
      const required = process.env['CHX_ENGINES'] === 'require' && knownEngines.some((engine) => engine.name === name);
      expect(required, `CHX_ENGINES=require, and ${name} is missing: ${howToGet}`).toBe(false);
    });
    continue;
  }
  test(name, async () => {
    await using engine = await start();
    const known = knownEngines.find((one) => one.name === engine.name || name === one.name);
    if (known !== undefined) {
      // What docs/compatibility.md says about where rows were probed rests on these.
      expect(engine.version).toBe(known.version);
      expect(engine.provides).toEqual(known.provides);
      expect(engine.cluster).toBe(known.cluster);
    }
    const results = await runProbes(engine, matrix);
    expect(results.length).toBeGreaterThan(250);
    const wrong = results.filter((result) => result.contradiction !== null);
    expect(wrong.map(({ feature, probe, contradiction }) => [feature.id, probe.shows ?? '', contradiction])).toEqual(
      [],
    );
  }, 300_000);
}

describe('what contradicts a row', () => {
  const engine = { version: '20.1', provides: new Set<string>(), cluster: null };
  const probe = { statement: '', refused: [62] };
  const works: Seen = { kind: 'works' };
  const refused = (code: number): Seen => ({ kind: 'refused', code, at: 'statement', text: '' });
  const feature = { id: 'x', title: 'x', area: 'tables', sources: [], probes: [] } as const;
  const setting = { since: '19.1', setting: 's' };

  test.each([
    ['lacking, refused with its code', { ...feature, since: ['20.4'] }, refused(62), null, null],
    [
      'lacking, refused with another',
      { ...feature, since: ['20.4'] },
      refused(60),
      null,
      'it is refused 60, not with 62',
    ],
    ['lacking, accepted', { ...feature, since: ['20.4'] }, works, null, 'it is accepted'],
    ['having, accepted', { ...feature, since: ['19.1'] }, works, null, null],
    ['having, refused', { ...feature, since: ['19.1'] }, refused(62), null, 'it is refused 62'],
    ['experimental, refused and enabled', { ...feature, since: null, experimental: setting }, refused(62), works, null],
    [
      'experimental, without need of its setting',
      { ...feature, since: null, experimental: setting },
      works,
      works,
      'it is accepted',
    ],
    [
      'experimental, refused with its setting',
      { ...feature, since: null, experimental: setting },
      refused(62),
      refused(62),
      'with its setting it is refused 62',
    ],
    ['unknown, anything', { ...feature, since: ['26.5'], lacked: '19.1' }, works, null, null],
  ] as const)('%s', (_, row, plain, enabled, expected) => {
    expect(contradiction(row, probe, engine, plain, enabled)).toBe(expected);
  });
});
