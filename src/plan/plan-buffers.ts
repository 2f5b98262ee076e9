/** Plans Buffers that ALTER can't follow what is behind them with: another name of their table, or of a column. */
import type { Table } from '../schema/model.ts';
import { objectLabel, sameName } from '../schema/name.ts';
import { destination } from './dependencies.ts';
import type { Kept } from './match.ts';
import { renameGuardOf } from './plan-renames.ts';
import type { Steps } from './steps.ts';
import { planAside, viewsFedBy } from './succession.ts';

/**
 * Makes a Buffer anew where its engine or the name of a column changes. Once its table has another name it throws away what
 * it holds, once a column has, it writes defaults (tried on 26.7, both without an error): so it is emptied before.
 *
 * @returns Whether this was such a change; else ALTER does it, or nothing.
 */
export function planBuffer(steps: Steps, kept: Kept, base: Table, head: Table): boolean {
  if (base.storage.engine.name !== 'Buffer' || head.storage.engine.name !== 'Buffer') return false;
  const before = destination(base);
  const after = destination(head);
  if (before === null || after === null) return false;
  const sameArguments =
    JSON.stringify(base.storage.engine.args.map(({ key }) => key)) ===
    JSON.stringify(head.storage.engine.args.map(({ key }) => key));
  if (sameArguments && kept.columnRenames.length === 0) return false;
  const renamed = sameName(before, after) ? null : renameGuardOf(steps, before, after);
  if (!sameName(before, after) && renamed === null) return false;
  const [view] = viewsFedBy(steps, base);
  if (view !== undefined) {
    steps.refuse(
      'buffer-feeds-view',
      head,
      `${objectLabel(head)} has to be made anew, and ${objectLabel(view)} would miss what is written to it: drop ${objectLabel(view)} in one pull request and create it in the next`,
    );
    return true;
  }
  const guards = [
    ...(kept.renameGuard === null ? [] : [kept.renameGuard]),
    ...(renamed === null ? [] : [renamed]),
    ...kept.columnRenames.map(({ guard }) => guard),
  ];
  const names = kept.columnRenames.map(({ from, to }) => `${from} is ${to} now`).join(', ');
  const reason =
    renamed !== null
      ? `its table is ${after.database}.${after.name} now`
      : names === ''
        ? `the engine of ${objectLabel(head)} changed in the schema`
        : names;
  planAside(steps, { base, head, guards: [...new Set(guards)], reason });
  return true;
}
