/** What all parts of the matching share: the two schemas, what people decided, and what has been found so far. */
import type { Finding } from '../schema/finding.ts';
import type { Schema, SchemaObject } from '../schema/model.ts';
import { objectLabel } from '../schema/name.ts';
import type { Crowd } from './candidate-groups.ts';
import { Readers } from './candidate-readers.ts';
import type { PlanGuard } from './guards.ts';
import type { MatchOptions, UndecidedRename } from './match.ts';
import type { Judged } from './match-judge.ts';
import { listed } from './match-words.ts';

export class MatchContext {
  readonly base: Schema;
  readonly head: Schema;
  readonly options: MatchOptions;
  readonly baseReaders: Readers;
  readonly headReaders: Readers;
  readonly guards: PlanGuard[] = [];
  readonly undecided: UndecidedRename[] = [];
  readonly findings: Finding[] = [];

  constructor(base: Schema, head: Schema, options: MatchOptions) {
    this.base = base;
    this.head = head;
    this.options = options;
    this.baseReaders = new Readers(base);
    this.headReaders = new Readers(head);
  }

  /** Notes the guard of a rename, and what it would bring where nobody has decided. */
  note(
    judged: Pick<Judged<unknown>, 'id' | 'basis' | 'group' | 'state' | 'verdict'>,
    rename: Pick<PlanGuard, 'object' | 'from' | 'to' | 'evidence'>,
    brings: UndecidedRename['brings'],
  ): void {
    const { id, basis, group, state, verdict } = judged;
    const guard: PlanGuard = { id, kind: 'rename', group, state, ...rename, lost: null, basis };
    this.guards.push(guard);
    if (verdict === 'undecided') this.undecided.push({ guard, brings });
  }

  refuse(rule: string, object: SchemaObject, message: string): void {
    const { file, line } = object.at;
    this.findings.push({ rule, severity: 'error', object: objectLabel(object), message, file, line });
  }

  refuseConflicts(object: SchemaObject, conflicts: readonly (readonly [Judged<unknown>, Judged<unknown>])[]): void {
    for (const [one, other] of conflicts) {
      this.refuse(
        'conflicting-confirmations',
        object,
        `${one.id} and ${other.id} are both confirmed but rule each other out: revoke one of them`,
      );
    }
  }

  /** So many that each could be each: no list helps, so the schema has to say which is which. */
  refuseCrowd<T>(object: SchemaObject, what: string, { from, to }: Crowd<T>, name: (end: T) => string): void {
    this.refuse(
      'rename-ambiguous',
      object,
      `any of ${from.length} ${what} that are gone (${listed(from.map(name))}) may be any of ${to.length} that are new (${listed(to.map(name))}): say which with renamedFrom; what is no rename goes in one pull request and comes in the next`,
    );
  }
}
