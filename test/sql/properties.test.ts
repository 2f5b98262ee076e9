import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalType, parseEngine, parseExpression, parseExpressionList } from '../../src/sql/fragments.ts';
import { expressionTokens } from '../../src/sql/names.ts';
import { parseSchemaFile } from '../../src/sql/parse.ts';
import { printCreate } from '../../src/sql/print.ts';
import { SqlError, tokenize } from '../../src/sql/tokens.ts';
import { meaning } from './meaning.ts';
import { statements } from './statements.ts';

const defaults = { database: 'app', cluster: null };
const all = statements();
const understood = (sql: string): unknown => {
  const { objects, findings } = parseSchemaFile(sql, 'f.sql', defaults);
  return { objects: objects.map(meaning), findings: findings.map(({ message }) => message) };
};
const gap = fc.constantFrom(' ', '\n', '\t', '\r\n', ' /* c */ ', ' -- c\n', '/**/', ' # c\n', '\u00a0');

describe('white space and comments', () => {
  it('between tokens mean nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.infiniteStream(gap), ({ sql }, gaps) => {
        const tokens = tokenize(sql).filter(({ kind }) => kind !== 'comment');
        const spread = tokens.map(({ text }) => `${text}${gaps.next().value}`).join('');
        expect(understood(spread)).toEqual(understood(sql));
      }),
      { numRuns: 3000 },
    );
  });

  it('are no part of what is printed', () => {
    for (const { sql } of all) {
      const [object] = parseSchemaFile(sql, 'f.sql', defaults).objects;
      if (object === undefined) throw new Error(sql);
      const printed = printCreate(object, { onCluster: null });
      expect(tokenize(printed).filter(({ kind }) => kind === 'comment')).toEqual([]);
    }
  });
});

/** Words whose case means nothing wherever a statement of the list uses them as keywords. */
const keywords = new Set(
  (
    'create table view materialized dictionary database function or replace if exists as engine order by partition primary key ' +
    'sample ttl settings comment codec default alias ephemeral projection constraint check index granularity ' +
    'select from where group having union distinct join inner left right full outer on using prewhere limit case when then else ' +
    'end between like ilike in not is null and asc desc refresh every after append depends randomize interval'
  ).split(' '),
);

describe('case', () => {
  it('of keywords means nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.infiniteStream(fc.boolean()), ({ sql }, lower) => {
        // Columns that are called like keywords have a case: their statements are left out.
        fc.pre(
          !/\b(ENGINE = (Join|Dictionary|Null)|DEFINER = default|CODEC\(Default|comment String|date Date|K, v V|primary String|FOR 1\)|DAY,|Nested|k rows)/.test(
            sql,
          ),
        );
        const tokens = tokenize(sql);
        let text = '';
        let end = 0;
        for (const token of tokens) {
          const isKeyword = token.kind === 'word' && keywords.has(token.text.toLowerCase());
          const changes = isKeyword && lower.next().value === true && !/^(k|v|s|d)$/.test(token.text);
          text += sql.slice(end, token.offset);
          text += changes
            ? token.text === token.text.toUpperCase()
              ? token.text.toLowerCase()
              : token.text.toUpperCase()
            : token.text;
          end = token.offset + token.text.length;
        }
        expect(understood(text)).toEqual(understood(sql));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('garbage', () => {
  const pieces = fc.constantFrom(
    ...all
      .slice(0, 60)
      .flatMap(({ sql }) => sql.split(/(?=[ (),])/))
      .slice(0, 400),
    ...[
      "'",
      '`',
      '"',
      '(',
      ')',
      '[',
      '{',
      ';',
      '--',
      '/*',
      '*/',
      '$$',
      '\\',
      '\0',
      '\n',
      '.',
      '::',
      '->',
      '1e',
      '0x',
      '😀',
      '\ud800',
    ],
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => `CREATE TABLE t ${parts.join('')}`),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  it('is a finding or an object, never a crash, and an object is printed to itself', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { objects, findings } = parseSchemaFile(text, 'f.sql', defaults);
        for (const finding of findings) {
          expect(finding.line).toBeGreaterThan(0);
          expect(finding.message).not.toMatch(/[\n\r]/);
        }
        for (const object of objects) {
          const again = parseSchemaFile(printCreate(object, { onCluster: null }), 'f.sql', defaults);
          expect(again.findings).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('throws nothing but SqlError in fragments', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of [parseExpression, parseExpressionList, canonicalType, parseEngine, tokenize]) {
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(SqlError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of great depth and length ends soon', () => {
    const deep = 100_000;
    const started = performance.now();
    expect(expressionTokens(parseExpression(`${'('.repeat(deep)}1${')'.repeat(deep)}`))).toHaveLength(2 * deep + 1);
    expect(() => parseExpression('('.repeat(deep))).toThrow(SqlError);
    expect(() => canonicalType('Array('.repeat(deep))).toThrow(SqlError);
    expect(
      parseSchemaFile(`CREATE VIEW v AS ${'SELECT 1 FROM ('.repeat(5_000)}SELECT 1${')'.repeat(5_000)}`, 'f', defaults)
        .findings,
    ).toEqual([]);
    const wide = Array.from({ length: 5_000 }, (_, index) => `c${index} UInt8 DEFAULT ${index}`).join(', ');
    expect(parseSchemaFile(`CREATE TABLE t (${wide}) ENGINE = Memory`, 'f', defaults).objects).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
