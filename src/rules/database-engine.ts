import { nearest } from '../config/nearest.ts';
import { defineRule } from './shared/rule.ts';
import { code } from './shared/subject.ts';

const known = [
  'Atomic',
  'Backup',
  'DataLakeCatalog',
  'Filesystem',
  'HDFS',
  'MaterializedPostgreSQL',
  'Memory',
  'MySQL',
  'Overlay',
  'PostgreSQL',
  'Replicated',
  'S3',
  'SQLite',
  'Shared',
];

export const databaseEngine = defineRule({
  id: 'database-engine',
  severity: 'error',
  title: 'A database engine that ClickHouse refuses',
  why: 'Ordinary and Lazy databases are refused with 336 (UNKNOWN_DATABASE_ENGINE) from 22.7 on unless the server allows them, as is every unknown name. A name that resembles none is a warning.',
  fix: 'Use Atomic, the default, or Replicated.',
  refusal: { code: 336, name: 'UNKNOWN_DATABASE_ENGINE', on: 'create' },
  example: {
    trips: 'CREATE DATABASE web ENGINE = Ordinary;',
    passes: 'CREATE DATABASE web ENGINE = Atomic;',
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      if (object.kind !== 'database' || object.engine === null || known.includes(object.engine.name)) continue;
      const { name } = object.engine;
      const meant = nearest(name, known);
      if (name === 'Ordinary' || name === 'Lazy')
        yield { object, message: `the database engine ${code(name)} is refused by default: use ${code('Atomic')}` };
      else if (meant === null)
        yield {
          object,
          severity: 'warning',
          message: `the database engine ${code(name)} is not known to CHX: check its name`,
        };
      else yield { object, message: `there is no database engine ${code(name)}: did you mean ${code(meant)}?` };
    }
  },
});
