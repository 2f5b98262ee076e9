import type { Dictionary } from '../schema/model.ts';
import { expressionTokens } from '../sql/names.ts';
import { defineRule } from './rule.ts';

export const dictionaryClauses = defineRule({
  id: 'dictionary-clauses',
  severity: 'error',
  title: 'A dictionary without a key, source, layout or lifetime',
  why: 'ClickHouse refuses the CREATE with 489 (INCORRECT_DICTIONARY_DEFINITION). Only the DIRECT layouts need no LIFETIME.',
  fix: 'Add PRIMARY KEY, SOURCE, LAYOUT and LIFETIME.',
  refusal: { code: 489, name: 'INCORRECT_DICTIONARY_DEFINITION', on: 'create' },
  example: {
    trips: `CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED());`,
    passes: `CREATE DICTIONARY app.names (id UInt64, name String)
PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 'users')) LAYOUT(HASHED()) LIFETIME(300);`,
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      if (object.kind !== 'dictionary') continue;
      const missing = missingClauses(object);
      if (missing.length > 0)
        yield { object, message: `has no ${missing.join(', ')}: add ${missing.length === 1 ? 'it' : 'them'}` };
    }
  },
});

function missingClauses(dictionary: Dictionary): readonly string[] {
  const clauses = new Set<string>();
  let layout = '';
  let depth = 0;
  const tokens = expressionTokens(dictionary.definition);
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'symbol') depth += token.text === '(' ? 1 : token.text === ')' ? -1 : 0;
    if (token.kind !== 'word') continue;
    if (depth === 0) clauses.add(token.text.toUpperCase());
    else if (depth === 1 && tokens[index - 2]?.text.toUpperCase() === 'LAYOUT') layout = token.text.toUpperCase();
  }
  const isDirect = layout === 'DIRECT' || layout === 'COMPLEX_KEY_DIRECT';
  return (['PRIMARY', 'SOURCE', 'LAYOUT', 'LIFETIME'] as const)
    .filter((clause) => !clauses.has(clause) && !(clause === 'LIFETIME' && isDirect))
    .map((clause) => (clause === 'PRIMARY' ? 'PRIMARY KEY' : clause));
}
