import { expect, test } from 'vitest';
import type { GatePolicy } from '../../src/gate/standing.ts';
import { policyOf, strictest, whoMay } from '../../src/gate/who.ts';
import { policy, user } from './builder.ts';

const people = { author: user('ada'), writers: ['ada', 'Bea'], personal: false };

test.each<[string, readonly GatePolicy[], Partial<typeof people> & { writers?: string[] }, string]>([
  ['by permission', [policy()], {}, 'anyone with the maintain permission other than `@Bea` and `@ada`, who wrote it'],
  [
    'the higher permission of two',
    [policy({ permission: 'write' }), policy({ permission: 'admin' })],
    {},
    'anyone with the admin permission other than `@Bea` and `@ada`, who wrote it',
  ],
  ['authors too', [policy({ allowAuthor: true })], {}, 'anyone with the maintain permission'],
  [
    'authors only where all allow it',
    [policy({ allowAuthor: true }), policy()],
    {},
    'anyone with the maintain permission other than `@Bea` and `@ada`, who wrote it',
  ],
  [
    'by name',
    [policy({ confirmers: ['cleo', 'acme/data'] })],
    {},
    '`@cleo` or `@acme/data`, with the maintain permission other than `@Bea` and `@ada`, who wrote it',
  ],
  [
    'who is in both lists',
    [policy({ confirmers: ['cleo', 'dan'] }), policy({ confirmers: ['Dan', 'eve'] })],
    {},
    '`@dan`, with the maintain permission',
  ],
])('says who may confirm: %s', (_, policies, more, expected) => {
  expect(whoMay(policies, { ...people, ...more })).toBe(expected);
});

test('pings nobody, whatever a name holds', () => {
  const said = whoMay([policy({ confirmers: ['a`b', '<b>', 'x @everyone'] })], {
    ...people,
    author: null,
    writers: [],
  });
  expect(said.replace(/(`+)(?:.*?[^`])\1(?!`)/g, '')).not.toMatch(/[@<]/);
});

test('says so where who wrote the change is unknown', () => {
  expect(whoMay([policy()], { ...people, writers: null })).toContain('nobody yet');
  expect(whoMay([policy({ allowAuthor: true })], { ...people, writers: null })).toBe(
    'anyone with the maintain permission',
  );
});

test('the strictest of no policy lets only admins confirm', () => {
  expect(strictest([])).toEqual({ permission: 'admin', confirmers: [], allowAuthor: false });
});

test('a report’s policy names everybody who wrote it once', () => {
  expect(policyOf([policy()], { ...people, writers: ['ADA', 'Bea'] }).writers).toEqual(['Bea', 'ada']);
  expect(policyOf([policy()], { ...people, author: null, writers: [] }).writers).toEqual([]);
});
