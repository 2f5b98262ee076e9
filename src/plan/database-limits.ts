/** Databases in which names can't change as a plan would have it. */
import type { SchemaObject } from '../schema/model.ts';
import { formatName, objectLabel } from '../schema/name.ts';
import type { Operation } from './operation.ts';
import type { Steps } from './steps.ts';

/** Engines of databases in which RENAME and EXCHANGE work; Memory refuses both (26.7: 48), others hold tables of elsewhere. */
const renaming = new Set(['Atomic', 'Replicated', 'Shared']);

/**
 * Refuses renames that the engine of a database doesn't take: any in a Memory database, and from or to a Replicated one any
 * that crosses its border (48). A database that no file declares is taken for Atomic.
 */
export function refuseImmovable(steps: Steps, operations: readonly Operation[]): void {
  const engineOf = (name: string): string => {
    const key = `database ${name}`;
    const database = steps.base.objects.get(key) ?? steps.head.objects.get(key);
    return database?.kind === 'database' ? (database.engine?.name ?? 'Atomic') : 'Atomic';
  };
  for (const operation of operations) {
    if (operation.kind !== 'rename' && operation.kind !== 'exchange') continue;
    const { object } = operation;
    const to = operation.kind === 'rename' ? operation.to : operation.with;
    const databases = [...new Set([object.name.database, to.database])];
    const fixed = databases.find((name) => !renaming.has(engineOf(name)));
    if (fixed !== undefined) {
      steps.refuse(
        'rename-in-database',
        placed(steps, object),
        `${objectLabel(object)} would have to be renamed to ${formatName(to)}, which the database ${fixed} of engine ${engineOf(fixed)} doesn't do (code 48): drop it in one pull request and create it in the next`,
      );
    } else if (databases.length > 1 && databases.some((name) => engineOf(name) === 'Replicated')) {
      steps.refuse(
        'rename-across-databases',
        placed(steps, object),
        `${objectLabel(object)} can't become ${formatName(to)}, as nothing moves into or out of a Replicated database (code 48): keep the database`,
      );
    }
  }
}

/** The object as head's files have it, so that the finding stands where it can be seen; base's where head has it no more. */
function placed(steps: Steps, object: SchemaObject): SchemaObject {
  return steps.matching.kept.find(({ base }) => base.name === object.name)?.head ?? object;
}
