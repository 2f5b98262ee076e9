import { describe, expect, test } from 'vitest';
import type { PlanInput } from '../../src/action/planner.ts';
import { run } from '../../src/action/run.ts';
import { issueCommentEvent, mergeGroupEvent } from '../github/double/payloads.ts';
import { setUp } from '../github/setup.ts';
import { fakePlanner, outcomeOf } from './planner.ts';
import { Recorder } from './recorder.ts';

const config = 'version: 1\nschema: [schema/**]\n';
const broken = 'version: 1\nschema: [schema/**]\nbogus: 1\n';
const payload = { pull_request: { number: 7 }, repository: { id: 4711 } };
const bot = 'github-actions[bot]';
const before = { 'chx.yml': config, 'schema/a.sql': 'CREATE a' };

type Setup = Awaited<ReturnType<typeof setUp>>;

/** A pull request #7 with these files on a main with those. */
function open(setup: Setup, head: Record<string, string>, base: Record<string, string> = before, fork = false): void {
  const { state } = setup.github;
  state.push('pull/7', head, [state.push('main', base)]);
  state.open(7, 'main', { fork });
}

function recorder(setup: Setup, event = 'pull_request_target', options = {}, content: unknown = payload): Recorder {
  return new Recorder(setup.github, event, content, options);
}

