/** Arguments and kinds of the table engines of a schema. */
import type { Engine } from '../../schema/model.ts';
import { isReplicated, replicatedArguments } from '../../sql/engine.ts';
import * as traits from '../../sql/engine-traits.ts';

export function isShared(engine: Engine): boolean {
  return traits.isShared(engine.name);
}

/** `Replacing`, `Summing`, ...; the empty text for MergeTree itself; null for engines of no MergeTree kind. */
export function mergeTreeKind(engine: Engine): string | null {
  return traits.mergeTreeKind(engine.name);
}

/** Whether merges make one row of several with one sorting key. */
export function mergesRows(engine: Engine): boolean {
  return traits.mergingKinds.has(mergeTreeKind(engine) ?? '');
}

/** The arguments of a MergeTree engine after the Keeper path and the replica's name. */
export function ownArguments(engine: Engine): Engine['args'] {
  return isReplicated(engine) ? replicatedArguments(engine).rest : engine.args;
}
