/** Runs rows of the table, each on a GitHub of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bundle, bundle, companions } from '../bundle.ts';
import type { Row } from './rows.ts';
import { World } from './world.ts';

export function suite(rows: readonly Row[]): void {
  let bundled: Bundle | null = null;
  beforeAll(async () => {
    bundled = await bundle('../../src/action/index.ts', companions);
  });
  afterAll(() => bundled?.[Symbol.dispose]());

  test.each(rows)('$id: $who, $when, $how', async (row) => {
    await using world = await World.start(bundled);
    await row.run(world);
    expect(world.bundled, 'the bundle ran').toBeGreaterThan(0);
  });
}
