import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Evaluation, evaluate, type RecordedCommand } from '../../src/gate/evaluate.ts';
import { answerMarker, compact, decodeRecord, encodeRecord } from '../../src/gate/memory.ts';
import type { CommentRecord, Deletion, GateRecord, People, Person } from '../../src/gate/record.ts';
import { type GatePolicy, mayBlock, refusalOf } from '../../src/gate/standing.ts';
import { at, bot, comment, d, deletion, maintain, people, policy, r, record, self, user } from './builder.ts';

const runs = { numRuns: 400 };
const ids = [r(1), r(2), d(1)] as const;
const logins = [
  'author',
  'writer-of-commits',
  'stranger',
  'writer',
  'maintainer',
  'maintainer2',
  'admin',
  'gone',
  'unreadable',
  'unasked',
];
const everybody = people({}, { 'acme/data maintainer': 'member', 'acme/data admin': 'no' });

const person: fc.Arbitrary<Person | null> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...logins).map(user) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(bot('robot'), bot('weak-robot'), { login: 'maintainer', kind: 'other' } as const),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);

const verb = fc.constantFrom(
  'confirm-rename',
  'reject-rename',
  'allow-destructive',
  'revoke',
  'confirm-rename',
  'help',
);
const line: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(verb, fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 3 }))
      .map(
        ([word, of]) =>
          `/chx ${word} ${(word === 'revoke' ? of : of.filter((id) => id.startsWith(word === 'allow-destructive' ? 'd' : 'r'))).join(' ')}`,
      ),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'talk', `> /chx revoke ${r(1)}`, '```', `/chx confirm–rename ${r(1)}`) },
);
const body = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));

const edits = fc.option(
  fc.record({
    after: fc.integer({ min: 0, max: 40 }),
    by: person,
    before: fc.array(fc.option(body, { freq: 5 }), { minLength: 1, maxLength: 3 }),
  }),
  { freq: 3 },
);

const someComment: fc.Arbitrary<CommentRecord> = fc
  .record({
    second: fc.integer({ min: 0, max: 40 }),
    author: person,
    body,
    edit: edits,
    hidden: fc.boolean(),
    serial: fc.nat({ max: 9_999_999 }),
  })
  .map(({ second, author, body: text, edit, hidden, serial }) =>
    comment(second, '', text, {
      id: String(10_000_000 + serial),
      author,
      ...(edit === null ? {} : { edited: { at: second + edit.after, by: edit.by, before: edit.before } }),
      ...(edit !== null && hidden ? { versions: null } : {}),
    }),
  );

const remembered: fc.Arbitrary<RecordedCommand> = fc
  .record({
    comment: fc.nat({ max: 9_999_999 }).map((serial) => String(10_000_000 + serial)),
    login: fc.option(fc.constantFrom(...logins)),
    verb: fc.constantFrom('revoke', 'reject-rename', 'confirm-rename', 'lost' as const),
    second: fc.integer({ min: 0, max: 40 }),
    of: fc.constantFrom(r(1), r(2)),
    unproved: fc.boolean(),
  })
  .map(
    ({ comment: id, login, verb: word, second, of, unproved }): RecordedCommand => ({
      comment: id,
      login,
      verb: word === 'revoke' || word === 'reject-rename' || word === 'lost' ? word : 'confirm-rename',
      id: word === 'lost' ? '*' : of,
      at: at(second),
      ...(unproved && word !== 'lost' ? { unproved: true } : {}),
    }),
  );

const someDeletion: fc.Arbitrary<Deletion> = fc
  .record({ second: fc.integer({ min: 0, max: 40 }), own: fc.boolean(), bySelf: fc.boolean() })
  .map(({ second, own, bySelf }) => deletion(second, { own, bySelf }));

