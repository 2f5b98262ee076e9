import type { SchemaObject } from '../schema/model.ts';
import { codecs } from './shared/codec.ts';
import { defineRule, type Problem } from './shared/rule.ts';
import { code, settingValue } from './shared/subject.ts';

/** What 26.7 holds for experimental, with the setting of the session that allows it. */
const codecSettings: Readonly<Record<string, string>> = {
  ALP: 'allow_experimental_codecs',
  Quantized: 'allow_experimental_codecs',
  ZXC: 'allow_experimental_codecs',
};
const paimon = 'allow_experimental_paimon_storage_engine';
const engineSettings: Readonly<Record<string, string>> = {
  MaterializedPostgreSQL: 'allow_experimental_materialized_postgresql_table',
  Paimon: paimon,
  PaimonAzure: paimon,
  PaimonHDFS: paimon,
  PaimonLocal: paimon,
  PaimonS3: paimon,
  TimeSeries: 'allow_experimental_time_series_table',
  YTsaurus: 'allow_experimental_ytsaurus_table_engine',
};
const databaseSettings: Readonly<Record<string, string>> = {
  MaterializedPostgreSQL: 'allow_experimental_database_materialized_postgresql',
};

export const experimental = defineRule({
  id: 'experimental',
  severity: 'error',
  title: 'An experimental codec or engine',
  why: 'ClickHouse refuses what it holds for experimental unless a setting of the session allows it: codecs with 36 (BAD_ARGUMENTS), engines with 344, 56 or 36, databases with 336. It can change or go with the next version. Types that are experimental in older versions stand in the compatibility matrix.',
  fix: 'Use what is not experimental, or set the setting in the profile of the user that deploys and silence the rule with that reason.',
  refusal: { code: 36, name: 'BAD_ARGUMENTS', on: 'create' },
  example: {
    trips: 'CREATE TABLE app.prices (id UInt64, price Float64 CODEC(ALP)) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.prices (id UInt64, price Float64 CODEC(Gorilla, ZSTD)) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) yield* problems(object);
  },
});

function* problems(object: SchemaObject): Generator<Problem> {
  if (object.kind === 'database') {
    const setting = databaseSettings[object.engine?.name ?? ''];
    if (setting !== undefined)
      yield {
        object,
        message: `the database engine ${code(object.engine?.name ?? '')} is experimental: it needs ${code(`${setting} = 1`)}`,
      };
  }
  if (object.kind !== 'table') return;
  const { engine } = object.storage;
  const setting = engineSettings[engine.name];
  if (setting !== undefined)
    yield {
      object,
      message: `the engine ${code(engine.name)} is experimental: it needs ${code(`${setting} = 1`)} in the session`,
    };
  if (engine.name === 'Kafka' && settingValue(object.storage, 'kafka_keeper_path') !== null) {
    yield {
      object,
      message: `keeps its Kafka offsets in Keeper, which is experimental: it needs ${code('allow_experimental_kafka_offsets_storage_in_keeper = 1')}`,
    };
  }
  for (const column of object.columns) {
    for (const { name } of codecs(column)) {
      const needed = codecSettings[name];
      if (needed === undefined) continue;
      yield {
        object,
        at: column.at,
        message: `column ${code(column.name)} has the codec ${code(name)}, which is experimental: it needs ${code(`${needed} = 1`)} in the session`,
      };
    }
  }
}
