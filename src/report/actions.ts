/** What a statement does, in plain words, read from its SQL: `add column x`, `rename column a to b`. */
import type { Statement } from '../plan/document.ts';
import { SqlError, type Token, tokenize } from '../sql/tokens.ts';
import { clip } from './text.ts';

/** Words of our own, and names or SQL from the schema, which are shown as code. */
export type Phrase = readonly (string | { readonly code: string })[];

/** One thing that a statement does to its object. */
export interface Action {
  /** `add`, `remove the default of`, `change the sorting key`. */
  readonly verb: string;
  /** `column`, `index`; empty where the verb says all. */
  readonly noun: string;
  readonly name: string | null;
  /** A new name, a new definition. */
  readonly to: string | null;
}

/** How much of a column's new definition fits in a sentence. */
const definitionLength = 60;
/** How many names one phrase lists. */
const nameLimit = 8;

const alterVerbs = new Set([
  'ADD',
  'DROP',
  'MODIFY',
  'ALTER',
  'RENAME',
  'COMMENT',
  'CLEAR',
  'MATERIALIZE',
  'RESET',
  'REMOVE',
  'UPDATE',
  'DELETE',
]);
const alterNouns = new Set(['COLUMN', 'INDEX', 'PROJECTION', 'CONSTRAINT', 'STATISTICS', 'PARTITION']);

/** What the statement does, in the order of its SQL; from its `change` where the SQL says something unforeseen. */
export function actionsOf(statement: Statement): Action[] {
  return readActions(statement) ?? statement.change.split('+').map(saidAs);
}

/** The actions as phrases: equal ones once, names of one kind together. */
export function phrasesOf(actions: readonly Action[]): Phrase[] {
  const groups = new Map<string, Action[]>();
  for (const action of actions) {
    const key = action.name !== null && action.to === null ? `${action.verb} ${action.noun}` : JSON.stringify(action);
    const group = groups.get(key) ?? [];
    if (!group.some(({ name }) => name === action.name)) group.push(action);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          phrase(
            first,
            group.flatMap(({ name }) => name ?? []),
          ),
        ];
  });
}

function phrase(action: Action, names: readonly string[]): Phrase {
  const parts: (string | { code: string })[] = [[action.verb, plural(action.noun, names.length)].join(' ').trim()];
  names.slice(0, nameLimit).forEach((name, index) => {
    parts.push(index === 0 ? ' ' : ', ', { code: name });
  });
  if (names.length > nameLimit) parts.push(` and ${names.length - nameLimit} more`);
  if (action.to !== null) parts.push(' to ', { code: action.to });
  return parts;
}

function plural(noun: string, number: number): string {
  if (number < 2 || noun === '' || noun.endsWith('s')) return noun;
  return noun.endsWith('x') ? `${noun}es` : `${noun}s`;
}

/** A change by its id; one that is not made of words is shown as code. */
function saidAs(change: string): Action {
  if (/^[a-z]+(?:-[a-z]+)*$/.test(change)) return say(change.replaceAll('-', ' '));
  return { verb: 'change', noun: '', name: change, to: null };
}

function say(verb: string): Action {
  return { verb, noun: '', name: null, to: null };
}

/** A reader of the tokens of one statement. */
class Reader {
  readonly sql: string;
  readonly tokens: readonly Token[];
  position = 0;

  constructor(sql: string, tokens: readonly Token[]) {
    this.sql = sql;
    this.tokens = tokens;
  }

  /** The token here (or `ahead` of here), a keyword in capitals; empty at the end. */
  peek(ahead = 0): string {
    const token = this.tokens[this.position + ahead];
    return token === undefined ? '' : token.kind === 'word' ? token.text.toUpperCase() : token.text;
  }

  /** Steps over these words if they stand here. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.peek(index) === word)) return false;
    this.position += words.length;
    return true;
  }

  skipConditions(): void {
    if (!this.take('IF', 'NOT', 'EXISTS')) this.take('IF', 'EXISTS');
  }

  /** A name with its qualifiers, unquoted; null where none stands here. */
  name(): string | null {
    const parts: string[] = [];
    for (;;) {
      const token = this.tokens[this.position];
      if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted')) break;
      parts.push(token.value);
      this.position += 1;
      if (!this.take('.')) break;
    }
    return parts.length === 0 ? null : parts.join('.');
  }

