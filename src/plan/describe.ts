/** What each part of an ALTER is called, risks and costs. */

import type { SchemaObject } from '../schema/model.ts';
import type { AlterAction, Operation } from './operation.ts';
import { highestRisk, type Risk } from './risk.ts';
import { mayDelete } from './ttl.ts';
import { classifyTypeChange } from './type-change.ts';

export interface ActionDescription {
  readonly change: string;
  readonly risk: Risk;
  /** What it costs beyond metadata; null for nothing. */
  readonly cost: string | null;
}

export function describeAction(action: AlterAction): ActionDescription {
  const { do: change } = action;
  switch (action.do) {
    case 'add-column':
      return { change, risk: 'safe', cost: null };
    case 'drop-column':
      return { change, risk: action.column.default?.kind === 'ALIAS' ? 'caution' : 'danger', cost: null };
    case 'modify-column': {
      const type = classifyTypeChange(action.from.type, action.to.type);
      const rewrites = `rewrites ${action.to.name} in every part (a mutation)`;
      if (type === 'narrowing' || type === 'rewriting') return { change, risk: 'danger', cost: rewrites };
      if (type === 'same') {
        const ttl = action.from.ttl?.key !== action.to.ttl?.key;
        const ends =
          action.to.ttl !== null && mayDelete(action.from.ttl === null ? [] : [action.from.ttl], [action.to.ttl]);
        return { change, risk: ends ? 'danger' : 'safe', cost: ttl ? rewrites : null };
      }
      return { change, risk: 'caution', cost: action.to.type.startsWith('Enum') ? null : rewrites };
    }
    case 'rename-column':
      return { change, risk: 'danger', cost: null };
    case 'add-index':
      return { change, risk: 'safe', cost: 'old parts are indexed as they merge, or by MATERIALIZE INDEX' };
    case 'add-projection':
      return { change, risk: 'safe', cost: 'old parts get the projection as they merge, or by MATERIALIZE PROJECTION' };
    case 'drop-index':
    case 'drop-projection':
      return { change, risk: 'caution', cost: null };
    case 'add-constraint':
      return { change, risk: 'caution', cost: null };
    case 'drop-constraint':
      return { change, risk: 'caution', cost: null };
    case 'modify-ttl':
      return action.to.length === 0
        ? { change: 'remove-ttl', risk: 'safe', cost: null }
        : {
            change,
            risk: mayDelete(action.from, action.to) ? 'danger' : 'caution',
            cost: 'evaluates the TTL on every part and deletes or moves what is past it',
          };
    case 'modify-settings':
      return { change, risk: 'caution', cost: null };
    case 'modify-comment':
      return { change, risk: 'safe', cost: null };
    case 'modify-query':
      return { change, risk: 'caution', cost: null };
  }
}

/** The highest risk of the parts of one ALTER, and what they cost together. */
export function describeActions(
  object: SchemaObject,
  actions: readonly AlterAction[],
): Pick<ActionDescription, 'risk' | 'cost'> {
  const described = actions.map(describeAction);
  // A front keeps no rows: what costs and endangers rows happens on its local table.
  const isFront = object.kind === 'distributed';
  const costs = isFront ? [] : [...new Set(described.flatMap(({ cost }) => (cost === null ? [] : [cost])))];
  const risk = highestRisk(
    described.map((action) =>
      isFront && action.risk === 'danger' && action.change !== 'rename-column' ? 'caution' : action.risk,
    ),
  );
  return { risk, cost: costs.length === 0 ? null : costs.join('; ') };
}

/**
 * The name of a statement: `create-table`, `add-column+drop-index`, ...
 *
 * @param actions The parts of an ALTER that this statement holds; an operation can take several.
 */
export function describeOperation(operation: Operation, actions: readonly AlterAction[]): string {
  if (operation.kind === 'alter') return [...new Set(actions.map((action) => describeAction(action).change))].join('+');
  if (operation.kind === 'flush') return operation.object.kind === 'distributed' ? 'flush-distributed' : 'flush-buffer';
  return `${operation.kind}-${operation.object.kind}`;
}
