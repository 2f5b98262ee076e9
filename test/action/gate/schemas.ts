/** The repository of the scenarios: two tables on main, and what pull requests do to them. */
import type { Files } from '../../github/double/objects.ts';

export function config(guards = ''): string {
  return `version: 1\nschema: ["schema/*.sql"]\ndatabase: shop\n${guards}`;
}

const people = (columns: string): string =>
  `CREATE TABLE shop.people (id UInt64, ${columns}, joined DateTime) ENGINE = MergeTree ORDER BY id;\n`;
const orders = (columns: string): string =>
  `CREATE TABLE shop.orders (id UInt64, total Decimal(18, 2)${columns}) ENGINE = MergeTree ORDER BY id;\n`;

/** Main. */
export const main = {
  'chx.yml': config(),
  'schema/people.sql': people('user String'),
  'schema/orders.sql': orders(', note String'),
} as const satisfies Files;

/** A rename of `user` and the loss of `note`. */
export const both: Files = {
  ...main,
  'schema/people.sql': people('user_name String'),
  'schema/orders.sql': orders(''),
};

/** The rename alone. */
export const rename: Files = { ...main, 'schema/people.sql': people('user_name String') };

/** The loss alone. */
export const loss: Files = { ...main, 'schema/orders.sql': orders('') };

/** Another rename of the same column: the same place in the schema, another id. */
export const otherRename: Files = { ...main, 'schema/people.sql': people('login_name String') };

/** One column gone and two new ones of its type: two possible renames. */
export const choice: Files = { ...main, 'schema/people.sql': people('first_user String, second_user String') };

export const visits = 'CREATE TABLE shop.visits (id UInt64) ENGINE = MergeTree ORDER BY id;\n';

/** With a table more, which no guard is about. */
export function unrelated(files: Files): Files {
  return { ...files, 'schema/visits.sql': visits };
}

export function withConfig(files: Files, guards: string): Files {
  return { ...files, 'chx.yml': config(guards) };
}
