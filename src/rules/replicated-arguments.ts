import { isReplicated, stringArgument } from '../sql/engine.ts';
import { isLiteral } from './shared/expressions.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, type Stored, stored } from './shared/subject.ts';

export const replicatedArguments = defineRule({
  id: 'replicated-arguments',
  severity: 'error',
  title: 'Keeper path or replica name of a Replicated engine is not valid',
  why: 'ClickHouse takes both or none, as strings. It refuses one alone, an empty path and a path that does not start with `/` with 36 (BAD_ARGUMENTS), an empty replica name with 237, a replica name with a `/` with 999.',
  fix: "Write both, as in `('/clickhouse/tables/{shard}/events', '{replica}')`, or leave both out for the server's default.",
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips:
      "CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;",
    passes:
      "CREATE TABLE app.events (id UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/events', '{replica}') ORDER BY id;",
  },
  *find({ schema }) {
    for (const subject of stored(schema)) if (isReplicated(subject.storage.engine)) yield* problems(subject);
  },
});

function* problems({ object, storage }: Stored): Generator<Problem> {
  const { name, args } = storage.engine;
  const [first, second] = args;
  const path = stringArgument(first);
  const replica = stringArgument(second);
  if (first === undefined || path === null) return;
  const shown = code(first.text);
  if (second === undefined || (replica === null && isLiteral(second))) {
    yield {
      object,
      message: `${name} has a Keeper path ${shown} and no replica name: add ${code("'{replica}'")} as the second argument`,
    };
    return;
  }
  if (path === '')
    yield { object, message: `the Keeper path of ${name} is empty: name one, or leave out both arguments` };
  // `name:/path` is a path of an auxiliary Keeper, `{macro}` can bring the slash.
  else if (!/^(\/|\{|[^/]+:\/)/.test(path)) {
    yield { object, message: `the Keeper path ${shown} of ${name} does not start with "/": put one there` };
  }
  if (replica === '') yield { object, message: `the replica name of ${name} is empty: use ${code("'{replica}'")}` };
  else if (replica?.includes('/') === true) {
    yield { object, message: `the replica name ${code(second.text)} of ${name} holds a "/": take it out` };
  }
}
