/** Small random schemas and random edits of them, as SQL. All choices come from one function, so a seed makes them again. */

/** A whole number from 0 to `count - 1`. */
export type Choose = (count: number) => number;

interface Column {
  name: string;
  type: string;
  default: { kind: string; expression: string; names: string[] } | null;
  codec: string | null;
  comment: string | null;
  ttl: string | null;
}

interface Named {
  name: string;
  column: string;
  text: (column: string) => string;
}

interface Table {
  kind: 'table';
  database: string;
  name: string;
  engine: string;
  columns: Column[];
  /** Columns that may not be touched: keys, versions. */
  fixed: string[];
  clauses: string;
  ttlDays: number | null;
  settings: Map<string, string>;
  indexes: Named[];
  projections: Named[];
  constraints: Named[];
  comment: string | null;
}

interface Front {
  kind: 'front';
  database: string;
  name: string;
  local: Table;
  explicit: boolean;
  /** What its rows are sharded by. */
  key: string;
  comment: string | null;
}

interface View {
  kind: 'view';
  database: string;
  name: string;
  source: Table | Front | View;
  /** Null for `*`. */
  columns: string[] | null;
  where: string | null;
}

interface Materialized {
  kind: 'materialized';
  database: string;
  name: string;
  source: Table;
  target: Table;
  columns: string[];
}

interface BufferTable {
  kind: 'buffer';
  database: string;
  name: string;
  target: Table;
}

interface Dictionary {
  kind: 'dictionary';
  database: string;
  name: string;
  source: Table | Front;
  attribute: string;
}

type Item = Table | Front | View | Materialized | BufferTable | Dictionary;

export interface RandomPair {
  readonly base: string;
  readonly head: string;
  /** The edits that were made, by kind. */
  readonly edits: readonly string[];
}

/** Types that a column can start with, and what each can become. */
const types: Readonly<Record<string, readonly string[]>> = {
  UInt8: ['UInt16', 'UInt64', 'Int32', 'Nullable(UInt8)'],
  UInt32: ['UInt64', 'UInt16', 'String', 'Nullable(UInt32)', 'Int64'],
  Int64: ['Int32', 'Int128', 'Float64'],
  Float32: ['Float64'],
  String: ['LowCardinality(String)', 'Nullable(String)', 'FixedString(40)'],
  'LowCardinality(String)': ['String', 'LowCardinality(Nullable(String))'],
  'Nullable(String)': ['String', 'LowCardinality(Nullable(String))'],
  Date: ['Date32', 'DateTime'],
  DateTime: ["DateTime('UTC')", 'DateTime64(3)', 'Date'],
  "Enum8('a' = 1, 'b' = 2)": ["Enum8('a' = 1, 'b' = 2, 'c' = 3)", 'String', "Enum16('a' = 1, 'b' = 2)"],
  'Decimal(9, 2)': ['Decimal(18, 2)', 'Decimal(18, 4)', 'Decimal(9, 1)'],
  'Array(UInt8)': ['Array(UInt16)', 'Array(Nullable(UInt8))'],
  'Map(String, UInt8)': ['Map(LowCardinality(String), UInt8)', 'Map(String, UInt64)'],
  UUID: ['String'],
  Bool: ['UInt8'],
  'Tuple(a UInt8, b String)': ['Tuple(a UInt16, b String)'],
};
const startTypes = Object.keys(types);
const names = [
  'amount',
  'city',
  'kind',
  'note',
  'user_id',
  'user_name',
  'score',
  'select',
  'from',
  'index',
  'a`b',
  "o'c",
  'ünï',
  'x',
  'y',
  'Z',
];
const engines = [
  { engine: 'MergeTree', fixed: ['id'], extra: [] },
  { engine: 'MergeTree', fixed: ['id', 'at'], extra: [] },
  { engine: 'ReplacingMergeTree(version)', fixed: ['id', 'version'], extra: [['version', 'UInt64']] },
  { engine: 'SummingMergeTree', fixed: ['id'], extra: [] },
  { engine: 'CollapsingMergeTree(sign)', fixed: ['id', 'sign'], extra: [['sign', 'Int8']] },
  { engine: "ReplicatedMergeTree('/t/{shard}/{database}.{table}', '{replica}')", fixed: ['id'], extra: [] },
] as const;

