import { describe, expect, test } from 'vitest';
import { defaultConfig, parseConfig } from '../../src/config/config.ts';
import { findConfig } from '../../src/config/find.ts';
import { ChxError } from '../../src/schema/error.ts';

/** The message of the error that a config brings; what is no error is returned as its JSON, to be seen in the diff. */
function problem(text: string): string {
  try {
    return `no error: ${JSON.stringify(parseConfig(text, 'chx.yml'))}`;
  } catch (error) {
    if (!(error instanceof ChxError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message;
  }
}

const full = `
version: 1
name: warehouse
schema: ["db/**/*.ts", "db/{tables,views}/*.sql"]
database: analytics
managed:
  databases: [analytics]
  ignore: ["analytics.tmp_*"]
distributed:
  cluster: prod
renames:
  detect: false
guards:
  permission: admin
  confirmers: ["@octocat", acme/data-platform]
  allow_author: true
silence:
  - { rule: nullable-key, object: analytics.events, reason: it is sparse }
targets:
  staging: { kind: server }
  production:
    kind: cluster
    clickhouse: "25.8"
    branch: main
    clusters: { prod: prod_eu }
    databases: { analytics: analytics_eu }
    replicated_databases: [shared]
    url_env: CHX_PROD_URL
    hosts: { "ch1:9000": "https://ch1:8443" }
    allow_absent: ["ch2:9000"]
    journal: { database: ops }
`;

describe('parseConfig', () => {
  test('reads every key', () => {
    expect(parseConfig(full, 'chx.yml')).toEqual({
      version: 1,
      name: 'warehouse',
      schema: ['db/**/*.ts', 'db/{tables,views}/*.sql'],
      database: 'analytics',
      managed: { databases: ['analytics'], ignore: ['analytics.tmp_*'] },
      distributed: { cluster: 'prod' },
      renames: { detect: false },
      guards: { permission: 'admin', confirmers: ['octocat', 'acme/data-platform'], allowAuthor: true },
      silence: [{ rule: 'nullable-key', object: 'analytics.events', reason: 'it is sparse' }],
      targets: [
        {
          name: 'production',
          kind: 'cluster',
          clickhouse: '25.8',
          branch: 'main',
          clusters: { prod: 'prod_eu' },
          databases: { analytics: 'analytics_eu' },
          replicatedDatabases: ['shared'],
          urlEnv: 'CHX_PROD_URL',
          hosts: { 'ch1:9000': 'https://ch1:8443' },
          allowAbsent: ['ch2:9000'],
          journal: { database: 'ops' },
        },
        {
          name: 'staging',
          kind: 'server',
          clickhouse: null,
          branch: null,
          clusters: {},
          databases: {},
          replicatedDatabases: [],
          urlEnv: null,
          hosts: {},
          allowAbsent: [],
          journal: { database: 'chx' },
        },
      ],
    });
  });

  test('fills in the defaults', () => {
    expect(parseConfig('version: 1', 'chx.yml')).toEqual(defaultConfig);
    expect(defaultConfig).toEqual({
      version: 1,
      name: 'chx',
      schema: ['schema/**/*.ts', 'schema/**/*.sql'],
      database: 'default',
      managed: { databases: null, ignore: [] },
      distributed: null,
      renames: { detect: true },
      guards: { permission: 'maintain', confirmers: [], allowAuthor: false },
      silence: [],
      targets: [],
    });
  });

  test('takes a byte order mark and CRLF', () => {
    expect(parseConfig('\ufeffversion: 1\r\nname: a\r\n', 'chx.yml').name).toBe('a');
  });

  test.each([
    ['none', null],
    ['prod', 'prod'],
    ['"{cluster}"', '{cluster}'],
  ])('distributed.cluster: %s', (written, cluster) => {
    expect(parseConfig(`version: 1\ndistributed: { cluster: ${written} }`, 'chx.yml').distributed).toEqual({ cluster });
  });

  test('a distributed block without a cluster opts in all the same', () => {
    expect(parseConfig('version: 1\ndistributed: {}', 'chx.yml').distributed).toEqual({ cluster: null });
  });
});

describe('each mistake is one line with file, line, key and what is accepted', () => {
  test.each([
    ['', 'chx.yml:1: the file is empty; it needs at least "version: 1"'],
    ['# nothing\n', 'chx.yml:1: the file is empty; it needs at least "version: 1"'],
    ['name: a', 'chx.yml:1: version is missing; accepted: 1, the only version that this chx reads'],
    ['name: a\nversion: 2', 'chx.yml:2: version is 2; accepted: 1, the only version that this chx reads'],
    ['version: "1"', 'chx.yml:1: version is "1"; accepted: 1, the only version that this chx reads'],
    ['version: 1\nshema: []', 'chx.yml:2: unknown key "shema"; did you mean "schema"?'],
    [
      'version: 1\nguards:\n  allowAuthor: true',
      'chx.yml:3: unknown key "allowAuthor" in guards; did you mean "allow_author"?',
    ],
    [
      'version: 1\nzzz: 1',
      'chx.yml:2: unknown key "zzz"; known here: version, name, schema, database, managed, distributed, renames, guards, silence, targets',
    ],
    [
      'version: 1\nguards:\n  permission: owner',
      'chx.yml:3: guards.permission is "owner"; accepted: write, maintain or admin',
    ],
    ['version: 1\nrenames: { detect: yes }', 'chx.yml:2: renames.detect is "yes"; accepted: true or false'],
    [
      'version: 1\nschema: schema/*.sql',
      'chx.yml:2: schema is "schema/*.sql"; accepted: a list of globs such as ["schema/**/*.sql"]',
    ],
    [
      'version: 1\ndistributed:\n',
      'chx.yml:2: distributed is empty; accepted: a block such as { cluster: prod }; leave it out where there are no clusters',
    ],
    [
      'version: 1\ntargets:\n  p:\n    kind: server\n    clickhouse: 25.8',
      'chx.yml:5: targets.p.clickhouse is 25.8; accepted: a version in quotes such as "25.8" (a bare 25.10 would be the number 25.1)',
    ],
    [
      'version: 1\ntargets:\n  p: { branch: main }',
      'chx.yml:3: targets.p.kind is missing; accepted: server, cluster, replicated or cloud',
    ],
    [
      'version: 1\ntargets:\n  p: { kind: server, url_env: "http://a" }',
      'chx.yml:3: targets.p.url_env is "http://a"; accepted: the name of an environment variable, not the URL itself',
    ],
    ['version: 1\nversion: 1', 'chx.yml:2: this key is there twice; keep one of them'],
    ['- 1', 'chx.yml:1: the file is a list; accepted: a mapping that starts with "version: 1"'],
    ['version: 1\n---\nversion: 1', 'chx.yml:2: a second document starts here; keep one'],
    ['version: 1\nmanaged:\n\tignore: []', 'chx.yml:3: a tab is used for indentation; use blanks'],
    [
      'version: 1\n1: a',
      'chx.yml:2: the key "1" is not a plain name; write it as text, in quotes where it looks like a number',
    ],
    [
      'version: 1\n__proto__: { a: 1 }',
      'chx.yml:2: the key "__proto__" is not a plain name; write it as text, in quotes where it looks like a number',
    ],
    ['version: 1\n\u0000', 'chx.yml:2: the file holds a control character; save it as plain UTF-8 text'],
    ['version: !foo 1', 'chx.yml:1: no valid YAML: Unresolved tag: !foo'],
  ])('%j', (text, message) => {
    expect(problem(text)).toBe(message);
  });

  test('a file that is nested very deep', () => {
    expect(problem('['.repeat(100_000))).toBe("chx.yml:1: the file can't be read: it is nested too deep");
  });

  test('a file that is very large', () => {
    expect(problem(`version: 1\n# ${'x'.repeat(1 << 20)}`)).toBe(
      'chx.yml:1: the file is larger than 1048576 characters; split it or shorten it',
    );
  });

  test('several mistakes are several lines, in order', () => {
    expect(problem('version: 1\nsilence: [{ rule: a }]\nnam: x')).toBe(
      [
        'chx.yml:2: silence.0.object is missing; accepted: the object, as database.name',
        'chx.yml:2: silence.0.reason is missing; accepted: why this is all right, in words',
        'chx.yml:3: unknown key "nam"; did you mean "name"?',
      ].join('\n'),
    );
  });

  test('aliases that unfold to very much are refused, not unfolded', () => {
    const levels = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [one, other] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf']) {
      levels.push(`${one}: &${one} [${Array(10).fill(`*${other}`).join(',')}]`);
    }
    expect(problem(levels.join('\n'))).toBe(
      "chx.yml:1: the file can't be read: its aliases unfold to too much; write the values out",
    );
  });

  test.each(['/etc/*.sql', '../other/*.sql', 'schema/../../x.sql', '!schema/*.sql', 'schema/(a|b)+.sql', ''])(
    'the glob %j is refused',
    (glob) => {
      expect(problem(`version: 1\nschema: [${JSON.stringify(glob)}]`)).toMatch(
        /^chx.yml:2: schema\.0 is .*; accepted: a glob/,
      );
    },
  );
});

describe('findConfig', () => {
  test.each([
    [['a', 'chx.yml'], null, 'chx.yml'],
    [['.github/chx.yml'], null, '.github/chx.yml'],
    [['a'], null, null],
    [['a', 'ops/chx.yml'], './ops/chx.yml', 'ops/chx.yml'],
    [['chx.yml'], 'other.yml', null],
  ])('%j, given %j', (paths, given, found) => {
    expect(findConfig(paths, given, 'HEAD')).toBe(found);
  });

  test('two configs are one too many', () => {
    expect(() => findConfig(['chx.yml', '.github/chx.yml'], null, 'HEAD')).toThrow(
      'HEAD: both chx.yml and .github/chx.yml exist; keep one, or name one with --config',
    );
    expect(findConfig(['chx.yml', '.github/chx.yml'], 'chx.yml', 'HEAD')).toBe('chx.yml');
  });

  test.each(['/etc/chx.yml', '../chx.yml', ''])('the path %j is refused', (path) => {
    expect(() => findConfig([], path, 'HEAD')).toThrow('give a path inside the repository, from its root');
  });
});