  /** The SQL from here to the end, on one line, shortened. */
  rest(): string | null {
    const token = this.tokens[this.position];
    const last = this.tokens.at(-1);
    if (token === undefined || last === undefined) return null;
    const text = this.sql.slice(token.offset, last.offset + last.text.length).replace(/\s+/g, ' ');
    return clip(text, definitionLength);
  }
}

/** What the SQL of a DROP calls a table or a view. */
const kindsOfDrop: Readonly<Record<string, string>> = {
  'drop-distributed': 'Distributed table',
  'drop-materialized-view': 'materialized view',
};

function readActions(statement: Statement): Action[] | null {
  let tokens: Token[];
  try {
    tokens = tokenize(statement.sql).filter(({ kind }) => kind !== 'comment');
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
  const reader = new Reader(statement.sql, tokens);
  if (reader.take('CREATE')) return readCreate(reader);
  if (reader.take('DROP')) return sayOf(kindsOfDrop[statement.change] ?? readKind(reader), 'drop');
  if (reader.take('SYSTEM', 'FLUSH', 'DISTRIBUTED')) return [say('send the rows that are still queued')];
  if (reader.take('RENAME')) return readRename(reader, statement.object);
  if (reader.take('ALTER', 'TABLE') || reader.take('ALTER', 'DATABASE')) return readAlter(statement.sql, tokens);
  return null;
}

function sayOf(noun: string | null, verb: string): Action[] | null {
  return noun === null ? null : [{ verb, noun, name: null, to: null }];
}

function readKind(reader: Reader): string | null {
  if (reader.take('MATERIALIZED', 'VIEW')) return 'materialized view';
  const kind = reader.peek();
  if (!['DATABASE', 'TABLE', 'VIEW', 'DICTIONARY', 'FUNCTION'].includes(kind)) return null;
  reader.position += 1;
  return kind.toLowerCase();
}

function readCreate(reader: Reader): Action[] | null {
  const verb = reader.take('OR', 'REPLACE') ? 'replace' : 'create';
  const kind = readKind(reader);
  if (kind !== 'table') return sayOf(kind, verb);
  const engine = engineOf(reader);
  return sayOf(engine === null || !/^[A-Za-z]+$/.test(engine) ? kind : `${engine} table`, verb);
}

/** The engine that a CREATE TABLE names outside of all parentheses. */
function engineOf(reader: Reader): string | null {
  let depth = 0;
  for (; reader.position < reader.tokens.length; reader.position += 1) {
    const here = reader.peek();
    if (here === '(') depth += 1;
    else if (here === ')') depth -= 1;
    else if (here === 'AS' && depth === 0 && ['SELECT', 'WITH', '('].includes(reader.peek(1))) return null;
    else if (depth === 0 && reader.take('ENGINE')) {
      reader.take('=');
      return reader.name();
    }
  }
  return null;
}

function readRename(reader: Reader, object: string): Action[] | null {
  const kind = reader.peek();
  if (!reader.take('TABLE') && !reader.take('DATABASE') && !reader.take('DICTIONARY')) return null;
  const actions: Action[] = [];
  do {
    reader.skipConditions();
    const from = reader.name();
    if (from === null || !reader.take('TO')) return null;
    const to = reader.name();
    const noun = from === object ? '' : kind.toLowerCase();
    actions.push({ verb: 'rename', noun, name: from === object ? null : from, to });
  } while (reader.take(','));
  return actions;
}

/** The commands of an ALTER: split at the commas outside of parentheses that a command's verb follows. */
function readAlter(sql: string, tokens: readonly Token[]): Action[] | null {
  const head = new Reader(sql, tokens);
  head.position = 2;
  if (head.name() === null) return null;
  if (head.take('ON', 'CLUSTER')) head.position += 1;
  const commands: Token[][] = [[]];
  let depth = 0;
  tokens.slice(head.position).forEach((token, index, all) => {
    if (token.text === '(' || token.text === '[') depth += 1;
    if (token.text === ')' || token.text === ']') depth -= 1;
    const next = all[index + 1];
    const splits =
      token.text === ',' && depth === 0 && next?.kind === 'word' && alterVerbs.has(next.text.toUpperCase());
    if (splits) commands.push([]);
    else commands.at(-1)?.push(token);
  });
  const actions: Action[] = [];
  for (const command of commands) {
    const read = readCommand(new Reader(sql, command));
    if (read === null) return null;
    actions.push(...read);
  }
  return actions;
}

function readCommand(reader: Reader): Action[] | null {
  const verb = reader.peek();
  reader.position += 1;
  switch (verb) {
    case 'ADD':
    case 'DROP':
    case 'CLEAR':
    case 'MATERIALIZE':
      return readNamed(reader, verb.toLowerCase());
    case 'RENAME': {
      if (!reader.take('COLUMN')) return null;
      reader.skipConditions();
      const name = reader.name();
      if (name === null || !reader.take('TO')) return null;
      return [{ verb: 'rename', noun: 'column', name, to: reader.name() }];
    }
    case 'COMMENT': {
      if (!reader.take('COLUMN')) return null;
      reader.skipConditions();
      return [{ verb: 'change the comment of', noun: 'column', name: reader.name(), to: null }];
    }
    case 'MODIFY':
    case 'ALTER':
      return reader.take('COLUMN') ? readColumnChange(reader) : readTableChange(reader);
    case 'RESET':
      return reader.take('SETTING') ? readSettings(reader, 'reset') : null;
    case 'REMOVE':
      return reader.take('TTL')
        ? [say('remove the TTL')]
        : reader.take('SAMPLE', 'BY')
          ? [say('remove the sampling key')]
          : null;
    case 'UPDATE':
      return [say('rewrite rows')];
    case 'DELETE':
      return [say('delete rows')];
    default:
      return null;
  }
}

function readNamed(reader: Reader, verb: string): Action[] | null {
  if (reader.take('TTL')) return [say(`${verb} the TTL`)];
  const noun = reader.peek();
  if (!alterNouns.has(noun)) return null;
  reader.position += 1;
  reader.skipConditions();
  const name = reader.name();
  return name === null ? null : [{ verb, noun: noun.toLowerCase(), name, to: null }];
}

const removable: Readonly<Record<string, string>> = {
  DEFAULT: 'default',
  MATERIALIZED: 'expression',
  ALIAS: 'expression',
  CODEC: 'codec',
  TTL: 'TTL',
  COMMENT: 'comment',
  STATISTICS: 'statistics',
};

function readColumnChange(reader: Reader): Action[] | null {
  reader.skipConditions();
  const name = reader.name();
  if (name === null) return null;
  if (reader.take('REMOVE')) {
    return [{ verb: `remove the ${removable[reader.peek()] ?? 'attribute'} of`, noun: 'column', name, to: null }];
  }
  if (reader.take('MODIFY', 'SETTING') || reader.take('RESET', 'SETTING')) {
    return [{ verb: 'change the settings of', noun: 'column', name, to: null }];
  }
  reader.take('TYPE');
  return [{ verb: 'change', noun: 'column', name, to: reader.rest() }];
}

function readTableChange(reader: Reader): Action[] | null {
  if (reader.take('ORDER', 'BY')) return [{ verb: 'change the sorting key', noun: '', name: null, to: reader.rest() }];
  if (reader.take('SAMPLE', 'BY'))
    return [{ verb: 'change the sampling key', noun: '', name: null, to: reader.rest() }];
  if (reader.take('TTL')) return [{ verb: 'change the TTL', noun: '', name: null, to: reader.rest() }];
  if (reader.take('SETTING')) return readSettings(reader, 'change');
  if (reader.take('COMMENT')) return [say('change the comment')];
  if (reader.take('QUERY')) return [say('change the query')];
  if (reader.take('REFRESH')) return [say('change the refresh')];
  return null;
}

function readSettings(reader: Reader, verb: string): Action[] {
  const actions: Action[] = [];
  let depth = 0;
  let starts = true;
  for (; reader.position < reader.tokens.length; reader.position += 1) {
    const token = reader.tokens[reader.position];
    if (token === undefined) break;
    if (starts && depth === 0) actions.push({ verb, noun: 'setting', name: token.value, to: null });
    starts = token.text === ',';
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
  }
  return actions;
}