function quote(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function randomPair(choose: Choose): RandomPair {
  const schema = new RandomSchema(choose);
  schema.populate();
  const base = schema.print();
  const edits: string[] = [];
  for (let count = 1 + choose(5); count > 0; count -= 1) {
    const edit = schema.edit();
    if (edit !== null) edits.push(edit);
  }
  // The order of the objects in a file means nothing.
  return { base, head: schema.print(), edits };
}

class RandomSchema {
  readonly #choose: Choose;
  #items: Item[] = [];
  #count = 0;

  constructor(choose: Choose) {
    this.#choose = choose;
  }

  populate(): void {
    const tables = 2 + this.#choose(3);
    for (let index = 0; index < tables; index += 1) this.#addTable();
    for (let index = this.#choose(3); index > 0; index -= 1) this.#addFront();
    for (let index = this.#choose(3); index > 0; index -= 1) this.#addView();
    if (this.#chance(50)) this.#addMaterialized();
    if (this.#chance(25)) this.#addBuffer();
    if (this.#chance(30)) this.#addDictionary();
  }

  #chance(percent: number): boolean {
    return this.#choose(100) < percent;
  }

  #pick<T>(list: readonly T[]): T {
    const item = list[this.#choose(list.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  #fresh(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  #of<K extends Item['kind']>(kind: K): Extract<Item, { kind: K }>[] {
    return this.#items.filter((item): item is Extract<Item, { kind: K }> => item.kind === kind);
  }

  #columnName(table: Table): string {
    const free = names.filter((name) => !table.columns.some((column) => column.name === name));
    return free.length > 0 && this.#chance(80) ? this.#pick(free) : this.#fresh('col');
  }

  #column(table: Table): Column {
    const column: Column = {
      name: this.#columnName(table),
      type: this.#pick(startTypes),
      default: null,
      codec: null,
      comment: null,
      ttl: null,
    };
    if (this.#chance(25)) column.comment = this.#pick(['plain', "it's", 'back\\slash', '-- no comment', 'ü']);
    if (this.#chance(20)) column.codec = this.#pick(['ZSTD(1)', 'ZSTD(3)', 'LZ4', 'NONE']);
    if (this.#chance(40)) column.default = this.#default(table, column);
    if (column.default === null && this.#chance(8)) column.ttl = 'at + INTERVAL 900 YEAR';
    if (column.default !== null && ['ALIAS', 'EPHEMERAL'].includes(column.default.kind)) column.codec = null;
    return column;
  }

  #default(table: Table, column: Column): Column['default'] {
    const kind = this.#pick(['DEFAULT', 'DEFAULT', 'MATERIALIZED', 'ALIAS', 'EPHEMERAL']);
    const plain = (expression: string, used: string[] = []) => ({ kind, expression, names: used });
    const other = this.#pick(table.columns.filter(({ default: value }) => value?.kind !== 'EPHEMERAL'));
    switch (column.type) {
      case 'String':
        return this.#chance(50) ? plain("'a;b'") : plain(`toString(${quote(other.name)})`, [other.name]);
      case 'UInt8':
      case 'UInt32':
      case 'Int64':
        return this.#chance(50) ? plain(String(this.#choose(100))) : plain('id + 1', ['id']);
      case 'DateTime':
        return plain('at', ['at']);
      default:
        return null;
    }
  }

  #addTable(): Table {
    const { engine, fixed, extra } = this.#pick(engines);
    const table: Table = {
      kind: 'table',
      database: this.#chance(85) ? 'a' : 'b',
      name: this.#fresh('table_'),
      engine,
      columns: [],
      fixed: [...fixed],
      clauses: `ORDER BY ${fixed.includes('at' as never) ? '(id, at)' : 'id'}`,
      ttlDays: null,
      settings: new Map(),
      indexes: [],
      projections: [],
      constraints: [],
      comment: this.#chance(20) ? 'a table' : null,
    };
    const plain = { default: null, codec: null, comment: null, ttl: null };
    table.columns.push({ name: 'id', type: 'UInt64', ...plain }, { name: 'at', type: 'DateTime', ...plain });
    for (const [name, type] of extra) table.columns.push({ name, type, ...plain });
    for (let count = 1 + this.#choose(6); count > 0; count -= 1) table.columns.push(this.#column(table));
    if (this.#chance(20)) {
      table.clauses = `PARTITION BY toYYYYMM(at) ${table.clauses}`;
      table.fixed.push('at');
    }
    if (this.#chance(15)) table.ttlDays = 300_000 + this.#choose(9);
    if (this.#chance(30)) this.#changeSettings(table);
    for (let count = this.#choose(3); count > 0; count -= 1) this.#addPart(table);
    this.#items.push(table);
    return table;
  }

  #storedColumns(table: Table): Column[] {
    return table.columns.filter(({ default: value }) => value === null || value.kind === 'DEFAULT');
  }

  #addPart(table: Table): string | null {
    const column = this.#pick(this.#storedColumns(table)).name;
    switch (this.#choose(3)) {
      case 0: {
        const name = this.#fresh('idx');
        table.indexes.push({ name, column, text: (on) => `INDEX ${name} ${quote(on)} TYPE minmax GRANULARITY 1` });
        return 'add index';
      }
      case 1: {
        if (!table.engine.includes('MergeTree') || !/^(Replicated)?MergeTree/.test(table.engine)) return null;
        const name = this.#fresh('prj');
        table.projections.push({
          name,
          column,
          text: (on) => `PROJECTION ${name} (SELECT ${quote(on)}, count() GROUP BY ${quote(on)})`,
        });
        return 'add projection';
      }
      default: {
        const name = this.#fresh('chk');
        table.constraints.push({
          name,
          column,
          text: (on) => `CONSTRAINT ${name} CHECK NOT isNull(${quote(on)}) OR 1`,
        });
        return 'add constraint';
      }
    }
  }

  #changeSettings(table: Table): void {
    const [name, values] = this.#pick([
      ['merge_with_ttl_timeout', ['100', '200', '300']],
      ['ttl_only_drop_parts', ['1']],
      ['min_bytes_for_wide_part', ['0', '1000']],
    ] as const);
    if (table.settings.has(name) && this.#chance(50)) table.settings.delete(name);
    else table.settings.set(name, this.#pick(values));
  }

  #addFront(): Front {
    const local = this.#pick(this.#of('table'));
    const front: Front = {
      kind: 'front',
      database: local.database,
      name: this.#fresh('front_'),
      local,
      explicit: this.#chance(30),
      key: 'id',
      comment: null,
    };
    this.#items.push(front);
    return front;
  }

  #visible(source: Table | Front | View): string[] {
    if (source.kind === 'view') return source.columns ?? this.#visible(source.source);
    return this.#storedColumns(source.kind === 'front' ? source.local : source).map(({ name }) => name);
  }

  #some(list: readonly string[]): string[] {
    const chosen = list.filter(() => this.#chance(60));
    return chosen.length > 0 ? chosen : list.slice(0, 1);
  }

  #addView(): View {
    const source = this.#pick([...this.#of('table'), ...this.#of('front'), ...this.#of('view')]);
    const visible = this.#visible(source);
    const view: View = {
      kind: 'view',
      database: 'a',
      name: this.#fresh('view_'),
      source,
      columns: this.#chance(30) ? null : this.#some(visible),
      where: this.#chance(30) ? this.#pick(visible) : null,
    };
    this.#items.push(view);
    return view;
  }

  #addMaterialized(): Materialized {
    const source = this.#pick(this.#of('table'));
    const columns = [...new Set(['id', ...this.#some(this.#visible(source))])];
    const target = this.#addTable();
    target.engine = 'MergeTree';
    target.clauses = 'ORDER BY id';
    target.fixed = ['id'];
    target.columns = columns.flatMap((name) => {
      const column = source.columns.find((other) => other.name === name);
      return column === undefined ? [] : [{ ...column, default: null, ttl: null }];
    });
    target.indexes = [];
    target.projections = [];
    target.constraints = [];
    target.ttlDays = null;
    const view: Materialized = {
      kind: 'materialized',
      database: 'a',
      name: this.#fresh('mv_'),
      source,
      target,
      columns,
    };
    this.#items.push(view);
    return view;
  }

  #addBuffer(): void {
    const target = this.#pick(this.#of('table'));
    this.#items.push({ kind: 'buffer', database: target.database, name: this.#fresh('buffer_'), target });
  }

  #addDictionary(): void {
    const source = this.#pick([...this.#of('table'), ...this.#of('front')]);
    const table = source.kind === 'front' ? source.local : source;
    const strings = this.#storedColumns(table).filter(({ type }) => type === 'String');
    const [attribute] = strings;
    if (attribute === undefined) return;
    this.#items.push({
      kind: 'dictionary',
      database: 'a',
      name: this.#fresh('dict_'),
      source,
      attribute: attribute.name,
    });
  }

  /** Makes one change and says which; null where there was nothing to change. */
  edit(): string | null {
    const tables = this.#of('table');
    const table = this.#pick(tables);
    const free = table.columns.filter(({ name }) => !table.fixed.includes(name) && name !== 'at');
    const at = free.length === 0 ? null : this.#pick(free);
    const place = (column: Column): void => {
      if (this.#chance(50)) table.columns.push(column);
      else table.columns.splice(this.#choose(table.columns.length + 1), 0, column);
    };
    switch (this.#choose(22)) {
      case 0:
      case 1:
        place(this.#column(table));
        return 'add column';
      case 2:
      case 3:
        if (at === null || table.columns.length < 4) return null;
        this.#dropColumn(table, at);
        return 'drop column';
      case 4:
      case 5: {
        const other = at === null ? undefined : types[at.type];
        if (at === null || other === undefined) return null;
        at.type = this.#pick(other);
        return 'change type';
      }
      case 6:
        if (at === null) return null;
        table.columns.splice(table.columns.indexOf(at), 1);
        place(at);
        return 'move column';
      case 7:
      case 8:
        if (at === null) return null;
        this.#renameColumn(table, at, this.#columnName(table));
        if (this.#chance(25)) at.type = this.#pick(types[at.type] ?? [at.type]);
        return 'rename column';
      case 9: {
        if (at === null) return null;
        at.default = this.#chance(40)
          ? null
          : this.#default({ ...table, columns: table.columns.filter((c) => c !== at) }, at);
        if (at.default !== null) at.ttl = null;
        if (at.default !== null && ['ALIAS', 'EPHEMERAL'].includes(at.default.kind)) at.codec = null;
        return 'change default';
      }
      case 10:
        if (at === null || ['ALIAS', 'EPHEMERAL'].includes(at.default?.kind ?? '')) return null;
        at.codec = this.#pick([null, 'ZSTD(2)', 'LZ4HC(9)', 'NONE']);
        return 'change codec';
      case 11:
        if (at === null) return null;
        at.comment = this.#pick([null, 'other', "it's \\ other"]);
        return 'change comment';
      case 12:
        if (this.#chance(50)) table.ttlDays = this.#chance(30) ? null : 300_100 + this.#choose(9);
        else this.#changeSettings(table);
        return 'change TTL or setting';
      case 13:
        return this.#addPart(table);
      case 14: {
        const parts = this.#pick([table.indexes, table.projections, table.constraints]);
        if (parts.length === 0) return null;
        parts.splice(this.#choose(parts.length), 1);
        return 'drop index, projection or constraint';
      }
      case 15: {
        const part = this.#pick([table.indexes, table.projections, table.constraints])[0];
        if (part === undefined) return null;
        part.column = this.#pick(this.#storedColumns(table)).name;
        return 'change index, projection or constraint';
      }
      case 16:
        return this.#renameTable(table);
      case 17:
        return this.#changeView();
      case 18:
        return this.#create();
      case 19:
        return this.#renameOther();
      case 20: {
        const fronts = this.#of('front');
        if (fronts.length === 0) return null;
        this.#pick(fronts).key = this.#pick(['id', 'intHash64(id)', 'toUInt32(at) + id']);
        return 'change sharding key';
      }
      default:
        return this.#dropSomething();
    }
  }

  #create(): string {
    switch (this.#choose(5)) {
      case 0:
        this.#addTable();
        return 'create table';
      case 1:
        this.#addFront();
        return 'create front';
      case 2:
        this.#addMaterialized();
        return 'create materialized view';
      case 3:
        this.#addDictionary();
        return 'create dictionary';
      default:
        this.#addView();
        return 'create view';
    }
  }

  #dropSomething(): string | null {
    const item = this.#pick(this.#items);
    const users = this.#users(item);
    if (item.kind === 'table' && this.#of('table').length < 3) return null;
    // Most people drop what stands on it, too; some forget.
    this.#items = this.#items.filter((other) => other !== item && !(users.has(other) && !this.#chance(5)));
    return `drop ${item.kind}`;
  }

  #users(item: Item): Set<Item> {
    const users = new Set<Item>();
    const visit = (needed: Item): void => {
      for (const other of this.#items) {
        const needs =
          (other.kind === 'front' && other.local === needed) ||
          (other.kind === 'view' && other.source === needed) ||
          (other.kind === 'materialized' && (other.source === needed || other.target === needed)) ||
          (other.kind === 'buffer' && other.target === needed) ||
          (other.kind === 'dictionary' && other.source === needed);
        if (!needs || users.has(other)) continue;
        users.add(other);
        visit(other);
      }
    };
    visit(item);
    return users;
  }

  #renameTable(table: Table): string {
    const fronts = this.#of('front').filter(({ local }) => local === table);
    const together = fronts.length > 0 && this.#chance(60);
    table.name = this.#fresh('table_');
    if (!together) return 'rename table';
    for (const front of fronts) front.name = this.#fresh('front_');
    return 'rename pair';
  }

  /** Another name for what holds no rows in a table of its own; what stands on it follows. */
  #renameOther(): string | null {
    const others = this.#items.filter(({ kind }) => kind !== 'table' && kind !== 'buffer');
    if (others.length === 0) return null;
    const item = this.#pick(others);
    item.name = this.#fresh('other_');
    return `rename ${item.kind}`;
  }

  #changeView(): string | null {
    const views = [...this.#of('view'), ...this.#of('materialized')];
    if (views.length === 0) return null;
    const view = this.#pick(views);
    if (view.kind === 'view') {
      if (view.columns === null) {
        view.where = this.#pick(this.#visible(view.source));
        return 'change view';
      }
      const before = view.columns;
      view.columns = this.#some(this.#visible(view.source));
      this.#repairViews(view, before);
      return 'change view';
    }
    const fresh = this.#visible(view.source).filter((name) => !view.columns.includes(name));
    const [name] = fresh;
    const column = view.source.columns.find((other) => other.name === name);
    if (name === undefined || column === undefined || view.target.columns.some((other) => other.name === name))
      return null;
    view.columns.push(name);
    view.target.columns.push({ ...column, default: null, ttl: null });
    return 'change materialized view';
  }

  /** Views over a view that lost columns. */
  #repairViews(view: View, before: readonly string[]): void {
    const gone = before.filter((name) => !this.#visible(view).includes(name));
    for (const name of gone) this.#forgetIn(view, name);
  }

  #forgetIn(source: Item, name: string): void {
    for (const view of this.#of('view')) {
      if (view.source !== source) continue;
      const shown = this.#visible(view).includes(name) || view.columns === null;
      if (view.where === name) view.where = null;
      if (view.columns !== null) {
        view.columns = view.columns.filter((other) => other !== name);
        if (view.columns.length === 0) view.columns = this.#visible(view.source).slice(0, 1);
      }
      if (shown) this.#forgetIn(view, name);
    }
  }

  #dropColumn(table: Table, column: Column): void {
    table.columns.splice(table.columns.indexOf(column), 1);
    const { name } = column;
    const others = (part: Named): boolean => part.column !== name;
    table.indexes = table.indexes.filter(others);
    table.projections = table.projections.filter(others);
    table.constraints = table.constraints.filter(others);
    for (const other of table.columns) if (other.default?.names.includes(name)) other.default = null;
    // One in ten forgets the views.
    if (this.#chance(10)) return;
    for (const source of [table, ...this.#of('front').filter(({ local }) => local === table)])
      this.#forgetIn(source, name);
    for (const view of this.#of('materialized')) {
      if (view.source === table) view.columns = view.columns.filter((other) => other !== name);
      if (view.target === table && view.columns.includes(name))
        view.columns = view.columns.filter((other) => other !== name);
    }
    this.#items = this.#items.filter(
      (item) => item.kind !== 'dictionary' || item.attribute !== name || tableOf(item.source) !== table,
    );
  }

  #renameColumn(table: Table, column: Column, to: string): void {
    const from = column.name;
    column.name = to;
    for (const part of [...table.indexes, ...table.projections, ...table.constraints])
      if (part.column === from) part.column = to;
    for (const { default: value } of table.columns) {
      if (!value?.names.includes(from)) continue;
      value.expression = value.expression.replaceAll(quote(from), quote(to));
      value.names = value.names.map((name) => (name === from ? to : name));
    }
    if (this.#chance(10)) return;
    const renameIn = (source: Item): void => {
      for (const view of this.#of('view')) {
        if (view.source !== source) continue;
        if (view.where === from) view.where = to;
        if (view.columns !== null) view.columns = view.columns.map((name) => (name === from ? to : name));
        renameIn(view);
      }
    };
    for (const source of [table, ...this.#of('front').filter(({ local }) => local === table)]) renameIn(source);
    for (const view of this.#of('materialized')) {
      if (view.source !== table || !view.columns.includes(from)) continue;
      view.columns = view.columns.map((name) => (name === from ? to : name));
      const target = view.target.columns.find(({ name }) => name === from);
      if (target !== undefined && !view.target.columns.some(({ name }) => name === to)) target.name = to;
    }
    for (const dictionary of this.#of('dictionary'))
      if (dictionary.attribute === from && tableOf(dictionary.source) === table) dictionary.attribute = to;
  }

  print(): string {
    const used = new Set(this.#items.map(({ database }) => database));
    const databases = used.has('b') ? ['CREATE DATABASE b;'] : [];
    return [...databases, ...this.#items.map((item) => `${this.#printItem(item)};`)].join('\n\n');
  }

  #printItem(item: Item): string {
    const name = `${item.database}.${quote(item.name)}`;
    switch (item.kind) {
      case 'table': {
        const parts = [
          ...item.columns.map(printColumn),
          ...[...item.indexes, ...item.constraints, ...item.projections].map((part) => part.text(part.column)),
        ];
        const ttl = item.ttlDays === null ? '' : ` TTL at + INTERVAL ${item.ttlDays} DAY`;
        const settings = [...item.settings].map(([setting, value]) => `${setting} = ${value}`).join(', ');
        const comment = item.comment === null ? '' : ` COMMENT ${literal(item.comment)}`;
        return `CREATE TABLE ${name} (${parts.join(', ')}) ENGINE = ${item.engine} ${item.clauses}${ttl}${settings === '' ? '' : ` SETTINGS ${settings}`}${comment}`;
      }
      case 'front': {
        const { local } = item;
        const engine = `ENGINE = Distributed('prod', '${local.database}', '${local.name}', ${item.key})`;
        if (!item.explicit) return `CREATE TABLE ${name} AS ${local.database}.${quote(local.name)} ${engine}`;
        const columns = local.columns.map((column) => printColumn({ ...column, codec: null, ttl: null }));
        return `CREATE TABLE ${name} (${columns.join(', ')}) ${engine}`;
      }
      case 'view': {
        const where = item.where === null ? '' : ` WHERE NOT isNull(${quote(item.where)})`;
        const list = item.columns === null ? '*' : item.columns.map(quote).join(', ');
        return `CREATE VIEW ${name} AS SELECT ${list} FROM ${item.source.database}.${quote(item.source.name)}${where}`;
      }
      case 'materialized':
        return `CREATE MATERIALIZED VIEW ${name} TO ${item.target.database}.${quote(item.target.name)} AS SELECT ${item.columns.map(quote).join(', ')} FROM ${item.source.database}.${quote(item.source.name)}`;
      case 'buffer': {
        const { target } = item;
        const columns = this.#storedColumns(target).map((column) => `${quote(column.name)} ${column.type}`);
        return `CREATE TABLE ${name} (${columns.join(', ')}) ENGINE = Buffer('${target.database}', '${target.name}', 1, 10, 100, 10, 100, 1000, 10000)`;
      }
      case 'dictionary':
        return `CREATE DICTIONARY ${name} (id UInt64, ${quote(item.attribute)} String) PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE '${item.source.name}' DB '${item.source.database}')) LIFETIME(60) LAYOUT(FLAT())`;
    }
  }
}

function tableOf(source: Table | Front): Table {
  return source.kind === 'front' ? source.local : source;
}

function printColumn(column: Column): string {
  const parts = [quote(column.name), column.type];
  if (column.default !== null) parts.push(column.default.kind, column.default.expression);
  if (column.comment !== null) parts.push('COMMENT', literal(column.comment));
  if (column.codec !== null) parts.push(`CODEC(${column.codec})`);
  if (column.ttl !== null) parts.push('TTL', column.ttl);
  return parts.join(' ');
}