const ownAnswer: fc.Arbitrary<CommentRecord> = fc
  .record({
    known: fc.array(remembered, { maxLength: 3 }),
    foreign: fc.boolean(),
    second: fc.integer({ min: 0, max: 40 }),
  })
  .map(({ known, foreign, second }) =>
    comment(0, '', `${answerMarker('chx')}\n${encodeRecord(known)}\n`, {
      id: '1',
      own: true,
      edited: { at: second, by: foreign ? user('writer') : self },
      versions: null,
    }),
  );

const comments = fc.uniqueArray(someComment, { maxLength: 7, selector: ({ id }) => id });
const someRecord: fc.Arbitrary<GateRecord> = fc
  .record({
    comments,
    answer: fc.option(ownAnswer, { freq: 2 }),
    writers: fc.constantFrom<readonly string[] | null>(['author', 'writer-of-commits'], [], null),
    personal: fc.boolean(),
    deletions: fc.array(someDeletion, { maxLength: 2 }),
  })
  .map(({ comments: said, answer, ...rest }) => record([...(answer === null ? [] : [answer]), ...said], rest));
const somePolicy: fc.Arbitrary<GatePolicy> = fc.record({
  permission: fc.constantFrom('write', 'maintain', 'admin'),
  confirmers: fc.constantFrom([], [], ['maintainer', 'admin'], ['acme/data']),
  allowAuthor: fc.boolean(),
});
const policies = fc.array(somePolicy, { minLength: 1, maxLength: 2 });
const known = fc.array(remembered, { maxLength: 2 });

function isSubset(a: Iterable<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((id) => b.has(id));
}

function confirmedIn(evaluation: Evaluation): ReadonlySet<string> {
  return evaluation.decisions.confirmed;
}

const withComments = (read: GateRecord, said: readonly CommentRecord[]): GateRecord => ({ ...read, comments: said });

