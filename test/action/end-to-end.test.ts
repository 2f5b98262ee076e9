/** From the event file to what stands on the pull request: the real bundle, the real plan, a GitHub of HTTP. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planDocumentSchema } from '../../src/plan/document.ts';
import { mergeGroupEvent } from '../github/double/payloads.ts';
import { GitHubDouble } from '../github/double/server.ts';
import { type ActionResult, type Bundle, bundle, companions, runAction } from './bundle.ts';

const payload = { pull_request: { number: 7 }, repository: { id: 4711 } };
const job = { event: 'pull_request_target', payload };
const bot = 'github-actions[bot]';

let bundled: Bundle;
beforeAll(async () => {
  bundled = await bundle('../../src/action/index.ts', companions);
});
afterAll(() => bundled[Symbol.dispose]());

const config = `version: 1
schema: ["schema/**/*.ts", "schema/**/*.sql"]
database: shop
distributed: { cluster: prod }
`;
const events = (column: string): string => `import { distributed, schema, table } from 'chx';

const events = table({
  database: 'shop',
  name: 'events_local',
  engine: "ReplicatedMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}')",
  columns: [
    { name: 'id', type: 'UInt64' },
    { name: 'at', type: 'DateTime' },
    ${column}
  ],
  orderBy: ['id'],
});

export default schema(
  events,
  distributed({ database: 'shop', name: 'events', local: events, shardingKey: 'cityHash64(id)' }),
);
`;
const orders = `CREATE TABLE shop.orders ON CLUSTER prod
(
    id UInt64,
    total Decimal(18, 2)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}')
