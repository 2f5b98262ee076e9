/** What happens to which object: one row for an object or a pair. */
import type { Guard, Statement, TargetPlan } from '../plan/document.ts';
import { type Action, actionsOf, type Phrase, phrasesOf } from './actions.ts';
import { localOf } from './pairs.ts';
import { highestRisk } from './verdict.ts';

export interface Row {
  /** One name, or those of a pair, the local table's first; the second without a database that both share. */
  readonly names: readonly string[];
  readonly risk: Statement['risk'];
  /** What happens, in the order of the statements. */
  readonly phrases: readonly Phrase[];
  /** What it costs beyond metadata; each once. */
  readonly costs: readonly string[];
  /** Whether part of it waits for a confirmation. */
  readonly waits: boolean;
}

/** The rows of a plan in the order in which their objects are touched first. */
export function rowsOf(plan: TargetPlan, guards: readonly Guard[]): Row[] {
  const locals = localOf(plan.statements);
  const pending = new Set(guards.flatMap(({ id, state }) => (state === 'pending' ? [id] : [])));
  const groups = new Map<string, Statement[]>();
  for (const statement of plan.statements) {
    const key = locals.get(statement.object) ?? statement.object;
    groups.set(key, [...(groups.get(key) ?? []), statement]);
  }
  return [...groups].map(([key, statements]) => {
    const objects = [...new Set([key, ...statements.map(({ object }) => object)])].filter((object) =>
      statements.some((statement) => statement.object === object),
    );
    return {
      names: objects.map((object, index) => (index === 0 ? object : shortName(object, objects[0] ?? ''))),
      risk: highestRisk(statements),
      phrases: rowPhrases(objects, statements),
      costs: [...new Set(statements.flatMap(({ cost }) => cost ?? []))],
      waits: statements.some((statement) => statement.guards.some((id) => pending.has(id))),
    };
  });
}

/** `events` for `analytics.events` beside `analytics.events_local`. */
function shortName(name: string, beside: string): string {
  const dot = beside.indexOf('.');
  const prefix = dot < 0 ? '' : beside.slice(0, dot + 1);
  return prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** What all objects of the row share is said once; what only one does, with its name. */
function rowPhrases(objects: readonly string[], statements: readonly Statement[]): Phrase[] {
  const actions = new Map(
    objects.map((object): [string, Action[]] => [
      object,
      statements.filter((statement) => statement.object === object).flatMap(actionsOf),
    ]),
  );
  const [first = '', ...others] = objects;
  if (others.length === 0) return phrasesOf(actions.get(first) ?? []);
  const text = (action: Action): string => JSON.stringify(action);
  const everywhere = (actions.get(first) ?? []).filter((action) =>
    others.every((other) => (actions.get(other) ?? []).some((its) => text(its) === text(action))),
  );
  // One thing each (create, create): the order of the names says whose is which.
  if (everywhere.length === 0 && objects.every((object) => actions.get(object)?.length === 1)) {
    return objects.flatMap((object) => phrasesOf(actions.get(object) ?? []));
  }
  const shared = new Set(everywhere.map(text));
  const own = objects.flatMap((object): Phrase[] => {
    const phrases = phrasesOf((actions.get(object) ?? []).filter((action) => !shared.has(text(action))));
    if (phrases.length === 0) return [];
    return [
      [
        { code: shortName(object, first) },
        ': ',
        ...phrases.flatMap((phrase, index) => (index === 0 ? phrase : [', ', ...phrase])),
      ],
    ];
  });
  return [...phrasesOf(everywhere), ...own];
}
