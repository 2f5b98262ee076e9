import { isReplicated } from '../sql/engine.ts';
import { engineTraits } from '../sql/engine-traits.ts';
import { ownArguments } from './shared/engines.ts';
import { callOf } from './shared/expressions.ts';
import { defineRule } from './shared/rule.ts';
import { code, stored } from './shared/subject.ts';

export const engineArguments = defineRule({
  id: 'engine-arguments',
  severity: 'error',
  title: 'Too many or too few arguments of a table engine',
  why: 'ClickHouse refuses the CREATE with 42 (NUMBER_OF_ARGUMENTS_DOESNT_MATCH). The old form `MergeTree(date, key, 8192)` is refused with 36 (BAD_ARGUMENTS).',
  fix: 'Give the engine what it takes; several columns to sum are one argument in parentheses.',
  refusal: { code: 42, name: 'NUMBER_OF_ARGUMENTS_DOESNT_MATCH', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.totals (id UInt64, a UInt64, b UInt64) ENGINE = SummingMergeTree(a, b) ORDER BY id;',
    passes: 'CREATE TABLE app.totals (id UInt64, a UInt64, b UInt64) ENGINE = SummingMergeTree((a, b)) ORDER BY id;',
  },
  *find({ schema }) {
    for (const { object, storage } of stored(schema)) {
      const { engine } = storage;
      const count = engineTraits(engine.name)?.args ?? null;
      if (count === null) continue;
      const [least, most] = count;
      // A call can bring the Keeper path: which arguments are the engine's own is not sure then.
      if (isReplicated(engine) && engine.args.some((argument) => callOf(argument) !== null)) continue;
      const given = ownArguments(engine).length;
      if (given >= least && given <= most) continue;
      // A Keeper path without a replica name is for replicated-arguments.
      if (isReplicated(engine) && engine.args.length === 1 && engine.args[0]?.text.startsWith("'")) continue;
      const besides = isReplicated(engine) ? ' besides Keeper path and replica name' : '';
      yield {
        object,
        message: `${engine.name} takes ${range(least, most)}${besides} and has ${given}: correct ${code(`(${engine.args.map((argument) => argument.text).join(', ')})`)}`,
      };
    }
  },
});

function range(least: number, most: number): string {
  if (most === 0) return 'no arguments';
  if (most === Number.POSITIVE_INFINITY) return `at least ${least} arguments`;
  return least === most ? `${least} argument${least === 1 ? '' : 's'}` : `${least} to ${most} arguments`;
}
