/** Builds requests to the embedded engine from SQL as short as a test wants to write it. */
import type { VerifyObject, VerifyRequest, VerifyStatement } from '../../src/clickhouse/verify.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly insertable?: boolean;
}

/** A database `a`. */
export const database: VerifyObject = {
  key: 'database a',
  label: 'a',
  kind: 'database',
  sql: 'CREATE DATABASE a',
  rows: false,
  columns: [],
};

/** A MergeTree table: `columns` is the whole list in brackets, `filled` what INSERT can name. */
export function table(name: string, sql: string, filled: readonly TableColumn[]): VerifyObject {
  return {
    key: `a.${name}`,
    label: `a.${name}`,
    kind: 'table',
    sql: `CREATE TABLE a.${name} ${sql}`,
    rows: true,
    columns: filled.map((column) => ({ insertable: true, ...column })),
  };
}

export function object(kind: VerifyObject['kind'], name: string, sql: string): VerifyObject {
  return { key: `a.${name}`, label: kind === 'function' ? name : `a.${name}`, kind, sql, rows: false, columns: [] };
}

export function statement(sql: string, after: string, settings: Record<string, string> = {}): VerifyStatement {
  return { id: sql, sql, after, settings };
}

/** `1` once the table has the column. */
export function hasColumn(name: string, column: string, more = '1'): string {
  return `SELECT count() FROM system.columns WHERE database = 'a' AND table = '${name}' AND name = '${column}' AND ${more}`;
}

export function lacksColumn(name: string, column: string): string {
  return `SELECT count() = 0 FROM system.columns WHERE database = 'a' AND table = '${name}' AND name = '${column}'`;
}

export function request(parts: Partial<VerifyRequest>): VerifyRequest {
  return {
    base: [],
    statements: [],
    head: [],
    clusters: [],
    macros: {},
    survivors: [],
    formatCheck: [],
    ...parts,
  };
}

/** The columns of one table that live on under their names and types. */
export function survivors(name: string, columns: readonly TableColumn[], to = name): VerifyRequest['survivors'] {
  return columns.map(({ name: column, type }) => ({
    from: { database: 'a', table: name, column, type },
    to: { database: 'a', table: to, column, type },
  }));
}