ORDER BY id;
`;
const before = {
  'chx.yml': config,
  'schema/events.ts': events("{ name: 'user', type: 'String' },"),
  'schema/orders.sql': orders,
};

function open(github: GitHubDouble, head: Record<string, string>, base: Record<string, string> = before): void {
  github.state.push('pull/7', head, [github.state.push('main', base)]);
  github.state.open(7, 'main');
}

async function run(github: GitHubDouble, change: object = {}): Promise<ActionResult> {
  const result = await runAction(bundled, github, { ...job, ...change });
  expect(github.problems).toEqual([]);
  return result;
}

describe('a pull request', () => {
  test('that adds a column to a pair gets both statements in one comment', async () => {
    await using github = await GitHubDouble.start();
    open(github, {
      ...before,
      'schema/events.ts': events("{ name: 'user', type: 'String' },\n    { name: 'country', type: 'String' },"),
    });
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'ready', statements: '2', 'guards-pending': '0' });
    const plan = planDocumentSchema.parse(result.plan);
    expect(plan.plans[0]?.statements.map((statement) => statement.object)).toEqual(
      expect.arrayContaining(['shop.events', 'shop.events_local']),
    );
    const [comment] = github.state.comments;
    expect(comment?.login).toBe(bot);
    for (const { sql } of plan.plans[0]?.statements ?? []) {
      expect(sql).toContain('ON CLUSTER');
      expect(comment?.body.replace(/\s+/g, ' ')).toContain(sql.replace(/\s+/g, ' '));
    }
    expect(github.state.checkRuns).toMatchObject([{ name: 'chx', conclusion: 'success' }]);
  });

  test('that renames a column waits: the check holds, the job passes, the command stands there', async () => {
    await using github = await GitHubDouble.start();
    open(github, {
      ...before,
      'schema/events.ts': events("{ name: 'user_name', type: 'String', renamedFrom: 'user' },"),
    });
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(0);
    const { status, guards } = planDocumentSchema.parse(result.plan);
    expect(status).toBe('blocked');
    expect(result.outputs['guards-pending']).toBe(String(guards.length));
    expect(guards.length).toBeGreaterThan(0);
    expect(github.state.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
    expect(github.state.comments[0]?.body).toContain(`/chx confirm-rename ${guards[0]?.id}`);
  });

  test('with an error has it at file and line', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/orders.sql': `${orders}\nSELECT 1;\n` });
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(4);
    expect(result.outputs['status']).toBe('invalid');
    expect(github.state.checkRuns).toMatchObject([{ conclusion: 'failure' }]);
    expect(github.state.checkRuns[0]?.annotations).toMatchObject([
      { path: 'schema/orders.sql', start_line: 9, annotation_level: 'failure' },
    ]);
    expect(github.state.comments).toHaveLength(1);
  });

  test('that touches no schema gets a green check and no comment', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'README.md': 'hello' });
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(0);
    expect(github.state.comments).toEqual([]);
    expect(github.state.checkRuns).toMatchObject([{ conclusion: 'success' }]);
  });

  test('that changes what unchanged files mean is no change that leaves the schema alone', async () => {
    await using github = await GitHubDouble.start();
    const named = { ...before, 'schema/orders.sql': orders.replace('shop.orders', 'orders') };
    open(github, { ...named, 'chx.yml': config.replace('database: shop', 'database: other') }, named);
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs).toMatchObject({ status: 'blocked' });
    expect(github.state.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
    expect(github.state.comments).toHaveLength(1);
  });

  test('that brings the first config is planned', async () => {
    await using github = await GitHubDouble.start();
    open(github, before, { 'README.md': 'hello' });
    const result = await run(github);
    expect([0, 4], result.log).toContain(result.exitCode);
    expect(github.state.comments[0]?.body).toContain('CREATE TABLE');
  });

  test('with a misspelt key in the config fails check and job in one line', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'chx.yml': `${config}databse: x\n` });
    const result = await run(github);
    expect(result.exitCode).toBe(2);
    expect(result.log).toMatch(/^::error::chx\.yml:5.*databse/m);
    expect(github.state.comments).toEqual([]);
    expect(github.state.checkRuns).toMatchObject([{ conclusion: 'failure', title: 'Could not plan' }]);
  });

  test('whose tree GitHub truncates fails: the schema can’t be known', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/z.sql': orders.replace('orders', 'z') });
    github.state.treeLimit = 3;
    const result = await run(github);
    expect(result.exitCode).not.toBe(0);
    expect(github.state.checkRuns.map((check) => check.conclusion)).toEqual(['failure']);
  });

  test('planned twice has the same comment, written once', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/a.sql': orders.replace('orders', 'a') });
    const first = await run(github);
    const body = github.state.comments[0]?.body;
    const second = await run(github);
    expect(github.state.comments.map((comment) => comment.body)).toEqual([body]);
    expect(github.count('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}')).toBe(0);
    expect(second.plan).toEqual(first.plan);
  });

  test('of a thousand tables has a comment that fits', async () => {
    await using github = await GitHubDouble.start();
    const many = Array.from({ length: 1000 }, (_, index) => orders.replace('orders', `t${index}`)).join('\n');
    open(github, { ...before, 'schema/many.sql': many });
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(0);
    expect(github.state.comments[0]?.body.length).toBeLessThanOrEqual(60_000);
    expect(planDocumentSchema.parse(result.plan).plans[0]?.statements).toHaveLength(1000);
  });

  test('that moves while it is planned shows the newer head alone', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/a.sql': orders.replace('orders', 'old') });
    github.fault(
      'POST /graphql gateRecord',
      {
        kind: 'before',
        run: () => github.state.push('pull/7', { ...before, 'schema/a.sql': orders.replace('orders', 'new') }),
      },
      { skip: 1 },
    );
    const result = await run(github);
    expect(result.exitCode, result.log).toBe(0);
    expect(github.state.comments).toHaveLength(1);
    expect(github.state.comments[0]?.body).toContain('shop.new');
    expect(github.state.comments[0]?.body).not.toContain('shop.old');
    expect(github.state.checkRuns).toMatchObject([{ commit: github.state.branches.get('pull/7') }]);
  });

  test('from a fork with a read-only token ends in the summary', async () => {
    await using github = await GitHubDouble.start();
    open(github, { ...before, 'schema/a.sql': orders.replace('orders', 'a') });
    for (const pull of github.state.pulls.values()) pull.fork = true;
    const result = await run(github, { event: 'pull_request', inputs: { 'github-token': 'ghs_fork' } });
    expect(result.exitCode, result.log).toBe(0);
    expect(result.summary).toContain('shop.a');
    expect(result.log.match(/^::warning/gm)).toHaveLength(1);
  });
});

test('a merge group gets the check on its head', async () => {
  await using github = await GitHubDouble.start();
  open(github, { ...before, 'schema/a.sql': orders.replace('orders', 'a') });
  github.state.enqueue(7);
  const head = github.state.queue.head(7);
  const result = await run(github, { event: 'merge_group', payload: mergeGroupEvent(github, 7) });
  expect(result.exitCode, result.log).toBe(0);
  expect(github.state.checkRuns).toMatchObject([{ commit: head, conclusion: 'success' }]);
  expect(github.state.comments).toEqual([]);
});

describe('a verification job', () => {
  const verifying = { event: 'pull_request', inputs: { 'github-token': 'ghs_fork', verify: 'embedded' } };
  const head = {
    ...before,
    'schema/events.ts': events("{ name: 'user', type: 'String' },\n    { name: 'country', type: 'String' },"),
  };
  // From where a package is resolved when it is not beside the bundle, as in a job that installed it.
  const library = { NODE_PATH: fileURLToPath(new URL('../../node_modules', import.meta.url)) };

  test('lets the engine try the plan, and writes nothing', async () => {
    await using github = await GitHubDouble.start();
    open(github, head);
    const result = await run(github, { ...verifying, environment: library });
    expect(result.exitCode, result.log).toBe(0);
    const plan = planDocumentSchema.parse(result.plan);
    expect(plan.plans.map(({ verified, verification }) => [verified, verification])).toEqual([
      ['passed', [expect.stringMatching(/^ClickHouse \d+\.\d+: schema and rows$/)]],
    ]);
    expect(github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([]);
  });

  test('without the engine says how to get it', async () => {
    await using github = await GitHubDouble.start();
    open(github, head);
    const result = await run(github, verifying);
    expect(result.exitCode, result.log).toBe(0);
    expect(planDocumentSchema.parse(result.plan).plans[0]?.verified).toBe('unavailable');
    expect(result.summary).toContain('chdb');
  });

  test('on pull_request_target does not, and says why', async () => {
    await using github = await GitHubDouble.start();
    open(github, head);
    const result = await run(github, { inputs: { verify: 'embedded' }, environment: library });
    expect(result.exitCode, result.log).toBe(0);
    expect(planDocumentSchema.parse(result.plan).plans[0]?.verified).toBe('off');
    expect(result.log).toMatch(/^::warning::Not verified: a job on pull_request_target holds a write token/m);
    expect(github.state.comments).toHaveLength(1);
  });
});

test('200 schema files take 20 requests or fewer', async () => {
  await using github = await GitHubDouble.start();
  const columns = Array.from({ length: 39 }, (_, index) => `{ name: 'c${index}', type: 'String' }`).join(',\n    ');
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `schema/t${index}.ts`,
      `import { table } from 'chx';
export const t = table({
  database: 'shop',
  name: 't${index}',
  engine: "ReplicatedMergeTree('/clickhouse/tables/{shard}/{uuid}', '{replica}')",
  columns: [
    { name: 'id', type: 'UInt64' },
    ${columns},
  ],
  orderBy: ['id'],
});
`,
    ]),
  );
  const base = { 'chx.yml': config, ...files };
  const changed = files['schema/t7.ts'] ?? '';
  open(github, { ...base, 'schema/t7.ts': changed.replace('c0', 'fresh') }, base);
  const result = await run(github);
  expect(result.exitCode, result.log).toBe(0);
  expect(github.state.comments).toHaveLength(1);
  expect(github.state.checkRuns).toMatchObject([{ annotations: [] }]);
  const calls = github.requests.length;
  console.log(
    `200 schema files, 8,000 columns: ${calls} requests, ${Math.round(result.milliseconds)} ms, process start included`,
  );
  console.log(github.requests.map((request) => `  ${request.route}`).join('\n'));
  expect(calls).toBeLessThanOrEqual(20);
});