describe('nothing is confirmed but by somebody who may', () => {
  test('a confirmed id has exactly one judgement that counts, of an entitled person, in a comment that was never edited', () => {
    fc.assert(
      fc.property(someRecord, policies, known, (read, of, more) => {
        const { decisions, judgements, confirmedBy, rejectedBy } = evaluate(read, everybody, of, more);
        const counting = judgements.filter(({ verdict }) => verdict === 'counts');
        expect(counting.map(({ id }) => id).sort()).toEqual([...decisions.confirmed, ...decisions.rejected].sort());
        expect([...confirmedBy.keys()].sort()).toEqual([...decisions.confirmed].sort());
        expect([...rejectedBy.keys()].sort()).toEqual([...decisions.rejected].sort());
        for (const { comment: id, verb: word, author, id: guard } of counting) {
          const written = read.comments.find((one) => one.id === id);
          expect(written?.lastEditedAt).toBeNull();
          expect(written?.own).toBe(false);
          expect(refusalOf(author, read, everybody, of)).toBeNull();
          expect(decisions.rejected.has(guard)).toBe(word === 'reject-rename');
          expect(guard.charAt(0)).toBe(word === 'allow-destructive' ? 'd' : 'r');
        }
      }),
      runs,
    );
  });

  test('a comment of anybody who may not confirm never adds a confirmed id', () => {
    fc.assert(
      fc.property(someRecord, policies, known, someComment, (read, of, more, added) => {
        fc.pre(refusalOf(added.author, read, everybody, of) !== null || added.lastEditedAt !== null);
        fc.pre(read.comments.every(({ id }) => id !== added.id));
        const before = confirmedIn(evaluate(read, everybody, of, more));
        const after = confirmedIn(evaluate(withComments(read, [...read.comments, added]), everybody, of, more));
        expect(isSubset(after, before)).toBe(true);
      }),
      runs,
    );
  });

  test('a comment of somebody who may not even write changes nothing', () => {
    fc.assert(
      fc.property(someRecord, policies, known, someComment, (read, of, more, added) => {
        fc.pre(added.author !== null && mayBlock(added.author, everybody) === 'no');
        fc.pre(read.comments.every(({ id }) => id !== added.id) && more.every(({ comment: id }) => id !== added.id));
        const before = evaluate(read, everybody, of, more);
        const after = evaluate(withComments(read, [...read.comments, added]), everybody, of, more);
        expect(after.decisions).toEqual(before.decisions);
        expect(after.record).toEqual(before.record);
      }),
      runs,
    );
  });

  test('editing a comment, whatever it says then, never adds a confirmed id', () => {
    fc.assert(
      fc.property(
        someRecord,
        policies,
        known,
        fc.nat(),
        body,
        fc.integer({ min: 0, max: 60 }),
        person,
        (read, of, more, pick, text, second, editor) => {
          const said = read.comments.filter(({ own }) => !own);
          const target = said[pick % Math.max(1, said.length)];
          fc.pre(target !== undefined);
          const edit =
            [
              target.createdAt,
              target.lastEditedAt ?? '',
              ...(target.versions ?? []).map((version) => version.at),
              at(second),
            ]
              .sort()
              .at(-1) ?? at(second);
          const edited: CommentRecord = {
            ...target,
            body: text,
            lastEditedAt: edit,
            editor,
            versions:
              target.versions === null
                ? null
                : [
                    ...(target.versions.length > 0 ? target.versions : [{ at: target.createdAt, text: target.body }]),
                    { at: edit, text },
                  ],
          };
          // An entitled person who edits what an entitled person rejected leaves it blocked, not confirmed.
          const before = confirmedIn(evaluate(read, everybody, of, more));
          const changed = withComments(
            read,
            read.comments.map((one) => (one.id === target.id ? edited : one)),
          );
          const after = confirmedIn(evaluate(changed, everybody, of, more));
          const deciding = new Set(
            evaluate(read, everybody, of, more)
              .judgements.filter(
                ({ comment: id, verb: word, verdict }) =>
                  id === target.id && verdict === 'counts' && word === 'reject-rename',
              )
              .map(({ id }) => id),
          );
          expect(
            isSubset(
              [...after].filter((id) => !deciding.has(id)),
              before,
            ),
          ).toBe(true);
          // The rejection still blocks what was confirmed before it.
          expect([...after].filter((id) => deciding.has(id))).toEqual([]);
        },
      ),
      runs,
    );
  });

  test('deleting a comment that was seen never adds a confirmed id that was taken back', () => {
    fc.assert(
      fc.property(someRecord, policies, fc.nat(), (read, of, pick) => {
        const first = evaluate(read, everybody, of, []);
        const said = read.comments.filter(({ own }) => !own);
        const target = said[pick % Math.max(1, said.length)];
        // What GitHub only did not answer is not remembered.
        fc.pre(target !== undefined && target.versions !== null);
        const left = read.comments.filter(({ id }) => id !== target.id);
        const after = evaluate(withComments(read, left), everybody, of, first.record);
        const blocked = first.judgements.filter(({ comment: id, verdict }) => id === target.id && verdict === 'blocks');
        const counted = new Set(
          first.judgements
            .filter(
              ({ comment: id, verdict, verb: word }) =>
                id === target.id && (verdict === 'counts' || word === 'reject-rename'),
            )
            .map(({ id }) => id),
        );
        for (const { id } of blocked) {
          if (!first.decisions.confirmed.has(id) && !counted.has(id))
            expect(after.decisions.confirmed.has(id)).toBe(false);
        }
        // A rejection that decided blocks on.
        for (const { id, verb: word } of first.judgements.filter(
          ({ comment: of_, verdict }) => of_ === target.id && verdict === 'counts',
        )) {
          if (word === 'reject-rename') expect(after.decisions.confirmed.has(id)).toBe(false);
        }
      }),
      runs,
    );
  });
});