describe('pull request', () => {
  test('gets comment, check, outputs, plan and summary', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup);
    const inputs: PlanInput[] = [];
    const code = await run(runner, (input) => {
      inputs.push(input);
      return fakePlanner(input);
    });
    expect(runner.said('error')).toEqual([]);
    expect(code).toBe(0);
    const [comment] = setup.github.state.comments;
    expect(comment?.login).toBe(bot);
    expect(comment?.body).toMatch(/^<!-- chx-plan:chx -->\n/);
    expect(comment?.body).toContain('CREATE b');
    expect(setup.github.state.checkRuns).toMatchObject([
      { commit: setup.github.state.branches.get('pull/7'), name: 'chx', conclusion: 'success' },
    ]);
    expect(runner.outputs).toEqual({
      status: 'ready',
      digest: expect.stringMatching(/^sha256:/),
      plan: '/temp/chx-plan-chx.json',
      statements: '1',
      'guards-pending': '0',
      'comment-url': expect.stringContaining('#issuecomment-'),
    });
    expect(JSON.parse(runner.kept['chx-plan-chx.json'] ?? '')).toMatchObject({ version: 1, status: 'ready' });
    expect(runner.summaryText).toContain('CREATE b');
    expect(runner.masked).toEqual(['ghs_actions']);
    expect(inputs).toMatchObject([
      { configPath: null, repository: '4711', targets: [], confirm: [], reject: [], verify: 'off' },
    ]);
    expect(runner.groups.map((title) => title.replace(/[0-9a-f]{12}/g, '#'))).toEqual([
      'Read pull request #7',
      'Read what was said on #7',
      'Plan #..#',
      'Publish',
      'Results',
    ]);
  });

  test('does not show as dropped what the base gained since', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const tip = setup.github.state.push('main', { ...before, 'schema/c.sql': 'CREATE c' });
    const runner = recorder(setup);
    const seen: (readonly [string | undefined, string])[] = [];
    await run(runner, (input) => {
      seen.push([input.base?.revision, input.head.revision]);
      return fakePlanner(input);
    });
    expect(seen.map(([base]) => base)).toEqual([tip]);
    expect(setup.github.state.objects.commits.get(seen[0]?.[1] ?? '')?.parents[0]).toBe(tip);
    expect(setup.github.state.comments[0]?.body).not.toContain('CREATE c');
  });

  test('with a conflict says what was compared instead, in comment and check', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/a.sql': 'CREATE a2' });
    setup.github.state.push('main', { ...before, 'schema/a.sql': 'CREATE a3' });
    const runner = recorder(setup);
    await run(runner, fakePlanner);
    expect(setup.github.state.comments[0]?.body).toContain('it conflicts with main');
    expect(setup.github.state.checkRuns[0]?.summary).toContain('it conflicts with main');
  });

  test('that touches no schema gets a green check and no comment', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'README.md': 'x' });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(setup.github.state.comments).toEqual([]);
    expect(setup.github.state.checkRuns).toMatchObject([{ conclusion: 'success', title: 'No schema change' }]);
    expect(runner.outputs['comment-url']).toBeUndefined();
  });

  test('that no longer touches the schema has its comment corrected', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    await run(recorder(setup), fakePlanner);
    setup.github.state.push('pull/7', before);
    const runner = recorder(setup);
    await run(runner, fakePlanner);
    expect(setup.github.state.comments).toHaveLength(1);
    expect(setup.github.state.comments[0]?.body).not.toContain('CREATE b');
    expect(setup.github.state.comments[0]?.body).toContain('Nothing to do');
  });

  test('with a guard that waits passes the job and holds the check', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b GUARD' });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(setup.github.state.checkRuns).toMatchObject([{ conclusion: 'action_required' }]);
    expect(runner.outputs).toMatchObject({ status: 'blocked', 'guards-pending': '1' });
    expect(runner.said('notice')).toEqual([expect.stringContaining('the check chx holds the merge until then')]);
  });

  test('with an error fails check and job, after everything is published', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b ERROR' });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(4);
    expect(setup.github.state.checkRuns).toMatchObject([
      {
        conclusion: 'failure',
        annotations: [
          { path: 'schema/b.sql', start_line: 1, annotation_level: 'failure', message: 'schema/b.sql says ERROR.' },
        ],
      },
    ]);
    expect(setup.github.state.comments).toHaveLength(1);
    expect(runner.outputs['status']).toBe('invalid');
    expect(runner.said('error')).toEqual([
      expect.stringMatching(/^1 error to fix \(1 statement.*\); the job summary says what and where\.$/),
    ]);
    // The check run has them; the log must not show them again.
    expect(runner.annotations).toEqual([]);
  });

  test('whose base has no config is planned', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' }, { 'README.md': 'x' });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(setup.github.state.comments[0]?.body).toContain('CREATE b');
  });

  test('that can’t be planned fails check and job, without a comment', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'chx.yml': broken });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(2);
    expect(setup.github.state.comments).toEqual([]);
    expect(setup.github.state.checkRuns).toMatchObject([
      {
        name: 'chx',
        conclusion: 'failure',
        title: 'Could not plan',
        summary: expect.stringContaining('bogus'),
      },
    ]);
    expect(runner.said('error')).toEqual([expect.stringMatching(/^chx\.yml:3.*bogus/)]);
    expect(runner.summaryText).toContain('bogus');
  });

  test('that can’t be planned any more: check and old comment keep the config’s name', async () => {
    await using setup = await setUp();
    const named = { ...before, 'chx.yml': `${config}name: billing\n` };
    open(setup, { ...named, 'schema/b.sql': 'CREATE b' }, named);
    await run(recorder(setup), fakePlanner);
    setup.github.state.push('pull/7', { ...before, 'chx.yml': broken });
    await run(recorder(setup), fakePlanner);
    expect(setup.github.state.comments).toHaveLength(1);
    expect(setup.github.state.comments[0]?.body).toMatch(/^<!-- chx-plan:billing -->\n### ❌ CHX could not plan this/);
    expect(setup.github.state.checkRuns.map((check) => [check.name, check.conclusion])).toEqual([
      ['chx (billing)', 'success'],
      ['chx (billing)', 'failure'],
    ]);
  });

  test('that renames its config reports under the name that the base has', async () => {
    await using setup = await setUp();
    const named = { ...before, 'chx.yml': `${config}name: billing\n` };
    open(setup, { ...named, 'chx.yml': `${config}name: other\n`, 'schema/b.sql': 'CREATE b' }, named);
    await run(recorder(setup), fakePlanner);
    expect(setup.github.state.checkRuns.map((check) => check.name)).toEqual(['chx (billing)']);
    expect(setup.github.state.comments[0]?.body).toMatch(/^<!-- chx-plan:billing -->/);
  });

  test('that is closed is left alone', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    for (const pull of setup.github.state.pulls.values()) pull.state = 'MERGED';
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(runner.said('info')).toEqual(['Pull request #7 is merged: there is nothing to plan.']);
    expect(setup.github.state.checkRuns).toEqual([]);
  });

  test('names config and targets from the inputs', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup, 'pull_request_target', { inputs: { config: 'chx.yml', target: 'eu us' } });
    let input: PlanInput | null = null;
    await run(runner, (given) => {
      input = given;
      return fakePlanner(given);
    });
    expect(input).toMatchObject({ configPath: 'chx.yml', targets: ['eu', 'us'] });
  });
});

