import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Feature } from '../../src/compat/feature.ts';
import { has } from '../../src/compat/lookup.ts';
import { compareVersions, formatVersion, parseVersion, readVersion } from '../../src/compat/version.ts';

describe('versions', () => {
  test.each([
    ['25.8', [25, 8]],
    ['20.8.5.45', [20, 8, 5, 45]],
    ['1.1.54343', [1, 1, 54343]],
    ['v24.3.5.46-lts', [24, 3, 5, 46]],
    ['18.16.1+ds', [18, 16, 1]],
    [' 23.8.16.40.altinitystable ', [23, 8, 16, 40]],
  ])('%s is read', (text, numbers) => expect(readVersion(text)).toEqual(numbers));

  test.each(['', '25', 'latest', '25.', '.8', '25,8', 'x25.8'])('%j is none', (text) => {
    expect(readVersion(text)).toBeNull();
    expect(() => parseVersion(text)).toThrow(/is no ClickHouse version: write it as 25\.8/);
  });

  test('numbers are compared as numbers, missing ones as 0', () => {
    const sorted = ['1.1.54343', '18.16.1', '19.3.3', '19.10', '19.17.4.11', '20.1', '20.8.5.45', '20.10', '25.8.0.1'];
    const shuffled = [...sorted].reverse().map(parseVersion).sort(compareVersions).map(formatVersion);
    expect(shuffled).toEqual(sorted);
    expect(compareVersions(parseVersion('25.8'), parseVersion('25.8.0.0'))).toBe(0);
  });
});

const row = (facts: Partial<Feature>): Feature => ({
  id: 'x',
  title: 'x',
  area: 'tables',
  since: 'before',
  sources: [],
  probes: [],
  ...facts,
});

describe('has', () => {
  const backported = row({ since: ['20.8.5.45', '20.9.4.76', '20.10.3.30', '20.11.2.1'] });
  const plain = row({ since: ['20.4'] });
  const unsure = row({ since: ['26.5'], lacked: '18.16.1' });
  const experimental = row({ since: ['22.2'], experimental: { since: '21.6', setting: 's' } });
  const gone = row({ since: null, experimental: { since: '23.1', setting: 's' }, until: '26.5', had: '24.5' });

  test.each([
    ['before, oldest', row({}), '18.16', 'yes'],
    ['before, newer', row({}), '26.7', 'yes'],
    ['before, older than the matrix', row({}), '18.14.9', 'unknown'],
    ['never', row({ since: null }), '26.7', 'no'],
    ['since, before', plain, '20.3.21.2', 'no'],
    ['since, the branch itself', plain, '20.4', 'yes'],
    ['since, after', plain, '21.1', 'yes'],
    ['backport, branch alone is its first release', backported, '20.8', 'no'],
    ['backport, one build too old', backported, '20.8.5.44', 'no'],
    ['backport, the build', backported, '20.8.5.45', 'yes'],
    ['backport, later in the branch', backported, '20.8.19.4', 'yes'],
    ['backport, early in the next branch', backported, '20.9.2.20', 'no'],
    ['backport, older branch', backported, '20.7.4.11', 'no'],
    ['backport, newest branch', backported, '20.12.3.3', 'yes'],
    ['between', unsure, '22.8', 'unknown'],
    ['known to lack it', unsure, '18.16.1', 'no'],
    ['known to have it', unsure, '26.5', 'yes'],
    ['before the experiment', experimental, '21.5', 'no'],
    ['experiment', experimental, '21.6', 'experimental'],
    ['after the experiment', experimental, '22.2', 'yes'],
    ['gone, while it was there', gone, '24.3', 'experimental'],
    ['gone, somewhere between', gone, '25.3', 'unknown'],
    ['gone', gone, '26.7', 'no'],
  ] as const)('%s', (_, feature, version, expected) => expect(has(feature, version)).toBe(expected));

  test('a newer build of a branch never has less, nor does a newer branch, where nothing is removed', () => {
    const order = { no: 0, unknown: 1, experimental: 2, yes: 3 } as const;
    const builds = fc.tuple(fc.integer({ min: 19, max: 27 }), fc.integer({ min: 1, max: 12 }), fc.nat(20), fc.nat(80));
    fc.assert(
      fc.property(builds, builds, (a, b) => {
        const [older, newer] = compareVersions(a, b) <= 0 ? [a, b] : [b, a];
        for (const feature of [plain, experimental, unsure])
          expect(order[has(feature, newer)]).toBeGreaterThanOrEqual(order[has(feature, older)]);
      }),
    );
  });
});
