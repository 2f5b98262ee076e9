/**
 * Verification on a server, as far as it differs from the embedded engine: what it looks at first, that it leaves nothing behind, and
 * connections that end. That the two say the same about plans is shown in `verify.test.ts`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Server } from '../../src/clickhouse/server.ts';
import { ServerEngine } from '../../src/clickhouse/server-engine.ts';
import { parseServerUrl } from '../../src/clickhouse/server-url.ts';
import type { VerifyOutcome, VerifyRequest } from '../../src/clickhouse/verify.ts';
import { type VerifyServerOptions, verifyServer } from '../../src/clickhouse/verify-server.ts';
import { chx, folder } from '../cli/run.ts';
import { HttpEngine, oneShard, twoShards } from './http-engine.ts';
import { database, hasColumn, lacksColumn, object, request, statement, survivors, table } from './request.ts';

let engine: HttpEngine;

beforeAll(async () => {
  engine = await HttpEngine.start({ password: 'p@ss/word' });
});

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

const id = { name: 'id', type: 'UInt64' };
const v = { name: 'v', type: 'UInt32' };
const merge = 'ENGINE = MergeTree ORDER BY id';
const base = table('t', `(id UInt64, v UInt32) ${merge}`, [id, v]);

function wholeRequest(parts: Partial<VerifyRequest>): VerifyRequest {
  const { base: before = [], head = [] } = parts;
  return request({ ...parts, base: [database, ...before], head: [database, ...head] });
}

function verify(parts: Partial<VerifyRequest>, options: VerifyServerOptions = {}): Promise<VerifyOutcome> {
  return verifyServer(engine.url, () => wholeRequest(parts), options);
}

/** What an outcome that proves nothing says; the port is another one in every run. */
function reason(outcome: VerifyOutcome): string {
  expect(outcome.status).toBe('unavailable');
  return outcome.status === 'unavailable' ? outcome.reason.replaceAll(/localhost:\d+|127\.0\.0\.1:\d+/g, 'HOST') : '';
}

const good: Partial<VerifyRequest> = {
  base: [base],
  statements: [statement('ALTER TABLE a.t ADD COLUMN w String DEFAULT toString(v)', hasColumn('t', 'w'))],
  head: [table('t', `(id UInt64, v UInt32, w String DEFAULT toString(v)) ${merge}`, [id, v])],
  survivors: survivors('t', [id, v]),
};

/** Loses the values of a column. */
const bad: Partial<VerifyRequest> = {
  base: [base],
  statements: [
    statement('ALTER TABLE a.t DROP COLUMN v', lacksColumn('t', 'v')),
    statement('ALTER TABLE a.t ADD COLUMN v UInt32', hasColumn('t', 'v')),
  ],
  head: [base],
  survivors: survivors('t', [id, v]),
};

describe('nothing stays behind', () => {
  test('after a plan that passes', async () => {
    expect(await verify(good)).toEqual({
      status: 'passed',
      engine: expect.stringMatching(/^26\.7\./),
      tablesCompared: 1,
      rowsCompared: 16,
      statementsRun: 1,
      notes: [],
    });
    expect(await engine.contents()).toEqual([]);
  });

  test('after one that fails, in each of its stages', async () => {
    const stages: string[] = [];
    for (const parts of [
      bad,
      { ...good, statements: [statement('ALTER TABLE a.t DROP COLUMN x', 'SELECT 0')] },
      { ...good, head: [object('view', 'x', 'CREATE VIEW a.x AS SELECT nothing FROM a.t')] },
      { ...good, base: [object('view', 'x', 'CREATE VIEW a.x AS SELECT nothing FROM a.t')] },
    ]) {
      const outcome = await verify(parts);
      stages.push(outcome.status === 'failed' ? outcome.stage : outcome.status);
      expect(await engine.contents()).toEqual([]);
    }
    expect(stages).toEqual(['result', 'plan', 'head', 'base']);
  });

  test('of functions, dictionaries that read each other, views with tables of their own, and the database default', async () => {
    const inDefault = { ...base, key: 'default.t', label: 'default.t', sql: base.sql.replace('a.t', 'default.t') };
    const objects = [
      object('function', 'f', 'CREATE FUNCTION f AS (x) -> x + 1'),
      { ...inDefault, rows: true },
      base,
      object(
        'dictionary',
        'd',
        "CREATE DICTIONARY default.d (id UInt64, v UInt32) PRIMARY KEY id SOURCE(CLICKHOUSE(DB 'a' TABLE 't')) LAYOUT(FLAT()) LIFETIME(0)",
      ),
      table('u', `(id UInt64, v UInt32 DEFAULT dictGet('default.d', 'v', id)) ${merge}`, [id]),
      object(
        'materialized-view',
        'm',
        'CREATE MATERIALIZED VIEW default.m ENGINE = MergeTree ORDER BY id AS SELECT f(id) AS id FROM a.t',
      ),
      object('view', 'w', 'CREATE VIEW default.w AS SELECT * FROM a.t'),
    ];
    expect(await verify({ base: objects, head: objects, survivors: survivors('t', [id, v]) })).toMatchObject({
      status: 'passed',
      rowsCompared: 16,
    });
    expect(await engine.contents()).toEqual([]);
  });
});

