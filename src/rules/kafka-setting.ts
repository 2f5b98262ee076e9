import { nearest } from '../config/nearest.ts';
import { defineRule } from './shared/rule.ts';
import { code, tables } from './shared/subject.ts';

/** The settings of the engine in 26.7, `kafka_` before each. Settings of formats and queries may stand beside them. */
const known = (
  'autodetect_client_rack broker_list client_id commit_every_batch commit_on_select compression_codec compression_level ' +
  'consumer_reschedule_ms consumers_pool_ttl_ms flush_interval_ms format group_name handle_error_mode keeper_path ' +
  'max_block_size max_rows_per_message num_consumers poll_max_batch_size poll_timeout_ms replica_name row_delimiter ' +
  'sasl_mechanism sasl_password sasl_username schema schema_registry_skip_bytes security_protocol skip_broken_messages ' +
  'thread_per_consumer topic_list'
).split(' ');
const modes = ['default', 'stream', 'dead_letter_queue'];

export const kafkaSetting = defineRule({
  id: 'kafka-setting',
  severity: 'error',
  title: 'A Kafka setting that there is not, or with a value that it does not take',
  why: 'ClickHouse refuses an unknown `kafka_` setting with 115 (UNKNOWN_SETTING), no consumer and an unknown `kafka_handle_error_mode` with 36. A name that resembles none is a warning: it can be of another version.',
  fix: 'Correct the name or value.',
  refusal: { code: 115, name: 'UNKNOWN_SETTING', on: 'create' },
  example: {
    trips: `CREATE TABLE app.queue (id UInt64) ENGINE = Kafka('broker:9092', 'events', 'readers', 'JSONEachRow')
SETTINGS kafka_num_consumer = 2;`,
    passes: `CREATE TABLE app.queue (id UInt64) ENGINE = Kafka('broker:9092', 'events', 'readers', 'JSONEachRow')
SETTINGS kafka_num_consumers = 2;`,
  },
  *find({ schema }) {
    for (const table of tables(schema)) {
      if (table.storage.engine.name !== 'Kafka') continue;
      for (const { name, value } of table.storage.settings) {
        const shown = code(`${name} = ${value}`);
        const [, own] = /^kafka_(.*)$/.exec(name) ?? [];
        if (own !== undefined && !known.includes(own)) {
          const meant = nearest(own, known);
          yield meant === null
            ? {
                object: table,
                severity: 'warning',
                message: `the setting ${code(name)} is not known to CHX: check its name`,
              }
            : { object: table, message: `there is no setting ${code(name)}: did you mean ${code(`kafka_${meant}`)}?` };
        } else if (name === 'kafka_num_consumers' && value === '0') {
          yield { object: table, message: `${shown} reads nothing: use 1 or more` };
        } else if (name === 'kafka_handle_error_mode' && !modes.includes(value.replaceAll("'", ''))) {
          yield { object: table, message: `${shown} is no mode: use ${modes.map(code).join(', ')}` };
        }
      }
    }
  },
});
