import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { parseGlob } from '../../src/config/glob.ts';

const patterns = [
  'schema/**/*.ts',
  '**/*.sql',
  'schema/*.sql',
  '**',
  'a/**/b/**/c.sql',
  '{a,b}/*.{ts,sql}',
  'a/{b,{c,x}.ts}/**',
  'a/[a-c]?.sql',
  'a/[^a]b.sql',
  '.github/**/*.sql',
  'a/**',
  '*/x/**/*.ts',
  'a*b*c.ts',
  '**/a/**/b*',
  '**/**/x',
];
const segments = ['schema', 'a', 'b', '.a', 'c.sql', 'x.ts', 'ab.sql', 'bb.sql', 'x', '.github', 'abc.ts', 'b.ts'];

describe('globs', () => {
  test('match what picomatch matches', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.array(fc.constantFrom(...segments), { minLength: 1, maxLength: 6 }),
        (pattern, parts) => {
          const path = parts.join('/');
          expect([path, parseGlob(pattern)?.matches(path)]).toEqual([path, picomatch(pattern)(path)]);
        },
      ),
      { numRuns: 20_000, seed: 1 },
    );
  });

  test('take no exponential time', () => {
    // A matcher that tries every way to share the letters out would not come back from these.
    expect(parseGlob('**/*a*a*a*a*a*a*a*a*a*b')?.matches('a'.repeat(5_000))).toBe(false);
    expect(parseGlob('**/a/**/a/**/a/**/a/**/a/**/b')?.matches(`${'a/'.repeat(5_000)}c`)).toBe(false);
  });

  test.each([
    ['schema/**/*.ts', 'schema', true],
    ['schema/**/*.ts', 'schema/deep/er', true],
    ['schema/**/*.ts', 'other', false],
    ['schema/*.ts', 'schema/sub', false],
    ['schema/*.ts', 'schema', true],
    ['a/b/c.sql', 'a/b', true],
    ['**/*.sql', 'anything/at/all', true],
    ['**/*.sql', '.hidden', false],
  ])('%s reaches into %s: %s', (pattern, folder, expected) => {
    expect(parseGlob(pattern)?.reaches(folder)).toBe(expected);
  });

  test.each([
    ['schema/**/*.ts', 'schema'],
    ['**/*.ts', ''],
    ['a/b/c.sql', 'a/b'],
    ['a/{b,c}/x.sql', 'a'],
  ])('the base of %s is %j', (pattern, base) => {
    expect(parseGlob(pattern)?.base).toBe(base);
  });

  test('a class is negated with ! and with ^', () => {
    expect(['ab', 'bb'].map((name) => parseGlob('[!a]b')?.matches(name))).toEqual([false, true]);
    expect(['ab', 'bb'].map((name) => parseGlob('[^a]b')?.matches(name))).toEqual([false, true]);
  });

  test('a glob has at most 500 characters', () => {
    expect(parseGlob('x'.repeat(500))).not.toBeNull();
    expect(parseGlob('x'.repeat(501))).toBeNull();
  });

  test.each(['a{b', 'a}b', 'a[b', 'a//b', './a', 'a/', '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'])(
    '%j is no glob',
    (pattern) => {
      expect(parseGlob(pattern)).toBeNull();
    },
  );
});