describe('blocking is monotone', () => {
  test('what is remembered only ever takes away', () => {
    fc.assert(
      fc.property(someRecord, policies, known, remembered, (read, of, more, added) => {
        const before = evaluate(read, everybody, of, more);
        const after = evaluate(read, everybody, of, [...more, added]);
        expect(isSubset(after.decisions.confirmed, before.decisions.confirmed)).toBe(true);
        expect(isSubset(after.decisions.rejected, before.decisions.rejected)).toBe(true);
      }),
      runs,
    );
  });

  test('a remembered confirmation changes no decision', () => {
    fc.assert(
      fc.property(someRecord, policies, known, remembered, (read, of, more, added) => {
        const told: RecordedCommand = { ...added, verb: 'confirm-rename', id: r(1) };
        expect(evaluate(read, everybody, of, [...more, told]).decisions).toEqual(
          evaluate(read, everybody, of, more).decisions,
        );
      }),
      runs,
    );
  });

  test('a stricter policy never adds, and one more policy never adds', () => {
    const stricter: ((of: GatePolicy) => GatePolicy)[] = [
      (of) => ({ ...of, permission: 'admin' }),
      (of) => ({ ...of, permission: of.permission === 'write' ? 'maintain' : of.permission }),
      (of) => ({ ...of, allowAuthor: false }),
      (of) => ({ ...of, confirmers: of.confirmers.length === 0 ? ['maintainer'] : of.confirmers.slice(0, 1) }),
    ];
    fc.assert(
      fc.property(someRecord, somePolicy, policies, fc.constantFrom(...stricter), (read, of, more, change) => {
        const loose = confirmedIn(evaluate(read, everybody, [of], []));
        const entitled = (by: readonly GatePolicy[]): ReadonlySet<string> =>
          confirmedIn(evaluate(read, everybody, by, []));
        // A rejection that decides no more still blocks what came before it, so nothing appears.
        expect(isSubset(entitled([change(of)]), loose)).toBe(true);
        expect(isSubset(entitled([of, ...more]), loose)).toBe(true);
      }),
      runs,
    );
  });

  test('what cannot be read never adds', () => {
    fc.assert(
      fc.property(someRecord, policies, known, fc.constantFrom(...logins), (read, of, more, login) => {
        const standings = new Map(everybody.standings);
        standings.set(login, { kind: 'unreadable', why: 'GitHub answered 502' });
        const worse: People = { standings, memberships: new Map() };
        const before = confirmedIn(evaluate(read, everybody, of, more));
        expect(isSubset(confirmedIn(evaluate(read, worse, of, more)), before)).toBe(true);
        expect(isSubset(confirmedIn(evaluate({ ...read, writers: null }, everybody, of, more)), before)).toBe(true);
        const hidden = withComments(
          read,
          read.comments.map((one) => (one.lastEditedAt === null ? one : { ...one, versions: null })),
        );
        expect(isSubset(confirmedIn(evaluate(hidden, everybody, of, more)), before)).toBe(true);
      }),
      runs,
    );
  });

  test('deletions of ours never add', () => {
    fc.assert(
      fc.property(someRecord, policies, someDeletion, (read, of, gone) => {
        const before = confirmedIn(evaluate(read, everybody, of, []));
        const after = confirmedIn(evaluate({ ...read, deletions: [...read.deletions, gone] }, everybody, of, []));
        expect(isSubset(after, before)).toBe(true);
      }),
      runs,
    );
  });
});