test('parts of a table that is compared stay as they are, while others are merged', async () => {
  await using server = new Server(parseServerUrl(engine.url, 'the test'));
  const checking = new ServerEngine(server, new AbortController().signal, async () => {});
  await engine.command('CREATE DATABASE a');
  for (const name of ['kept', 'free']) {
    await engine.command(`CREATE TABLE a.${name} (g UInt8, v UInt32) ENGINE = ReplacingMergeTree ORDER BY g`);
    if (name === 'kept') await checking.keepParts('a.kept');
  }
  for (let row = 0; row < 12; row += 1)
    for (const name of ['kept', 'free']) await engine.command(`INSERT INTO a.${name} VALUES (1, ${row})`);
  const rows = async (name: string): Promise<unknown> => engine.rows(`SELECT count() AS rows FROM a.${name}`);
  await vi.waitFor(async () => expect(await rows('free')).not.toEqual([{ rows: '12' }]), {
    timeout: 30_000,
    interval: 100,
  });
  expect(await rows('kept')).toEqual([{ rows: '12' }]);
  // Mutations go on.
  await engine.command('ALTER TABLE a.kept UPDATE v = v + 1 WHERE 1 SETTINGS mutations_sync = 2');
  expect(await rows('kept')).toEqual([{ rows: '12' }]);
  await engine.command('DROP DATABASE a SYNC');
});

