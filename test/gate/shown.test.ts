import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeShown, encodeShown, outdatedBy, type Shown, shownLimit } from '../../src/gate/shown.ts';
import type { PlanDocument } from '../../src/plan/document.ts';
import { documents } from '../report/arbitrary.ts';
import { document, guard, plan, statement } from '../report/builder.ts';
import { nastyText } from '../report/nasty.ts';
import { activeMarkup, outsideCode } from '../report/outside.ts';
import { d, r } from './builder.ts';

const basis = { table: 't', cluster: 'c', old: 'o', new: 'n', readers: 'r', choices: 'k' };
const before = document({
  plans: [plan([statement('ALTER TABLE a ADD COLUMN b UInt8', 'a')])],
  guards: [
    guard(r(1), { basis }),
    guard(d(1), { object: 'analytics.daily', basis: { object: 'o', cluster: 'c', definition: 'x' } }),
  ],
});

function shownBy(plan: PlanDocument, config = 'chx'): Shown {
  const shown = decodeShown(encodeShown(plan, config));
  if (shown === null) throw new Error('not readable');
  return shown;
}

describe('what a check run remembers', () => {
  test('is the targets’ digests and the guards', () => {
    expect(shownBy(before)).toEqual({
      config: 'chx',
      targets: [{ target: 'production', digest: before.plans[0]?.digest }],
      guards: [
        { id: r(1), kind: 'rename', object: 'analytics.events_local', from: 'user', to: 'user_name', basis },
        {
          id: d(1),
          kind: 'destructive',
          object: 'analytics.daily',
          from: null,
          to: null,
          basis: { object: 'o', cluster: 'c', definition: 'x' },
        },
      ],
    });
  });

  test('reads as a list, too', () => {
    expect(encodeShown(before).split('\n').slice(0, 6)).toEqual([
      `- \`production\`: \`${before.plans[0]?.digest}\``,
      '',
      'It asked for:',
      '',
      `- \`${r(1)}\`: rename of \`user\` to \`user_name\` in \`analytics.events_local\``,
      `- \`${d(1)}\`: loss of data in \`analytics.daily\``,
    ]);
    expect(encodeShown(document())).toContain('Nothing in it had to be confirmed.');
  });

  test('fits however much there is, the first guards first', () => {
    const long = 'x'.repeat(500);
    for (const [number, name] of [
      [150, 'a'],
      [400, 'a'],
      [5000, 'a'],
      [5000, long],
      [5000, '\u0000'.repeat(300)],
    ] as const) {
      const guards = Array.from({ length: number }, (_, index) =>
        guard(r(index), { object: `${name}.${index}`, basis }),
      );
      const text = encodeShown(document({ guards }));
      expect(text.length).toBeLessThanOrEqual(shownLimit);
      const shown = decodeShown(text);
      expect(shown?.guards.map(({ id }) => id)).toEqual(guards.slice(0, shown?.guards.length).map(({ id }) => id));
      expect(shown?.guards.length).toBeGreaterThan(name === 'a' ? Math.min(number, 300) - 1 : 30);
    }
  });

  test.each<[string, (text: string) => string]>([
    ['nothing', () => ''],
    ['a clipped end', (text) => text.slice(0, -10)],
    ['another version', (text) => text.replace('chx-shown:1', 'chx-shown:2')],
    ['a changed sign', (text) => text.replace('"user"', '"usor"')],
  ])('is null with %s', (_, change) => {
    expect(decodeShown(change(encodeShown(before)))).toBeNull();
  });

  test('holds whatever a plan holds, and nothing of it is markup', () => {
    fc.assert(
      fc.property(documents, nastyText, (any, name) => {
        const text = encodeShown(any, name);
        const shown = decodeShown(text);
        expect(shown?.guards.map(({ kind }) => kind)).toEqual(any.guards.map(({ kind }) => kind));
        expect(text.split('\n').findLast((line) => line !== '')).toMatch(/^<!-- chx-shown:1:[\x20-\x7e]* -->$/);
        const lines = text.replace(/^<!-- chx-shown:.* -->$/m, '');
        expect(activeMarkup(lines)).toEqual([]);
        expect(outsideCode(lines).balanced).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what outdated an id', () => {
  const now = (...guards: PlanDocument['guards']): PlanDocument => document({ guards });
  const was = `This id was shown for the rename of \`user\` to \`user_name\` in \`analytics.events_local\``;

  test.each<[string, string, PlanDocument, string]>([
    [
      'its new definition',
      r(1),
      now(guard(r(2), { basis: { ...basis, new: 'm' } })),
      `${was}. Since then the new definition changed: the id is \`${r(2)}\` now.`,
    ],
    [
      'two things',
      r(1),
      now(guard(r(2), { basis: { ...basis, old: 'p', readers: 's' } })),
      `${was}. Since then the old definition and what reads it changed: the id is \`${r(2)}\` now.`,
    ],
    [
      'all of it',
      r(1),
      now(guard(r(2), { basis: { table: '1', cluster: '2', old: '3', new: '4', readers: '5', choices: '6' } })),
      `${was}. Since then the table, the cluster, the old definition, the new definition, what reads it and what else it may be changed: the id is \`${r(2)}\` now.`,
    ],
    [
      'something that has no word',
      r(1),
      now(guard(r(2), { basis: {} })),
      `${was}. Since then something that it rests on changed: the id is \`${r(2)}\` now.`,
    ],
    [
      'another new name',
      r(1),
      now(guard(r(2), { to: 'login' })),
      `${was}. It is the rename to \`login\` now: the id is \`${r(2)}\`.`,
    ],
    [
      'the rename is gone',
      r(1),
      now(guard(r(2), { from: 'other', to: 'another' })),
      `${was}, which is no longer in this pull request.`,
    ],
    [
      'the loss is gone',
      d(1),
      now(),
      'This id was shown for the loss of data in `analytics.daily`, which is no longer in this pull request.',
    ],
    [
      'the loss is another',
      d(1),
      now(guard(d(2), { object: 'analytics.daily', basis: { object: 'o', cluster: 'c', definition: 'y' } })),
      `This id was shown for the loss of data in \`analytics.daily\`. Since then what is lost changed: the id is \`${d(2)}\` now.`,
    ],
    [
      'nothing has shown it',
      r(9),
      now(),
      'No plan of this pull request has shown this id: copy the line from the plan comment.',
    ],
    ['nothing outdated it', r(2), now(guard(r(2))), 'This id is in the plan as it is now.'],
  ])('%s', (_, id, current, expected) => {
    expect(outdatedBy(id, [shownBy(before)], current)).toBe(expected);
  });

  test('another config’s id is said to be that', () => {
    expect(outdatedBy(r(1), [shownBy(before, 'billing')], document(), 'chx')).toBe(
      'This id belongs to the config `billing`, which has a comment of its own.',
    );
    expect(outdatedBy(r(1), [shownBy(before, 'billing')], document(), 'billing')).toBe(
      `${was}, which is no longer in this pull request.`,
    );
  });

  test('the newest plan that showed it is the one told of', () => {
    const newer = document({ guards: [guard(r(1), { basis: { ...basis, old: 'q' } })] });
    const current = now(guard(r(2), { basis: { ...basis, old: 'q', new: 'm' } }));
    expect(outdatedBy(r(1), [shownBy(newer), shownBy(before)], current)).toContain(
      'Since then the new definition changed',
    );
  });

  test('is one line whatever the names are', () => {
    fc.assert(
      fc.property(nastyText, nastyText, (object, from) => {
        const earlier = document({ guards: [guard(r(1), { object, from })] });
        const told = outdatedBy(r(1), [shownBy(earlier)], document());
        expect(told).not.toMatch(/[\n\r]/);
      }),
    );
  });
});