describe('the last word', () => {
  test('the last of several commands of entitled people decides', () => {
    const step = fc.record({
      login: fc.constantFrom('maintainer', 'maintainer2', 'admin'),
      word: fc.constantFrom('confirm-rename', 'reject-rename', 'revoke'),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const said = steps.map(({ login, word }, index) => comment(index, login, `/chx ${word} ${r(1)}`));
        const { decisions } = evaluate(record(said), everybody, [maintain], []);
        const last = steps.at(-1)?.word;
        expect([decisions.confirmed.has(r(1)), decisions.rejected.has(r(1))]).toEqual([
          last === 'confirm-rename',
          last === 'reject-rename',
        ]);
      }),
      runs,
    );
  });

  test('a fresh confirmation by somebody entitled always counts', () => {
    fc.assert(
      fc.property(someRecord, known, (read, more) => {
        const fresh = comment(500, 'admin2', `/chx confirm-rename ${r(1)}\n/chx allow-destructive ${d(1)}`, {
          id: '99999999',
        });
        const writers = read.writers ?? [];
        const { decisions } = evaluate(
          { ...read, writers, comments: [...read.comments, fresh] },
          everybody,
          [policy({ permission: 'admin' })],
          more,
        );
        expect([decisions.confirmed.has(r(1)), decisions.confirmed.has(d(1))]).toEqual([true, true]);
      }),
      runs,
    );
  });

  test('the order in which things are read makes no difference', () => {
    fc.assert(
      fc.property(someRecord, policies, known, fc.integer(), (read, of, more, seed) => {
        const turn = <T>(list: readonly T[]): T[] =>
          seed % 2 === 0
            ? [...list].reverse()
            : [...list.slice(seed % 3 === 0 ? 1 : 0), ...list.slice(0, seed % 3 === 0 ? 1 : 0)];
        const turned: GateRecord = {
          ...read,
          comments: turn(read.comments),
          deletions: turn(read.deletions),
          writers: read.writers === null ? null : turn(read.writers),
        };
        expect(evaluate(turned, everybody, turn(of), turn(more))).toEqual(evaluate(read, everybody, turn(of), more));
      }),
      runs,
    );
  });
});

describe('the record', () => {
  test('what our answer holds leads to the same again, and to the same fingerprint', () => {
    fc.assert(
      fc.property(someRecord, policies, known, (read, of, more) => {
        const first = evaluate(read, everybody, of, more);
        const answered = comment(0, '', `${answerMarker('chx')}\n${encodeRecord(first.record)}\n`, {
          id: '2',
          own: true,
        });
        const again = evaluate(withComments(read, [...read.comments, answered]), everybody, of, more);
        expect(again.decisions).toEqual(first.decisions);
        expect(again.record).toEqual(first.record);
        expect(again.fingerprint).toBe(first.fingerprint);
        expect(again.judgements.map(({ verdict }) => verdict)).toEqual(first.judgements.map(({ verdict }) => verdict));
      }),
      runs,
    );
  });

  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(remembered, { maxLength: 12 }), fc.string({ unit: 'binary' }), (commands, login) => {
        const all = [...commands, { comment: '5', login, verb: 'revoke', id: r(9), at: at(50) } as const];
        const text = encodeRecord(all);
        expect(text).toMatch(/^<!-- [\x20-\x7e]* -->$/);
        expect(text.slice(4, -3)).not.toMatch(/--|[<>@&]/);
        const read = decodeRecord(`${answerMarker('chx')}\r\n${text}\r\nmore`);
        expect(read === null ? null : compact(read)).toEqual(compact(all));
      }),
      runs,
    );
  });

  test('compacting twice is compacting once, and blocks no less', () => {
    fc.assert(
      fc.property(fc.array(remembered, { maxLength: 30 }), someRecord, (commands, read) => {
        const once = compact(commands);
        expect(compact(once)).toEqual(once);
        const proved = (list: readonly RecordedCommand[]): CommentRecord =>
          comment(0, '', `${answerMarker('chx')}\n${encodeRecord(list)}\n`, { id: '2', own: true });
        const full = commands.map((command, index) => ({ ...proved([command]), id: String(2 + index) }));
        const a = evaluate(withComments(read, [...read.comments, ...full]), everybody, [maintain], []);
        const b = evaluate(withComments(read, [...read.comments, proved(once)]), everybody, [maintain], []);
        expect(isSubset(b.decisions.confirmed, a.decisions.confirmed)).toBe(true);
      }),
      runs,
    );
  });
});