describe('races', () => {
  test('a push while planning: the new head is planned, and only that is published', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup);
    let rounds = 0;
    const code = await run(runner, async (input) => {
      rounds += 1;
      const outcome = await fakePlanner(input);
      if (rounds === 1) setup.github.state.push('pull/7', { ...before, 'schema/b.sql': 'CREATE b2' });
      return outcome;
    });
    expect([code, rounds]).toEqual([0, 2]);
    expect(setup.github.state.comments).toHaveLength(1);
    expect(setup.github.state.comments[0]?.body).toContain('CREATE b2');
    expect(setup.github.state.checkRuns).toMatchObject([{ commit: setup.github.state.branches.get('pull/7') }]);
    expect(setup.github.state.checkRuns).toHaveLength(1);
  });

  test('a merge into the base while planning: planned anew against it', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const bases: (string | undefined)[] = [];
    await run(recorder(setup), async (input) => {
      bases.push(input.base?.revision);
      if (bases.length === 1) setup.github.state.push('main', { ...before, 'schema/c.sql': 'CREATE c' });
      return await fakePlanner(input);
    });
    expect(bases).toHaveLength(2);
    expect(bases[1]).toBe(setup.github.state.branches.get('main'));
  });

  test('one that never rests: nothing is written and the line says so', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup);
    let rounds = 0;
    const code = await run(runner, async (input) => {
      rounds += 1;
      setup.github.state.push('pull/7', { ...before, 'schema/b.sql': `CREATE b${rounds}` });
      return await fakePlanner(input);
    });
    expect([code, rounds]).toEqual([1, 3]);
    expect([setup.github.state.comments, setup.github.state.checkRuns]).toEqual([[], []]);
    expect(runner.said('error')).toEqual([
      expect.stringMatching(
        /^Pull request #7 moved 3 times while it was planned \(its head is [0-9a-f]{12}, main is at [0-9a-f]{12} now\): nothing was written; /,
      ),
    ]);
  });

  test('a slow older run does not write over what a newer one wrote', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE old' });
    let newer: string | undefined;
    await run(recorder(setup), async (input) => {
      const outcome = await fakePlanner(input);
      if (newer === undefined) {
        // While the older run plans, somebody pushes and the run of that push goes through.
        setup.github.state.push('pull/7', { ...before, 'schema/b.sql': 'CREATE new' });
        await run(recorder(setup, 'pull_request_target', { environment: { GITHUB_RUN_ID: '100' } }), fakePlanner);
        newer = setup.github.state.comments[0]?.body;
      }
      return outcome;
    });
    expect(newer).toContain('CREATE new');
    expect(setup.github.state.comments.map((comment) => comment.body)).toEqual([newer]);
    expect(setup.github.count('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}')).toBe(0);
    expect(new Set(setup.github.state.checkRuns.map((check) => check.commit))).toEqual(
      new Set([setup.github.state.branches.get('pull/7')]),
    );
  });

  test('a failure to plan of an old head is not published on the new one', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'chx.yml': broken });
    let rounds = 0;
    const code = await run(recorder(setup), async (input) => {
      rounds += 1;
      if (rounds === 1) setup.github.state.push('pull/7', { ...before, 'schema/b.sql': 'CREATE b' });
      return await fakePlanner(input);
    });
    expect(code).toBe(0);
    expect(setup.github.state.checkRuns).toMatchObject([{ conclusion: 'success' }]);
  });

  test('closed while planning: nothing is written', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup);
    const code = await run(runner, async (input) => {
      for (const pull of setup.github.state.pulls.values()) pull.state = 'CLOSED';
      return await fakePlanner(input);
    });
    expect(code).toBe(0);
    expect(runner.said('info')).toContain('Pull request #7 was closed meanwhile: nothing was written.');
    expect(setup.github.state.comments).toEqual([]);
  });
});

