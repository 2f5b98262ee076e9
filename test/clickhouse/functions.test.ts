import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateFunctions } from '../../scripts/generate-functions.ts';
import { isAggregateFunction } from '../../src/clickhouse/aggregate.ts';
import { allowedFunctions } from '../../src/clickhouse/functions.ts';

test('the list of functions is what the installed engine gives', () => {
  const file = readFileSync(new URL('../../src/clickhouse/functions.ts', import.meta.url), 'utf8');
  expect(generateFunctions()).toBe(file);
});

test.each([
  'file',
  'url',
  's3',
  'remote',
  'executable',
  'eval',
  'sleep',
  'hostname',
  'aigenerate',
  'catboostevaluate',
  'jdbc',
  '_cast_',
])('%s is not on it', (name) => {
  expect(allowedFunctions.has(name)).toBe(false);
  expect(isAggregateFunction(name)).toBe(false);
});

test.each(['sum', 'sumIf', 'uniqStateOrNull', 'groupArrayMergeState', 'COUNT', 'argMinForEachIf'])(
  '%s aggregates',
  (name) => {
    expect(isAggregateFunction(name)).toBe(true);
  },
);

test.each(['If', 'State', 'fileIf', 'sleepState', ''])('%s does not aggregate', (name) => {
  expect(isAggregateFunction(name)).toBe(false);
});
