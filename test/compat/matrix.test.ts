import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownEngines, showings } from '../../src/compat/engines.ts';
import { areas } from '../../src/compat/feature.ts';
import { has } from '../../src/compat/lookup.ts';
import { matrix } from '../../src/compat/matrix.ts';
import { compatibilityPage } from '../../src/compat/page.ts';
import { compareVersions, parseVersion } from '../../src/compat/version.ts';

test('ids are kebab-case and there once', () => {
  const ids = matrix.map(({ id }) => id);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.length).toBeGreaterThan(150);
});

test('every area has rows', () => {
  expect(new Set(matrix.map(({ area }) => area))).toEqual(new Set(Object.keys(areas)));
});

test('the versions of each row stand in order', () => {
  for (const { id, since, lacked, until, had, experimental } of matrix) {
    const firsts = Array.isArray(since) ? since : [];
    const line = [lacked, ...firsts, until].flatMap((version) =>
      version === undefined ? [] : [parseVersion(version)],
    );
    expect(line, id).toEqual([...line].sort(compareVersions));
    const [first] = firsts;
    if (experimental !== undefined && first !== undefined)
      expect(compareVersions(parseVersion(experimental.since), parseVersion(first)), id).toBeLessThan(0);
    if (had !== undefined) expect(compareVersions(parseVersion(had), parseVersion(until ?? '0.0')), id).toBeLessThan(0);
  }
});

test('every fact has sources', () => {
  const known = /^(changelog \d+\.\d[\d.]*|#\d+|settings changes \d+\.\d+|documentation: .+|tried \d+\.[\d.]+)$/;
  for (const { id, sources } of matrix) {
    expect(sources.length, id).toBeGreaterThan(0);
    expect(
      sources.filter((source) => !known.test(source)),
      id,
    ).toEqual([]);
  }
});

test('what is said to be tried has a probe that shows it there, and is known there', () => {
  for (const feature of matrix) {
    for (const source of feature.sources) {
      const version = /^tried (\d+\.\d+)/.exec(source)?.[1];
      if (version === undefined) continue;
      const engine = knownEngines.find(({ name }) => name.startsWith(version));
      expect(
        showings(feature).map((showing) => showing.engine.name),
        feature.id,
      ).toContain(engine?.name);
      expect(has(feature, engine?.version ?? ''), feature.id).not.toBe('unknown');
    }
  }
});

test('what an engine shows is known of it', () => {
  for (const feature of matrix) {
    for (const { engine, how } of showings(feature)) {
      if (how === 'probed') expect(has(feature, engine.version), `${feature.id} on ${engine.name}`).not.toBe('unknown');
    }
  }
});

test('a probe that shows an absence says with which code', () => {
  for (const feature of matrix) {
    const lacking = knownEngines.some(({ version }) => has(feature, version) === 'no');
    for (const probe of feature.probes) if (lacking) expect(probe.refused.length, feature.id).toBeGreaterThan(0);
  }
});

test('docs/compatibility.md is current', () => {
  const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');
  expect(page).toBe(compatibilityPage());
});

test('the page has a row and an anchor for every feature, with its five cells', () => {
  const rows = compatibilityPage()
    .split('\n')
    .filter((line) => line.startsWith('| <a id='));
  expect(rows.map((line) => /^\| <a id="([^"]+)"/.exec(line)?.[1])).toEqual(
    Object.keys(areas).flatMap((area) => matrix.filter((feature) => feature.area === area).map(({ id }) => id)),
  );
  expect(rows.filter((line) => line.replaceAll('\\|', '').split('|').length !== 7)).toEqual([]);
});
