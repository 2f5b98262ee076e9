import { defineRule } from './shared/rule.ts';
import { code, settingValue, tables } from './shared/subject.ts';

export const kafkaTable = defineRule({
  id: 'kafka-table',
  severity: 'error',
  title: 'A Kafka table with defaults, or without a format',
  why: 'A Kafka table stores nothing, so ClickHouse refuses DEFAULT, MATERIALIZED and EPHEMERAL columns with 36 (BAD_ARGUMENTS). Broker, topic, group and format are required: 42 (NUMBER_OF_ARGUMENTS_DOESNT_MATCH).',
  fix: 'Compute such columns in the materialized view that reads the table; give all four as arguments or settings.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: `CREATE TABLE app.queue (id UInt64, at DateTime DEFAULT now())
ENGINE = Kafka('broker:9092', 'events', 'readers', 'JSONEachRow');`,
    passes: `CREATE TABLE app.queue (id UInt64, at DateTime)
ENGINE = Kafka('broker:9092', 'events', 'readers', 'JSONEachRow');`,
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      const { engine } = table.storage;
      if (engine.name !== 'Kafka') continue;
      for (const column of table.columns) {
        const kind = column.default?.kind;
        if (kind === undefined || kind === 'ALIAS') continue;
        yield {
          object: table,
          at: column.at,
          message: `column ${code(column.name)} has ${kind}, which a Kafka table does not take: compute it in the materialized view`,
        };
      }
      // One argument can be a named collection, which brings whatever it holds.
      if (engine.args.length === 1) continue;
      const required = ['kafka_broker_list', 'kafka_topic_list', 'kafka_group_name', 'kafka_format'];
      const missing = required.filter(
        (name, index) => engine.args[index] === undefined && settingValue(table.storage, name) === null,
      );
      if (missing.length === 0) continue;
      yield { object: table, message: `lacks ${missing.map(code).join(', ')}: give all four as arguments or settings` };
    }
  },
});
