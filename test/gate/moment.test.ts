import { expect, test } from 'vitest';
import { compareIds, compareMoments, compareTimes, instant, momentOf, wholeSecond } from '../../src/gate/moment.ts';

test('times are read as GitHub writes them, and as nothing else', () => {
  expect(instant('2026-01-01T00:00:00Z')).toBe(1767225600000);
  expect(instant('2026-01-01T00:00:00.25Z')).toBe(1767225600250);
  expect(instant('2026-01-01T01:00:00+01:00')).toBe(1767225600000);
  for (const odd of [
    '',
    '2026',
    '2026-01-01',
    '2026-13-01T00:00:00Z',
    '2026-01-01T00:00:00',
    ' 2026-01-01T00:00:00Z',
    '1767225600',
  ]) {
    expect(instant(odd)).toBeNull();
  }
});

test('the order is time, then id by number, then line; what is known to the second comes last in it', () => {
  const inOrder = [
    momentOf('2026-01-01T00:00:00Z', '9', 1),
    momentOf('2026-01-01T00:00:00Z', '9', 2),
    momentOf('2026-01-01T00:00:00Z', '10', 1),
    momentOf('2026-01-01T00:00:00.5Z', '3', 1),
    wholeSecond('2026-01-01T00:00:00Z'),
    momentOf('2026-01-01T00:00:01Z', '2', 1),
    wholeSecond('2026-01-01T00:00:01.7Z'),
    momentOf('soon', '1', 1),
    wholeSecond('soon'),
  ];
  for (const [a, first] of inOrder.entries()) {
    for (const [b, second] of inOrder.entries())
      expect(Math.sign(compareMoments(first, second))).toBe(Math.sign(a - b));
  }
});

test('ids too long for a number keep their order', () => {
  expect(compareIds('9007199254740993', '9007199254740992')).toBe(1);
  expect(compareIds('99', '100')).toBeLessThan(0);
  expect(compareTimes('2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00Z')).toBe(1);
  expect(compareTimes('2026-01-01T00:00:00Z', 'soon')).toBe(-1);
});
