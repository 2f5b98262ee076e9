import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/gate/evaluate.ts';
import {
  answerMarker,
  compact,
  decodeRecord,
  encodeRecord,
  type RecordedCommand,
  rememberedIn,
} from '../../src/gate/memory.ts';
import { commentMarker } from '../../src/report/index.ts';
import { at, comment, d, deletion, maintain, people, r, record, user } from './builder.ts';

const one: RecordedCommand = { comment: '77', login: 'writer', verb: 'revoke', id: r(1), at: at(1) };
const inAnswer = (record: string): string => `${answerMarker('chx')}\n${record}\nmore\n`;

describe('the marker', () => {
  test('is never the plan comment’s, nor another config’s', () => {
    const names = [
      'chx',
      'a',
      'a--b',
      '--> x',
      'chx-answer:chx',
      '<!-- chx-plan:chx -->',
      'é'.repeat(300),
      'ü'.repeat(300),
    ];
    const markers = [...names.map(answerMarker), ...names.map(commentMarker)];
    expect(new Set(markers).size).toBe(markers.length);
    for (const marker of markers) {
      expect(marker).toMatch(/^<!-- chx-(?:answer|plan):[\x21-\x7e]+ -->$/);
      expect(marker.slice(4, -3)).not.toContain('--');
      expect(markers.filter((other) => other.startsWith(marker))).toEqual([marker]);
    }
  });
});

describe('the record', () => {
  test('has one form, which later versions can hold on to', () => {
    expect(encodeRecord([one, { ...one, id: d(1) }, { ...one, verb: 'lost', id: '*', login: null, at: at(0) }])).toBe(
      `<!-- chx-record:1:7ea2f45dc08d9bdd:[["77","writer","revoke","2026-01-01T00:00:01Z",0,["${d(1)}","${r(1)}"]],["77",null,"lost","2026-01-01T00:00:00Z",0,["*"]]] -->`,
    );
  });

  test.each<[string, (text: string) => string]>([
    ['nothing', () => ''],
    ['another marker', (text) => text.replace('chx-answer', 'chx-plan')],
    ['a line in between', (text) => text.replace('\n', '\n\n')],
    ['no record', (text) => text.replace(/<!-- chx-record.*\n/, '')],
    ['another version', (text) => text.replace('chx-record:1', 'chx-record:2')],
    ['a changed sign', (text) => text.replace('writer', 'writes')],
    ['a missing end', (text) => text.slice(0, -20).replace(' -->\nmo', '')],
    ['a changed sum', (text) => text.replace(/1:[0-9a-f]/, '1:x')],
  ])('is unreadable with %s', (_, change) => {
    const text = inAnswer(encodeRecord([one]));
    expect(decodeRecord(text)).toEqual([one]);
    expect(decodeRecord(change(text))).toBeNull();
  });

  test('is as good with the line ends of GitHub', () => {
    expect(decodeRecord(inAnswer(encodeRecord([one])).replaceAll('\n', '\r\n'))).toEqual([one]);
  });

  test('leaves out what could not be read again', () => {
    const odd = [one, { ...one, comment: 'x' }, { ...one, at: 'yesterday', id: r(2) }];
    expect(decodeRecord(inAnswer(encodeRecord(odd)))).toEqual([one]);
  });

  test('keeps the last of each, and nothing on one id that is older than what is lost', () => {
    const lost: RecordedCommand = { ...one, verb: 'lost', id: '*', at: at(5) };
    const list: RecordedCommand[] = [
      one,
      { ...one, at: at(3) },
      { ...one, verb: 'reject-rename', at: at(2) },
      { ...one, id: r(2), at: at(9) },
    ];
    expect(compact(list).map(({ verb, id, at: when }) => [verb, id, when])).toEqual([
      ['revoke', r(2), at(9)],
      ['revoke', r(1), at(3)],
      ['reject-rename', r(1), at(2)],
    ]);
    expect(compact([...list, lost, { ...lost, at: at(4) }]).map(({ verb, at: when }) => [verb, when])).toEqual([
      ['revoke', at(9)],
      ['lost', at(5)],
    ]);
  });

  test('never outgrows its room: what is too much blocks for every id', () => {
    const many = Array.from(
      { length: 5000 },
      (_, index): RecordedCommand => ({ ...one, id: r(index), comment: String(index + 1), at: at(index) }),
    );
    const kept = compact(many);
    expect(encodeRecord(many).length).toBeLessThan(28_000);
    expect(compact(kept)).toEqual(kept);
    const lost = kept.at(-1);
    expect(lost?.verb).toBe('lost');
    // Whatever was dropped is older than what stands for it.
    const ids = new Set(kept.map(({ id }) => id));
    for (const { id, at: when } of many) if (!ids.has(id)) expect(when <= (lost?.at ?? '')).toBe(true);
    expect(kept.length).toBeGreaterThan(100);

    const old = comment(10, 'maintainer', `/chx confirm-rename ${r(9000)}`);
    const known = evaluate(record([old]), people(), [maintain], many);
    expect(known.decisions.confirmed.size).toBe(0);
    const fresh = evaluate(
      record([comment(6000, 'maintainer', `/chx confirm-rename ${r(9000)}`)]),
      people(),
      [maintain],
      many,
    );
    expect([...fresh.decisions.confirmed]).toEqual([r(9000)]);
  });

  test('200 ids that were taken back are all remembered', () => {
    const ids = Array.from({ length: 200 }, (_, index) => r(index));
    const seen = evaluate(
      record([
        comment(1, 'writer', `/chx revoke ${ids.join(' ')}`),
        comment(2, 'maintainer', `/chx confirm-rename ${ids.join(' ')}`),
      ]),
      people(),
      [maintain],
      [],
    );
    const again = rememberedIn(record([comment(3, '', inAnswer(encodeRecord(seen.record)), { own: true })]));
    expect(again.filter(({ verb }) => verb === 'revoke').length).toBe(200);
    expect(again.filter(({ verb }) => verb === 'confirm-rename').length).toBe(200);
    expect(again.filter(({ verb }) => verb === 'lost')).toEqual([]);
  });
});

test('deletions of ours are remembered as lost, the last of them', () => {
  const read = record([], {
    deletions: [
      deletion(3),
      deletion(9),
      deletion(12, { bySelf: true }),
      deletion(13, { own: false, author: user('x') }),
    ],
  });
  expect(rememberedIn(read)).toEqual([{ comment: '0', login: 'github-actions', verb: 'lost', id: '*', at: at(9) }]);
});
