import { SqlError, type Token, tokenize } from '../../src/sql/tokens.ts';

/**
 * What a statement of a plan does, in a form to compare with expectations: `create web.x`, `replace web.x`,
 * `drop web.x`, `rename web.x to web.y`, `exchange web.x` (for what stands under that name in the end), `web.x: add column c`, `web.x: change ttl`. Everything that alters a column in
 * place is `change column`; MATERIALIZE, OPTIMIZE and SYSTEM change no schema and are left out.
 */
export function commandsOf(sql: string): string[] {
  const reader = new Reader(tokenize(sql).filter(({ kind }) => kind !== 'comment'));
  if (reader.take('SYSTEM') || reader.take('OPTIMIZE')) return [];
  if (reader.take('EXCHANGE', 'TABLES')) return [`exchange ${reader.name()}`];
  if (reader.take('CREATE')) {
    const verb = reader.take('OR', 'REPLACE') ? 'replace' : 'create';
    reader.take('MATERIALIZED');
    reader.skip(1);
    reader.take('IF', 'NOT', 'EXISTS');
    return [`${verb} ${reader.name()}`];
  }
  if (reader.take('DROP')) {
    reader.skip(1);
    reader.take('IF', 'EXISTS');
    return [`drop ${reader.name()}`];
  }
  if (reader.take('RENAME')) {
    reader.skip(1);
    const names: string[] = [];
    do {
      const from = reader.name();
      reader.take('TO');
      names.push(`rename ${from} to ${reader.name()}`);
    } while (reader.take(','));
    return names;
  }
  if (reader.take('ALTER', 'TABLE')) {
    const table = reader.name();
    if (reader.take('ON', 'CLUSTER')) reader.skip(1);
    return reader.commands().map((command) => `${table}: ${command}`);
  }
  throw new SqlError(`a plan holds a statement that the corpus does not know: ${sql}`, 1);
}

const parts = new Set(['COLUMN', 'INDEX', 'PROJECTION', 'CONSTRAINT']);

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  #word(ahead: number): string {
    const token = this.#tokens[this.#at + ahead];
    return token === undefined || token.kind === 'quoted' ? '' : token.text.toUpperCase();
  }

  take(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.#word(index) === word)) return false;
    this.#at += words.length;
    return true;
  }

  skip(count: number): void {
    this.#at += count;
  }

  name(): string {
    const names = [this.#value()];
    while (this.take('.')) names.push(this.#value());
    return names.join('.');
  }

  #value(): string {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token?.value ?? '';
  }

  commands(): string[] {
    const commands: string[] = [];
    while (this.#at < this.#tokens.length) {
      const command = this.#command();
      if (command !== null && !commands.includes(command)) commands.push(command);
      this.#toNext();
    }
    return commands;
  }

  /** The command here; null for one that changes no schema, and for the rest of a list such as TTL's. */
  #command(): string | null {
    const verb = this.#word(0);
    const part = this.#word(1);
    if (['ADD', 'DROP', 'RENAME', 'MODIFY', 'ALTER', 'COMMENT'].includes(verb) && parts.has(part)) {
      this.skip(2);
      if (!this.take('IF', 'NOT', 'EXISTS')) this.take('IF', 'EXISTS');
      const what = `${part.toLowerCase()} ${this.name()}`;
      if (verb === 'RENAME') return this.take('TO') ? `rename ${what} to ${this.name()}` : null;
      return verb === 'ADD' || verb === 'DROP' ? `${verb.toLowerCase()} ${what}` : `change ${what}`;
    }
    if (part === 'SETTING' && (verb === 'MODIFY' || verb === 'RESET')) return 'change settings';
    if (part === 'TTL' && (verb === 'MODIFY' || verb === 'REMOVE')) return 'change ttl';
    if (verb === 'MODIFY') {
      const what = ['ORDER', 'SAMPLE', 'QUERY', 'COMMENT', 'REFRESH'].find((word) => word === part);
      // The rest of a MODIFY QUERY is the query, commas and all.
      if (what === 'QUERY') this.#at = this.#tokens.length;
      return what === undefined ? `modify ${part}` : `change ${what.toLowerCase()}`;
    }
    return null;
  }

  /** Goes behind the next comma outside of brackets. */
  #toNext(): void {
    let depth = 0;
    for (; this.#at < this.#tokens.length; this.#at += 1) {
      const word = this.#word(0);
      if ('([{'.includes(word) && word !== '') depth += 1;
      else if (')]}'.includes(word) && word !== '') depth -= 1;
      else if (word === ',' && depth === 0) {
        this.#at += 1;
        return;
      }
    }
  }
}
