/** Plans what a materialized view gives while a column that it fills gets another name. */
import { outputNames } from '../rules/shared/queries.ts';
import type { Expression, MaterializedView } from '../schema/model.ts';
import { objectLabel, tableKey } from '../schema/name.ts';
import { parseExpression } from '../sql/expression.ts';
import { identifier } from '../sql/literals.ts';
import { expressionTokens } from '../sql/names.ts';
import type { AlterAction } from './operation.ts';
import { selectsUnnamed } from './refresh.ts';
import { alterOperation, type Steps } from './steps.ts';

/**
 * A view that fills a column which gets another name gives both names until it has: it finds the columns of its target by name
 * and drops what has no place there without a word, so in either order values would be lost (26.7).
 *
 * @returns The query of the view meanwhile, null where it needs none.
 */
export function planBridge(
  steps: Steps,
  base: MaterializedView,
  head: MaterializedView,
): Expression | 'refused' | null {
  const target = head.to === null ? undefined : steps.keptAs(tableKey(head.to));
  const renames = target?.renameGuard === null ? target.columnRenames : [];
  if (target === undefined || renames.length === 0 || base.query.key === head.query.key) return null;
  const given = outputNames(base.query);
  const filled = renames.filter(({ from }) => given.includes(from));
  const unclear = renames.find(({ from }) => !given.includes(from) && mayGive(base.query, given, from));
  if (unclear !== undefined) {
    steps.refuse(
      'rename-filled-column',
      head,
      `whether ${objectLabel(head)} fills ${objectLabel(target.head)}.${unclear.from}, which is ${unclear.to} now, doesn't show in its query, and what it gives under the old name would be lost: write every column of its SELECT as a name or AS a name, in a pull request before this one`,
    );
    return 'refused';
  }
  if (filled.length === 0) return null;
  const both = filled.map(({ from, to }) => `${identifier(from)} AS ${identifier(to)}`).join(', ');
  const query = parseExpression(`SELECT *, ${both} FROM (${base.query.text})`);
  const names = filled.map(({ from, to }) => `${from} and ${to}`).join(', ');
  const action: AlterAction = { do: 'modify-query', from: base.query, to: query };
  steps.add(
    'prepare',
    head,
    alterOperation(
      head,
      [action],
      filled.map(({ guard }) => guard),
      `${objectLabel(head)} gives ${names} until ${objectLabel(target.head)} has the new name: what it gives under a name that its target lacks is lost`,
    ),
  );
  return query;
}

/** Whether a query may give a column that its SELECT list doesn't name. */
function mayGive(query: Expression, given: readonly string[], name: string): boolean {
  if (selectsUnnamed(query)) return true;
  const tokens = expressionTokens(query);
  const named = tokens.some(
    (token, index) =>
      token.value === name && token.kind !== 'string' && (given.length === 0 || tokens[index - 1]?.text === '.'),
  );
  return named;
}