describe('tokens', () => {
  test('a fork’s read-only token ends in the summary, one warning and the verdict of the plan', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' }, before, true);
    const runner = recorder(setup, 'pull_request', { inputs: { 'github-token': 'ghs_fork' } });
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(runner.said('warning')).toEqual([
      'The token may not write (403 on POST /repos/acme/shop/issues/7/comments, POST /repos/acme/shop/check-runs): a pull request from a fork gets a read-only token on pull_request; plan on pull_request_target to have comment and check. The plan is in the job summary.',
    ]);
    expect(runner.said('error')).toEqual([]);
    expect(runner.summaryText).toContain('CREATE b');
    expect(runner.outputs['status']).toBe('ready');
  });

  test('a fork’s errors still fail the job, and show in the log', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'ERROR' }, before, true);
    const runner = recorder(setup, 'pull_request', { inputs: { 'github-token': 'ghs_fork' } });
    expect(await run(runner, fakePlanner)).toBe(4);
    expect(runner.annotations).toMatchObject([{ path: 'schema/b.sql', level: 'failure' }]);
  });

  test('a job that lacks permissions is told which', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup, 'pull_request_target', { inputs: { 'github-token': 'ghs_fork' } });
    await run(runner, fakePlanner);
    expect(runner.said('warning')[0]).toContain('give the job `permissions: contents: read, pull-requests: write');
  });
});

describe('verification', () => {
  test('runs in a job that writes nothing', async () => {
    await using setup = await setUp({});
    open(setup, { ...before, 'schema/b.sql': 'CREATE b ERROR' });
    const runner = recorder(setup, 'pull_request', { inputs: { verify: 'embedded', 'github-token': 'ghs_fork' } });
    let verify: unknown = '';
    const code = await run(runner, (input) => {
      verify = input.verify;
      return fakePlanner(input);
    });
    expect([code, verify]).toEqual([4, 'embedded']);
    expect(runner.annotations).toHaveLength(1);
    expect(runner.said('warning')).toEqual([]);
    const writes = setup.github.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql');
    expect(writes).toEqual([]);
  });

  test('is refused on pull_request_target: not verified, and everybody is told', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup, 'pull_request_target', { inputs: { verify: 'embedded' } });
    let verify: unknown = '';
    const code = await run(runner, (input) => {
      verify = input.verify;
      return fakePlanner(input);
    });
    expect([code, verify]).toEqual([0, 'off']);
    expect(runner.said('warning')).toEqual([
      expect.stringMatching(/^Not verified: a job on pull_request_target holds/),
    ]);
    expect(setup.github.state.comments[0]?.body).toContain('holds a write token');
  });
});

describe('merge group', () => {
  test('gets its check on its head and no comment', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    open(setup, { ...before, 'schema/b.sql': 'GUARD' });
    state.enqueue(7);
    const head = state.queue.head(7);
    const group = mergeGroupEvent(setup.github, 7);
    const runner = recorder(setup, 'merge_group', {}, group);
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(state.checkRuns).toMatchObject([{ commit: head, conclusion: 'action_required' }]);
    expect(state.comments).toEqual([]);
    expect(runner.outputs['status']).toBe('blocked');
  });
});

describe('other events', () => {
  test.each([
    [
      'push',
      { ref: 'refs/heads/main', before: '0'.repeat(40), after: 'a'.repeat(40) },
      2,
      'This version of CHX has no mode deploy',
    ],
    ['schedule', {}, 2, 'This version of CHX has no mode drift'],
    ['fork', {}, 2, 'CHX does not know what to do on fork'],
  ])('%s ends in one line', async (event, content, code, line) => {
    await using setup = await setUp();
    const runner = recorder(setup, event, {}, content);
    expect(await run(runner, fakePlanner)).toBe(code);
    expect(runner.said('error')).toEqual([expect.stringContaining(line)]);
    expect(setup.github.requests).toEqual([]);
  });

  test('a comment that is no command passes quietly', async () => {
    await using setup = await setUp();
    open(setup, before);
    const content = issueCommentEvent(setup.github, setup.github.state.comment(7, 'mona', 'nice'));
    const runner = recorder(setup, 'issue_comment', {}, content);
    expect(await run(runner, fakePlanner)).toBe(0);
    expect(runner.lines.map(({ level }) => level)).toEqual(['info']);
  });
});

