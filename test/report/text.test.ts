import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, codeSpan, fence, hiddenSigns, htmlCode, prose, visible, visibleLines } from '../../src/report/text.ts';
import { nasty, nastyText } from './nasty.ts';
import { activeMarkup, outsideCode } from './outside.ts';

describe('visible', () => {
  it.each([
    ['a\nb', 'a\\nb'],
    ['a\r\tb', 'a\\r\\tb'],
    ['zero\u200bwidth', 'zero\\u{200B}width'],
    ['right\u202eleft', 'right\\u{202E}left'],
    ['\ufefftext', '\\u{FEFF}text'],
    ['no\u00a0break', 'no\\u{00A0}break'],
    ['\u2028', '\\u{2028}'],
    ['\u001b[31mred', '\\u{001B}[31mred'],
    ['\ud800', '\\u{D800}'],
    ['tag\u{e0041}', 'tag\\u{E0041}'],
    ['\u3164', '\\u{3164}'],
    ['ok — naïve 表 🙂', 'ok — naïve 表 🙂'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('keeps the lines of SQL and shows the rest', () => {
    expect(visibleLines("SELECT\n\t'a\u202e'\r\n")).toBe("SELECT\n\t'a\\u{202E}'\\r\n");
    expect(hiddenSigns("\u202e 'x\u200b\u202e'\n\t")).toEqual(['U+200B', 'U+202E']);
  });
});

describe('clip', () => {
  it('leaves short text alone and never tears a pair', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
    expect(clip('a🙂bc', 3)).toBe('a…');
  });
});

describe('codeSpan', () => {
  it.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['``', '``` `` ```'],
    [' a ', '`  a  `'],
    ['', '`(empty)`'],
    ['a\n```\nb', '````a\\n```\\nb````'],
  ])('%j becomes %j', (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  it('leaves nothing outside, whatever it holds', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(outsideCode(codeSpan(text)).text).toBe('');
      }),
    );
  });
});

describe('fence', () => {
  it('is longer than any run of backticks in it', () => {
    expect(fence('SELECT 1', 'sql')).toBe('```sql\nSELECT 1\n```');
    expect(fence('a\n```\nb', '')).toBe('````\na\n```\nb\n````');
    expect(fence('````', '')).toBe('`````\n````\n`````');
  });

  it('closes where it should, whatever it holds', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const { text: outside, fences, balanced } = outsideCode(`${fence(text, 'sql')}\nafter`);
        expect(balanced).toBe(true);
        expect(fences).toEqual([visibleLines(text).replace(/\n+$/, '')]);
        expect(outside).toBe('after');
      }),
    );
  });
});

describe('htmlCode', () => {
  it('escapes what HTML would read', () => {
    expect(htmlCode('a</code></summary><b> & "x"\n')).toBe(
      '<code>a&lt;/code&gt;&lt;/summary&gt;&lt;b&gt; &amp; "x"\\n</code>',
    );
  });
});

describe('prose', () => {
  it.each([
    ['column user is gone', 'column user is gone'],
    ['analytics.events reads analytics.events_local.', '`analytics.events` reads `analytics.events_local`.'],
    ['the key is toDate(ts) + interval', 'the key is `toDate(ts) +` interval'],
    ['values that Decimal(18, 4) can not hold', 'values that `Decimal(18, 4)` can not hold'],
    ['every SELECT * and INSERT', 'every `SELECT *` and INSERT'],
    ['f(a, b and no end', '`f(a`, b and no end'],
    ['the cluster `prod`, so `a`.', 'the cluster `prod`, so `a`.'],
    ['the key `a b` (of t_1)', 'the key `a b` (of `t_1`)'],
    ['(see docs/x.md)', '(see `docs/x.md`)'],
    ['needs ClickHouse 26.7, not 25.8.', 'needs ClickHouse 26.7, not 25.8.'],
    ["don't: it's well-known — 5 times", "don't: it's well-known — 5 times"],
    ['ping @everyone now', 'ping `@everyone` now'],
    ['fixes #123 and GH-7 and PROJ-12', 'fixes `#123` and `GH-7` and `PROJ-12`'],
    ['owner/repo#1', '`owner/repo#1`'],
    ['see https://evil.example/?a=b.', 'see `https://evil.example/?a=b`.'],
    ['www.evil.example', '`www.evil.example`'],
    ['![x](http://evil.example/p.png)', '`![x](http://evil.example/p.png)`'],
    ['</details><script>', '`</details><script>`'],
    ['<!-- hide -->', '`<!--` hide `-->`'],
    ['&#64;everyone &commat;all', '`&#64;everyone &commat;all`'],
    ['a ``` b', 'a ```` ``` ```` b'],
    ['a | b', 'a `|` b'],
    ['**bold** _it_ ~~no~~', '`**bold** _it_ ~~no~~`'],
    ['$x$ :tada:', '`$x$ :tada:`'],
    ['6f1d3c9a7be2 is a commit', '`6f1d3c9a7be2` is a commit'],
    ['one\ntwo', '`one\\ntwo`'],
    ['`@a``@b`', '`@a@b`'],
    ['`', '`` ` ``'],
  ])('%j becomes %j', (text, markdown) => {
    expect(prose(text)).toBe(markdown);
  });

  it('leaves nothing that GitHub would act on, whatever it holds', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const markdown = prose(text);
        expect(markdown).not.toContain('\n');
        expect(activeMarkup(`- x ${markdown}`)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(nasty)('shows %j as code only', (text) => {
    expect(activeMarkup(`- x ${prose(text)}`)).toEqual([]);
  });
});