describe('a server is looked at before anything is made', () => {
  test.each<[string, string, string, string]>([
    ['one of the plan’s databases', 'CREATE DATABASE a', 'DROP DATABASE a', 'the database a'],
    [
      'a table in a database of its own',
      'CREATE TABLE default.mine (x UInt8) ENGINE = Memory',
      'DROP TABLE default.mine',
      'the table default.mine',
    ],
    ['a function', 'CREATE FUNCTION mine AS (x) -> x', 'DROP FUNCTION mine', 'the function mine'],
  ])('%s is refused and left alone', async (_, create, drop, what) => {
    await engine.command(create);
    const before = await engine.contents();
    expect(reason(await verify(good))).toBe(
      `nothing was run on http://HOST: it has ${what}, and a verification needs a server that is empty and can be thrown away: give it one of its own`,
    );
    expect(await engine.contents()).toEqual(before);
    expect(before).toHaveLength(1);
    await engine.command(drop);
  });

  test('an empty database that the plan doesn’t name is no hindrance, and stays', async () => {
    await engine.command('CREATE DATABASE ci');
    expect(await verify(good)).toMatchObject({ status: 'passed' });
    expect(await engine.contents()).toEqual(['database ci']);
    await engine.command('DROP DATABASE ci');
  });

  test('of two verifications at once one runs, and the other touches nothing', async () => {
    const outcomes = await Promise.all([verify(good), verify(good), verify(good)]);
    const statuses = outcomes.map(({ status }) => status).sort();
    expect(statuses).toEqual(['passed', 'unavailable', 'unavailable']);
    for (const outcome of outcomes) {
      if (outcome.status !== 'unavailable') continue;
      expect(reason(outcome)).toBe(
        'nothing was run on http://HOST: another verification is running there, or one died: if none runs, drop the databases that it left, chx_verification last',
      );
    }
    expect(await engine.contents()).toEqual([]);
  });

  test('what another one made is left alone, also where the connection ends while the server is being taken', async () => {
    await engine.command("CREATE DATABASE chx_verification COMMENT 'another'");
    await engine.command('CREATE DATABASE a');
    await engine.fault('CREATE DATABASE `chx_verification`', 'drop');
    expect(reason(await verify(good))).toMatch(/^http:\/\/HOST closed the connection before it answered/);
    await engine.noFault();
    expect(await engine.contents()).toEqual(['database a', 'database chx_verification']);
    await engine.command('DROP DATABASE a');
    await engine.command('DROP DATABASE chx_verification');
  });

  test('one that is older than a target is refused, and one that is too old for any', async () => {
    expect(reason(await verify(good, { atLeast: { version: '99.1', target: 'production' } }))).toMatch(
      /^the server at http:\/\/HOST is ClickHouse 26\.7\.\S+, and the target production is planned for 99\.1: give it a newer one$/,
    );
    expect(await verify(good, { atLeast: { version: '25.8', target: 'production' } })).toMatchObject({
      status: 'passed',
    });
    const old = createServer((_, response) => response.end('version\n18.16.1\n'));
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const address = old.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    expect(reason(await verifyServer(`http://127.0.0.1:${port}`, () => wholeRequest(good)))).toBe(
      'the server at http://HOST is ClickHouse 18.16.1, and a verification needs 23.10 or newer: give it a newer one',
    );
    old.close();
  });

  test('what answers without being ClickHouse is said', async () => {
    const other = createServer((_, response) => response.end('hello\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    expect(reason(await verifyServer(`http://127.0.0.1:${port}`, () => wholeRequest(good)))).toBe(
      'what answers at http://HOST is no ClickHouse server: correct the URL',
    );
    other.close();
  });

  test('a schema that describes the database default is refused, one that only names it isn’t', async () => {
    const own = (sql: string): VerifyRequest['head'][number] => ({
      key: 'database default',
      label: 'default',
      kind: 'database',
      sql,
      rows: false,
      columns: [],
    });
    const plain = own('CREATE DATABASE default');
    expect(await verify({ base: [plain], head: [plain] })).toMatchObject({ status: 'passed' });
    for (const [before, after] of [
      [[plain], []],
      [[own("CREATE DATABASE default COMMENT 'x'")], [own("CREATE DATABASE default COMMENT 'x'")]],
    ] as const) {
      expect(reason(await verify({ base: before, head: after }))).toBe(
        'the plan can’t be verified on http://HOST: the schema makes, drops or describes the database default, which is the server’s own: leave it out',
      );
    }
    expect(await engine.rows("SELECT name FROM system.databases WHERE name = 'default'")).toHaveLength(1);
  });

  test('a view that refreshes itself, settings of merges and the reserved name are refused by name', async () => {
    const refreshed = object(
      'materialized-view',
      'r',
      'CREATE MATERIALIZED VIEW a.r REFRESH EVERY 1 HOUR TO a.t AS SELECT 1 AS id, 2 AS v',
    );
    expect(reason(await verify({ head: [base, refreshed] }))).toBe(
      'the plan can’t be verified on http://HOST: a.r would refresh itself there: set stop_refreshable_materialized_views_on_startup = 1 in the server’s default profile, or verify with the embedded engine',
    );
    const merging = table('x', `(id UInt64) ${merge} SETTINGS max_bytes_to_merge_at_max_space_in_pool = 5`, [id]);
    expect(reason(await verify({ head: [merging] }))).toBe(
      'the plan can’t be verified on http://HOST: a.x has settings about merges that hold test rows together there: verify with the embedded engine',
    );
    const reserved = { ...database, key: 'database chx_verification', label: 'chx_verification' };
    expect(reason(await verify({ head: [reserved] }))).toBe(
      'the plan can’t be verified on http://HOST: the schema has a database chx_verification: use another name',
    );
    expect(await engine.contents()).toEqual([]);
  });
});

test('what the engine parses is looked at here too, and reaches nothing', async () => {
  let reached = 0;
  const canary = createServer((_, response) => {
    reached += 1;
    response.end();
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const address = canary.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const url = `http://127.0.0.1:${port}/x`;
  // On this server, which has no grants of ours, it would.
  await engine.command(`CREATE VIEW default.v AS SELECT * FROM url('${url}', 'CSV', 'a String')`).catch(() => {});
  await engine.rows(`SELECT * FROM url('${url}', 'CSV', 'a String')`);
  expect(reached).toBeGreaterThan(0);
  await engine.command('DROP TABLE IF EXISTS default.v');
  reached = 0;
  for (const sql of [
    `CREATE VIEW a.x AS SELECT * FROM url('${url}', 'CSV', 'a String')`,
    `CREATE VIEW a.x AS SELECT arrayMap(file, ['/etc/hosts']) AS y`,
    `CREATE TABLE a.x (a String) ENGINE = URL('${url}', 'CSV')`,
    `CREATE VIEW a.x AS SELECT * FROM remote('127.0.0.1:${port}', 'system', 'one')`,
  ]) {
    expect(reason(await verify({ head: [object('view', 'x', sql)] }))).toMatch(
      /^a\.x of the head is not given to the server at http:\/\/HOST: it uses \w+, which can reach out of the engine$/i,
    );
  }
  expect(reached).toBe(0);
  canary.close();
  expect(await engine.contents()).toEqual([]);
});

describe('clusters', () => {
  const pair = (name: string): VerifyRequest['head'][number] =>
    object(
      'distributed',
      `d_${name}`,
      `CREATE TABLE a.d_${name} (id UInt64, v UInt32) ENGINE = Distributed('${name}', 'a', 't', id)`,
    );
  const named =
    (...names: readonly string[]) =>
    (clusterOf: (name: string) => string): VerifyRequest => {
      const objects = [base, ...names.map((name) => pair(clusterOf(name)))];
      return { ...wholeRequest({ base: objects, head: objects }), clusters: names.map(clusterOf) };
    };

  test('one that the server doesn’t have becomes the one that it has', async () => {
    const seen: string[] = [];
    const outcome = await verifyServer(engine.url, (clusterOf) => {
      seen.push(clusterOf('prod'));
      return named('prod')(clusterOf);
    });
    expect(outcome).toMatchObject({ status: 'passed' });
    expect(seen).toEqual(['prod', 'default']);
  });

  test('two never become one', async () => {
    expect(reason(await verifyServer(engine.url, named('prod', 'archive')))).toBe(
      'the plan can’t be verified on http://HOST: it has no cluster for prod, archive that is this server alone: define it in remote_servers with this server alone (localhost and its tcp_port), or verify with the embedded engine',
    );
    await using other = await HttpEngine.start({ config: oneShard('archive', 'zz', 'b') });
    const seen: string[] = [];
    const outcome = await verifyServer(other.url, (clusterOf) => {
      seen.push(...['prod', 'archive'].map(clusterOf));
      return named('prod', 'archive')(clusterOf);
    });
    expect(outcome).toMatchObject({ status: 'passed' });
    expect(seen).toEqual(['prod', 'archive', 'b', 'archive']);
  });

  test('one with other hosts in it is never used', async () => {
    const away =
      '<remote_servers><prod><shard><replica><host>localhost</host><port>9000</port></replica></shard><shard><replica><host>198.51.100.7</host><port>9000</port></replica></shard></prod></remote_servers>';
    await using other = await HttpEngine.start({ config: away });
    expect(reason(await verifyServer(other.url, named('prod')))).toMatch(/it has no cluster for prod/);
    expect(await other.contents()).toEqual([]);
  });

  test('rows are counted once a shard', async () => {
    await using other = await HttpEngine.start({ config: twoShards('prod') });
    expect(await verifyServer(other.url, named('prod'))).toMatchObject({ status: 'passed' });
  });
});

describe('connections that end', () => {
  const statementSql = 'ALTER TABLE a.t ADD COLUMN w';

  test('midway: everything is taken away over a new one', async () => {
    await engine.fault(statementSql, 'drop');
    expect(reason(await verify(good))).toBe(
      `http://HOST closed the connection before it answered: look at the server’s log, at: EXPLAIN AST ${good.statements?.[0]?.sql}`,
    );
    await engine.noFault();
    expect(await engine.contents()).toEqual([]);
  });

  test('after a statement took effect', async () => {
    await engine.fault('CREATE TABLE a.t', 'drop-after');
    expect(reason(await verify(good))).toMatch(/^http:\/\/HOST closed the connection before it answered/);
    await engine.noFault();
    expect(await engine.contents()).toEqual([]);
  });

  test('while the server is being taken', async () => {
    await engine.fault('CREATE DATABASE `chx_verification`', 'drop-after');
    expect(reason(await verify(good))).toMatch(/^http:\/\/HOST closed the connection before it answered/);
    await engine.noFault();
    expect(await engine.contents()).toEqual([]);
  });

  test('with the server: what may be left is said', async () => {
    await using other = await HttpEngine.start();
    await other.fault(statementSql, 'die');
    expect(reason(await verifyServer(other.url, () => wholeRequest(good)))).toMatch(
      /^http:\/\/HOST closed the connection before it answered: look at the server’s log, at: .*; what was made may be left on http:\/\/HOST \(databases chx_verification, a\): throw the server away, or drop them$/,
    );
  });

  test('before there is one: a wrong password, nobody there, a certificate', async () => {
    const wrong = await verifyServer(engine.url.replace('p%40ss', 'hunter22'), () => wholeRequest(good));
    expect(reason(wrong)).toBe(
      'http://HOST refuses: code 516: default: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED): correct user and password in the URL',
    );
    const gone = await HttpEngine.start();
    await gone[Symbol.asyncDispose]();
    expect(reason(await verifyServer(gone.url, () => wholeRequest(good)))).toBe(
      'nothing listens at http://HOST: start the server, or correct host and port',
    );
    await expect(verifyServer('ftp://x:hunter22@y', () => wholeRequest(good))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.not.stringContaining('hunter22'),
    });
  });

  test('at the time limit', async () => {
    await engine.fault(statementSql, 'hang');
    const outcome = await verify(good, { timeLimit: 3000 });
    expect(reason(outcome)).toBe(`the server was not done within 3 s, at: EXPLAIN AST ${good.statements?.[0]?.sql}`);
    await engine.noFault();
    expect(await engine.contents()).toEqual([]);
  });

  test('when the check is interrupted, and the process ends by that signal', async () => {
    await engine.fault(statementSql, 'hang');
    const struck = engine.struck();
    const module = new URL('../../src/clickhouse/verify-server.ts', import.meta.url);
    const script = `import { verifyServer } from ${JSON.stringify(module)};
      await verifyServer(${JSON.stringify(engine.url)}, () => (${JSON.stringify(wholeRequest(good))}));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
    const exit = once(child, 'exit');
    await struck;
    child.kill('SIGINT');
    expect(await exit).toEqual([null, 'SIGINT']);
    await engine.noFault();
    expect(await engine.contents()).toEqual([]);
  });
});

describe('chx plan --verify URL', () => {
  const config =
    "version: 1\nschema: ['schema/*.sql']\nmanaged: { databases: [web] }\ndistributed: { cluster: prod }\ntargets: { production: { kind: cluster, clickhouse: '25.8' } }\n";
  const columns = 'id UInt64, v UInt32';
  const pair = (list: string): string => `CREATE DATABASE web ON CLUSTER prod;
CREATE TABLE web.t_local ON CLUSTER prod (${list}) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}') ORDER BY id;
CREATE TABLE web.t ON CLUSTER prod (${list}) ENGINE = Distributed('prod', 'web', 't_local', id);
`;
  const files = (head: string): Record<string, string> => ({
    'old/chx.yml': config,
    'old/schema/a.sql': pair(columns),
    'new/chx.yml': config,
    'new/schema/a.sql': head,
  });
  const run = (head: string): ReturnType<typeof chx> =>
    chx(folder(files(head)), 'plan', '--base', './old', '--head', './new', '--format', 'json', '--verify', engine.url);

  test('a plan for a cluster passes on one server', async () => {
    const result = await run(pair(`${columns}, w String DEFAULT toString(v)`));
    expect(JSON.parse(result.out)).toMatchObject({
      plans: [{ verified: 'passed', verification: ['ClickHouse 26.7: schema and rows'] }],
    });
    expect(result.code).toBe(0);
    expect(await engine.contents()).toEqual([]);
  });

  test('one that the server refuses ends with exit code 5', async () => {
    const result = await run(`${pair(columns)}CREATE VIEW web.x ON CLUSTER prod AS SELECT [1] + 'a' AS y;\n`);
    expect(JSON.parse(result.out)).toMatchObject({
      plans: [
        {
          verified: 'failed',
          verification: [expect.stringMatching(/^web\.x of the head is refused by the engine: code 43/)],
        },
      ],
    });
    expect(result.code).toBe(5);
    expect(await engine.contents()).toEqual([]);
  });

  test('the password is nowhere', async () => {
    await engine.command('CREATE DATABASE web');
    const result = await run(pair(`${columns}, w String`));
    expect(JSON.parse(result.out)).toMatchObject({ plans: [{ verified: 'unavailable' }] });
    expect(result.out + result.err).not.toMatch(/p@ss|p%40ss/);
    await engine.command('DROP DATABASE web');
  });

  test('what is no URL is bad usage', async () => {
    const result = await chx(folder(files(pair(columns))), 'plan', '--verify', 'ftp://x:hunter22@y');
    expect([result.code, result.err]).toEqual([
      2,
      'chx: --verify: it takes the HTTP interface of a server, not ftp; write it as http://host:8123 or https://user:password@host:8443\n',
    ]);
  });
});