describe('failures', () => {
  test('of GitHub are one line and publish nothing', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    setup.github.fault(/git\/trees/, { kind: 'answer', status: 404 }, { times: 9 });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(1);
    expect(runner.said('error')).toEqual([
      expect.stringMatching(/^GitHub: GET \/repos\/acme\/shop\/git\/trees\/[0-9a-f]{40} answered 404 \(fault\): /),
    ]);
    expect([setup.github.state.comments, setup.github.state.checkRuns]).toEqual([[], []]);
  });

  test('of GitHub while publishing leave the job its results', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b ERROR' });
    setup.github.fault('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      kind: 'answer',
      status: 422,
      body: { message: 'Validation Failed' },
    });
    const runner = recorder(setup);
    expect(await run(runner, fakePlanner)).toBe(1);
    expect(runner.said('error')).toEqual([expect.stringContaining('/issues/7/comments answered 422')]);
    expect(runner.outputs).toMatchObject({ status: 'invalid', plan: '/temp/chx-plan-chx.json' });
    expect(runner.summaryText).toContain('CREATE b');
    expect(runner.annotations).toHaveLength(1);
    expect(setup.github.state.checkRuns).toEqual([]);
  });

  test('a branch of an odd name is no markup in the check', async () => {
    await using setup = await setUp();
    const { state } = setup.github;
    const odd = '@team/<b>x';
    state.push('pull/7', { ...before, 'schema/a.sql': 'CREATE a2' }, [state.push(odd, before)]);
    state.push(odd, { ...before, 'schema/a.sql': 'CREATE a3' });
    state.open(7, odd);
    await run(recorder(setup), fakePlanner);
    expect(state.checkRuns[0]?.summary).toContain('`@team/<b>x');
    expect(state.comments[0]?.body.replace(/`[^`]*`/g, '')).not.toContain('@team');
  });

  test('a job that is called like the check is refused: its own check would hide the gate', async () => {
    await using setup = await setUp();
    const runner = recorder(setup, 'pull_request_target', { environment: { GITHUB_JOB: 'chx' } });
    expect(await run(runner, fakePlanner)).toBe(2);
    expect(runner.said('error')).toEqual([expect.stringContaining('call the job something else, plan for one')]);
  });

  test('that nobody thought of are one line too', async () => {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
    const runner = recorder(setup);
    const code = await run(runner, async () => {
      throw new TypeError('x is not a function\nat all');
    });
    expect(code).toBe(1);
    expect(runner.said('error')).toEqual([
      'CHX failed in a way that it should not: TypeError: x is not a function; please report it with the log above.',
    ]);
    expect(setup.github.state.checkRuns).toEqual([]);
  });
});

test('two runs on one input publish the same bytes', async () => {
  const bodies: string[] = [];
  for (let round = 0; round < 2; round++) {
    await using setup = await setUp();
    open(setup, { ...before, 'schema/b.sql': 'CREATE b GUARD' });
    const runner = recorder(setup);
    await run(runner, fakePlanner);
    const text = JSON.stringify([
      setup.github.state.comments.map((comment) => comment.body),
      setup.github.state.checkRuns,
      runner.summaryText,
      runner.kept,
    ]);
    bodies.push(text.replaceAll(setup.github.url, ''));
  }
  expect(bodies[0]).toContain('CREATE b');
  expect(bodies[1]).toBe(bodies[0]);
});

test('several plans have a digest each', async () => {
  await using setup = await setUp();
  open(setup, { ...before, 'schema/b.sql': 'CREATE b' });
  const runner = recorder(setup);
  await run(runner, async (input) => {
    const { document, config: parsed } = await fakePlanner(input);
    const [first] = document.plans;
    if (first === undefined) throw new Error('no plan');
    return outcomeOf({ ...document, plans: [first, { ...first, target: 'eu', targets: ['eu'] }] }, parsed);
  });
  expect(runner.outputs['digest']).toMatch(/^default sha256:[0-9a-f]{64}\neu sha256:[0-9a-f]{64}$/);
  expect(runner.outputs['statements']).toBe('2');
});
