import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/main.ts';
import { matrix } from '../../src/compat/matrix.ts';

async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(['compat', ...argv], {
    cwd: '/',
    env: {},
    width: 200,
    color: true,
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe('text', () => {
  test.each([[[]], [['--clickhouse', '20.1']], [['--clickhouse', '26.7']]])('fits 80 columns: %j', async (argv) => {
    const { code, out, err } = await run(...argv);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out.split('\n').length).toBeGreaterThan(matrix.length);
  });

  test('all versions', async () => {
    const { out } = await run();
    expect(out).toContain('\n  20.4        RENAME COLUMN of MergeTree tables\n');
    expect(out).toContain('\n  always      RENAME TABLE\n');
    expect(out).toContain('\n  never       MODIFY PRIMARY KEY\n');
    expect(out).toContain(
      '\n  25.3        Type JSON\n                experimental from 24.8: allow_experimental_json_type\n',
    );
  });

  test('one version', async () => {
    const { out } = await run('--clickhouse', '24.8.4.13');
    expect(out).toMatch(
      /^ClickHouse 24\.8\.4\.13: \d+ yes, \d+ with a setting \(exp\), \d+ no, \d+ not known \(\?\)\.\n/,
    );
    expect(out).toContain('\n  yes  RENAME COLUMN of MergeTree tables\n');
    expect(out).toContain('\n  exp  Type JSON\n');
    expect(out).toContain('\n  no   Type Time\n         since 25.12\n');
  });
});

test('JSON', async () => {
  const { code, out } = await run('--format', 'json', '--clickhouse', '20.1');
  expect(code).toBe(0);
  const document: unknown = JSON.parse(out);
  expect(document).toMatchObject({ version: 1, clickhouse: '20.1' });
  expect(document).toHaveProperty('features.length', matrix.length);
  const rename = matrix.findIndex(({ id }) => id === 'rename-column');
  expect(document).toHaveProperty(`features.${rename}.id`, 'rename-column');
  expect(document).toHaveProperty(`features.${rename}.has`, 'no');
  expect(document).toHaveProperty(`features.${rename}.since`, ['20.4']);
  expect(document).toHaveProperty(`features.${rename}.probed`, [
    { engine: '18.16 server', how: 'probed' },
    { engine: '26.5 embedded', how: 'probed' },
    { engine: '26.7 embedded', how: 'probed' },
  ]);
});

test.each([
  [['--clickhouse', 'latest'], /^chx: "latest" is no ClickHouse version: write it as 25\.8 or 20\.8\.5\.45\n$/],
  [['--format', 'sql'], /^chx: chx compat --format sql: it takes text or json\n$/],
  [['--target', 'x'], /^chx: chx compat: .*; it takes --clickhouse, --format\n$/],
  [['--clickhouse', ''], /^chx: --clickhouse is empty: give it a value, or leave it out\n$/],
])('%j is a mistake', async (argv, message) => {
  const { code, out, err } = await run(...argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});
