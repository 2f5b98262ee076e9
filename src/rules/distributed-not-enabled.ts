import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

export const distributedNotEnabled = defineRule({
  id: 'distributed-not-enabled',
  severity: 'error',
  final: true,
  title: 'Clusters without the `distributed` block in chx.yml',
  why: 'A statement ON CLUSTER runs on every host. CHX writes none until the config says that clusters are meant.',
  fix: 'Add `distributed: { cluster: NAME }` to chx.yml (`none` for no default cluster), or take ON CLUSTER and the Distributed table out.',
  example: {
    config: 'version: 1\ndatabase: app\n',
    trips: 'CREATE TABLE app.events ON CLUSTER prod (id UInt64) ENGINE = MergeTree ORDER BY id;',
    passes: 'CREATE TABLE app.events (id UInt64) ENGINE = MergeTree ORDER BY id;',
  },
  *find({ schema, config }) {
    if (config.distributed !== null) return;
    for (const object of schema.objects.values()) {
      const what =
        object.kind === 'distributed'
          ? 'is a Distributed table'
          : object.cluster === null
            ? null
            : `is ON CLUSTER ${code(object.cluster)}`;
      if (what === null) continue;
      yield {
        object,
        message: `${what}, which chx.yml does not enable: add ${code('distributed: { cluster: NAME }')} to it`,
      };
    }
  },
});
