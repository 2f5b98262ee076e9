/**
 * The format of `chx.yml`, key by key. Every `error` text says what is accepted there.
 */
import { z } from 'zod';
import { parseGlob } from './glob.ts';

const text = (what: string) => z.string({ error: what }).min(1, { error: what });
const name = (what: string) => text(what).regex(/^[^\s]+$/, { error: what });
const list = <T extends z.ZodType>(item: T, what: string) => z.array(item, { error: what });
const block = <T extends z.ZodRawShape>(shape: T, what: string) => z.strictObject(shape, { error: what });
const mapping = <T extends z.ZodType>(value: T, what: string) => z.record(z.string(), value, { error: what });

const globText =
  'a glob from the repository root such as "schema/**/*.sql", of *, **, ?, [abc] and {a,b}, without a leading "/", "!" or ".."';
const glob = text(globText).refine((value) => parseGlob(value) !== null, { error: globText });
const databases = 'a list of database names';
const versionText = 'a version in quotes such as "25.8" (a bare 25.10 would be the number 25.1)';
const confirmer = 'a login such as "octocat", or a team such as "organisation/team"';
const clusterText = 'a cluster name, "none" for no ON CLUSTER, or "{cluster}" for the macro';

const target = block(
  {
    kind: z.enum(['server', 'cluster', 'replicated', 'cloud'], { error: 'server, cluster, replicated or cloud' }),
    clickhouse: z
      .string({ error: versionText })
      .regex(/^\d{2}\.\d{1,2}(\.\d+){0,2}$/, { error: versionText })
      .optional(),
    branch: name('a branch name').optional(),
    clusters: mapping(
      name('a cluster name'),
      'a mapping of cluster names in the schema to names on the target',
    ).optional(),
    databases: mapping(
      name('a database name'),
      'a mapping of database names in the schema to names on the target',
    ).optional(),
    replicated_databases: list(name('a database name'), databases).optional(),
    url_env: text('the name of an environment variable')
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable, not the URL itself' })
      .optional(),
    hosts: mapping(
      z.string({ error: 'an http:// or https:// URL' }).regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/, {
        error: 'an http:// or https:// URL without user and password',
      }),
      'a mapping of host:port to an HTTP URL',
    ).optional(),
    allow_absent: list(name('a host:port'), 'a list of hosts').optional(),
    journal: block({ database: name('a database name').optional() }, 'a block with the key database').optional(),
  },
  'a block with kind: server, cluster, replicated or cloud',
);

export const configFileSchema = block(
  {
    version: z.literal(1, { error: '1, the only version that this chx reads' }),
    name: text('a short name of letters, digits, "-", "_" and "."')
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'a short name of letters, digits, "-", "_" and "."' })
      .optional(),
    schema: list(glob, 'a list of globs such as ["schema/**/*.sql"]')
      .min(1, { error: 'a list of at least one glob such as "schema/**/*.sql"' })
      .optional(),
    database: name('a database name').optional(),
    managed: block(
      {
        databases: list(name('a database name'), databases).optional(),
        ignore: list(
          name('a pattern such as "analytics.tmp_*"'),
          'a list of patterns such as "analytics.tmp_*"',
        ).optional(),
      },
      'a block with the keys databases and ignore',
    ).optional(),
    distributed: block(
      { cluster: name(clusterText).optional() },
      'a block such as { cluster: prod }; leave it out where there are no clusters',
    ).optional(),
    renames: block(
      { detect: z.boolean({ error: 'true or false' }).optional() },
      'a block with the key detect',
    ).optional(),
    guards: block(
      {
        permission: z.enum(['write', 'maintain', 'admin'], { error: 'write, maintain or admin' }).optional(),
        confirmers: list(
          text(confirmer).regex(/^@?[A-Za-z0-9][A-Za-z0-9-]*(\/[A-Za-z0-9._-]+)?$/, { error: confirmer }),
          'a list of logins and teams',
        ).optional(),
        allow_author: z.boolean({ error: 'true or false' }).optional(),
      },
      'a block with the keys permission, confirmers and allow_author',
    ).optional(),
    silence: list(
      block(
        {
          rule: name('the id of a rule, as findings show it'),
          object: name('the object, as database.name'),
          reason: text('why this is all right, in words'),
        },
        'a block with rule, object and reason',
      ),
      'a list of { rule, object, reason }',
    ).optional(),
    targets: mapping(target, 'a mapping of target names to blocks')
      .refine((value) => Object.keys(value).every((key) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(key)), {
        error: 'target names of letters, digits, "-", "_" and "."',
      })
      .optional(),
  },
  'a mapping that starts with "version: 1"',
);

export type ConfigFile = z.infer<typeof configFileSchema>;
export type TargetEntry = z.infer<typeof target>;
