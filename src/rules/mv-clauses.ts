import { keywordPlaces } from '../sql/keywords.ts';
import { expressionTokens } from '../sql/names.ts';
import { defineRule } from './shared/rule.ts';
import { materializedViews } from './shared/subject.ts';

export const mvClauses = defineRule({
  id: 'mv-clauses',
  severity: 'error',
  title: 'A materialized view with PREWHERE, SAMPLE or FINAL',
  why: 'The SELECT sees the rows of one INSERT, before they are a part of the table. ClickHouse refuses these clauses with 397 (QUERY_IS_NOT_SUPPORTED_IN_MATERIALIZED_VIEW).',
  fix: 'Use WHERE; versions of one row can not be told apart yet.',
  refusal: { code: 397, name: 'QUERY_IS_NOT_SUPPORTED_IN_MATERIALIZED_VIEW', on: 'create' },
  example: {
    trips: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids ENGINE = MergeTree ORDER BY id AS SELECT id FROM app.events PREWHERE id > 1;`,
    passes: `CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;

CREATE MATERIALIZED VIEW app.ids ENGINE = MergeTree ORDER BY id AS SELECT id FROM app.events WHERE id > 1;`,
  },
  *find({ schema }) {
    for (const view of materializedViews(schema)) {
      if (view.refresh !== null || !/prewhere|sample|final/i.test(view.query.text)) continue;
      const tokens = expressionTokens(view.query).filter(({ kind }) => kind !== 'comment');
      // Inside of a query in brackets they are a matter of that query.
      if (tokens.filter((token) => token.kind === 'word' && /^select$/i.test(token.text)).length !== 1) continue;
      const keywords = keywordPlaces(tokens);
      const clause = tokens.find(
        (token, index) =>
          keywords[index] === true && token.kind === 'word' && /^(prewhere|sample|final)$/i.test(token.text),
      );
      if (clause !== undefined)
        yield {
          object: view,
          message: `has ${clause.text.toUpperCase()}, which a materialized view does not take: use WHERE`,
        };
    }
  },
});
