/**
 * Random conversations: people write, edit, delete and push while runs are under way, each of which takes its turn on GitHub a
 * request at a time. Each event starts its run, and when all have ended the newest state stands there: by the model, which
 * shares no code with the gate.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../../../src/action/run.ts';
import { planTrees } from '../../../src/pipeline/plan.ts';
import type { Role } from '../../github/double/accounts.ts';
import type { Files } from '../../github/double/objects.ts';
import { issueCommentEvent, pullRequestEvent } from '../../github/double/payloads.ts';
import type { Comment } from '../../github/double/state.ts';
import { Recorder } from '../recorder.ts';
import { expectedBetween } from './expectation.ts';
import type { Act } from './model.ts';
import { both, loss, main, otherRename, rename, unrelated } from './schemas.ts';
import { type Ready, Turnstile } from './turnstile.ts';
import { bot, lineOf, World } from './world.ts';

/** More of them, or others, by hand. */
const cases = Number(process.env['CHX_RANDOM_CASES'] ?? 50);
const seed = Number(process.env['CHX_RANDOM_SEED'] ?? 20260401);
const heads: readonly Files[] = [rename, unrelated(rename), rename, otherRename, both, loss, main];
// Who is named more often says more: most of it has to be about the same few things for one to matter to the other.
const people = ['mona', 'mona', 'mona', 'rita', 'wes', 'wes', 'wes', 'reed', 'alice', 'zoe', 'robo[bot]'] as const;
const verbs = ['confirm', 'confirm', 'confirm', 'revoke', 'revoke', 'reject'] as const;

type Step =
  | { readonly kind: 'say'; readonly who: number; readonly verb: number; readonly ids: readonly number[] }
  | {
      readonly kind: 'edit';
      readonly comment: number;
      readonly verb: number | null;
      readonly id: number;
      readonly byWriter: boolean;
    }
  | { readonly kind: 'delete'; readonly comment: number }
  | { readonly kind: 'push'; readonly head: number }
  | { readonly kind: 'back'; readonly to: number }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'answer'; readonly deleted: boolean };

const which = fc.constantFrom(0, 0, 0, 0, 1, 2, 3);
/** How many comments before the last one. */
const recent = fc.constantFrom(0, 0, 0, 1, 1, 2, 3);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      who: fc.nat({ max: people.length - 1 }),
      verb: fc.nat({ max: verbs.length - 1 }),
      ids: fc.array(which, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      comment: recent,
      verb: fc.option(fc.nat({ max: verbs.length - 1 })),
      id: which,
      byWriter: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), comment: recent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push' as const), head: fc.nat({ max: heads.length - 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('back' as const), to: fc.nat({ max: 9 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('role' as const),
      role: fc.constantFrom<Role>('none', 'read', 'write', 'maintain', 'admin'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answer' as const), deleted: fc.boolean() }) },
);

/** What the runs under way do before the next step: so many requests, all up to their writing, or the newest to its end. */
type Gap = number | 'to-the-write' | 'newest';
type Part = readonly [Step, Gap];

const gap: fc.Arbitrary<Gap> = fc.oneof(
  fc.nat({ max: 30 }),
  fc.constantFrom<Gap[]>('to-the-write', 'to-the-write', 'newest', 1000),
);

const says = (login: (typeof people)[number], verb: (typeof verbs)[number]): Step => ({
  kind: 'say',
  who: people.indexOf(login),
  verb: verbs.indexOf(verb),
  ids: [0],
});

/** What people do one after the other, which chance alone seldom hits upon. */
const motifs: readonly (readonly Step[])[] = [
  [says('mona', 'confirm'), says('wes', 'revoke'), { kind: 'delete', comment: 0 }],
  [says('mona', 'confirm'), { kind: 'delete', comment: 0 }],
  [says('wes', 'revoke'), says('mona', 'confirm')],
  [says('mona', 'confirm'), says('wes', 'revoke'), { kind: 'edit', comment: 0, verb: null, id: 0, byWriter: false }],
  [says('mona', 'confirm'), { kind: 'push', head: 3 }, { kind: 'back', to: 0 }],
  [says('mona', 'confirm'), { kind: 'edit', comment: 0, verb: 0, id: 0, byWriter: true }],
  [says('wes', 'revoke'), says('mona', 'confirm'), { kind: 'answer', deleted: true }],
  [says('mona', 'reject'), says('rita', 'confirm')],
];

const part: fc.Arbitrary<readonly Part[]> = fc.oneof(
  fc.tuple(step, gap).map((one) => [one]),
  fc
    .tuple(fc.constantFrom(...motifs), fc.array(gap, { minLength: 3, maxLength: 3 }))
    .map(([steps, gaps]) => steps.map((one, index): Part => [one, gaps[index] ?? 0])),
);

const conversation = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.flat());

/** Whose turn it is: so many requests of one run, or those until it is about to write. */
interface Turn {
  readonly run: number;
  readonly requests: number | null;
}

const turns: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({ run: fc.nat({ max: 1 }), requests: fc.option(fc.nat({ max: 25 }), { freq: 2 }) }),
  { minLength: 1, maxLength: 12 },
);

/** Takes turns, again from the first when all are over. */
function taking(turns: readonly Turn[]): (ready: readonly Ready[]) => number {
  let turn = 0;
  let taken = 0;
  return (ready) => {
    for (let tries = 0; tries < turns.length; tries++) {
      const { run, requests } = turns[turn % turns.length] ?? { run: 0, requests: 1 };
      const place = run % ready.length;
      // Who is about to write waits until it is somebody's turn by number.
      const over = requests === null ? ready[place]?.writes === true : taken >= requests;
      if (!over) {
        taken += 1;
        return place;
      }
      turn += 1;
      taken = 0;
    }
    return ready.findIndex(({ writes }) => !writes) === -1 ? 0 : ready.findIndex(({ writes }) => !writes);
  };
}

class Race {
  readonly world: World;
  readonly #turnstile: Turnstile;
  readonly #ids: readonly string[];
  readonly #comments: Comment[] = [];
  readonly #heads: string[] = [];
  readonly #ended: Promise<number>[] = [];
  readonly #choose: (ready: readonly Ready[]) => number;
  /** Comments whose text changed: only what a run saw of them is known once they are gone. */
  readonly #edited = new Set<number>();
  readonly log: string[] = [];
  /** Whether somebody's permission changed after the last event: nothing runs for that. */
  quiet = false;

  constructor(world: World, ids: readonly string[], turns: readonly Turn[]) {
    this.world = world;
    this.#turnstile = new Turnstile(world.github);
    this.#ids = ids;
    this.#choose = taking(turns);
    this.#heads.push(world.state.pull(7).head);
  }

  async perform(step: Step): Promise<void> {
    const { state, model } = this.world;
    switch (step.kind) {
      case 'say': {
        const login = people[step.who] ?? 'mona';
        // Whose permission changes only confirms: what a rejection is depends on when it was looked at.
        const verb = login === 'zoe' ? 'confirm' : (verbs[step.verb] ?? 'confirm');
        const acts = this.#acts(verb, step.ids);
        const comment = state.comment(7, login, acts.map(lineOf).join('\n'));
        model.meanings.set(comment.id, [acts]);
        this.#comments.push(comment);
        // Its run is told of it, whatever becomes of it until then.
        model.see(7);
        return await this.#start('issue_comment', issueCommentEvent(this.world.github, comment));
      }
      case 'edit': {
        const comment = this.#comments.at(-1 - (step.comment % Math.max(1, this.#comments.length)));
        if (comment === undefined) return;
        const acts = step.verb === null ? [] : this.#acts(verbs[step.verb] ?? 'confirm', [step.id]);
        const previous = comment.body;
        const editor = step.byWriter ? 'wes' : comment.login;
        // Of whoever's permission changes nothing may hang on when a run looked.
        if (comment.login === 'zoe' && acts.some(({ verb }) => verb !== 'confirm')) return;
        state.editComment(comment.id, acts.map(lineOf).join('\n') || 'never mind', editor);
        model.meanings.set(comment.id, [...(model.meanings.get(comment.id) ?? []), acts]);
        this.#edited.add(comment.id);
        const what = { action: 'edited', sender: editor, previous } as const;
        return await this.#start('issue_comment', issueCommentEvent(this.world.github, comment, what));
      }
      case 'delete': {
        const [comment] = this.#comments.splice(-1 - (step.comment % Math.max(1, this.#comments.length)), 1);
        if (comment === undefined) return;
        if (this.#edited.has(comment.id)) await this.drain();
        state.deleteComment(comment.id, 'wes');
        const what = { action: 'deleted', sender: 'wes' } as const;
        return await this.#start('issue_comment', issueCommentEvent(this.world.github, comment, what));
      }
      case 'push':
        this.#heads.push(state.push('pull/7', heads[step.head] ?? main, undefined, { author: 'alice' }));
        return await this.#start('pull_request_target', pullRequestEvent(this.world.github, 7));
      case 'back':
        state.point('pull/7', this.#heads[step.to % this.#heads.length] ?? '');
        return await this.#start('pull_request_target', pullRequestEvent(this.world.github, 7));
      case 'role':
        state.user('zoe', step.role);
        this.quiet = true;
        return;
      case 'answer': {
        await this.drain();
        const comment = this.world.comment('answer');
        if (comment === null) return;
        const previous = comment.body;
        if (step.deleted) state.deleteComment(comment.id, 'wes');
        else state.editComment(comment.id, '<!-- chx-answer:chx -->\nnothing to see', 'wes');
        const what = step.deleted
          ? ({ action: 'deleted', sender: 'wes' } as const)
          : ({ action: 'edited', sender: 'wes', previous } as const);
        await this.#start('issue_comment', issueCommentEvent(this.world.github, comment, what));
        await this.drain();
        return;
      }
    }
  }

  #acts(verb: Act['verb'], ids: readonly number[]): Act[] {
    const named = [...new Set(ids.map((index) => this.#ids[index] ?? ''))];
    return named.flatMap((id) => (verb === 'reject' && id.startsWith('d-') ? [] : [{ verb, id }]));
  }

  async #start(event: string, payload: unknown): Promise<void> {
    // More than these at once are not what the three rounds of a run are for.
    while (this.#turnstile.active >= 2) await this.#turnstile.step(this.#choose);
    this.quiet = false;
    const number = this.#ended.length;
    const { ended } = await this.#turnstile.enter(async (environment) => {
      const runner = new Recorder(this.world.github, event, payload, {
        environment: { GITHUB_RUN_ID: String(200 + number), ...environment },
      });
      const code = await run(runner, planTrees, async () => {});
      this.log.push(`run ${number} (${event}): ${code} ${runner.said('error').join(' ')}`);
      return code;
    });
    this.#ended.push(ended);
  }

  async go(gap: Gap): Promise<void> {
    if (gap === 'to-the-write') {
      while (await this.#turnstile.step((ready) => ready.findIndex(({ writes }) => !writes)));
    } else if (gap === 'newest') {
      const newest = this.#ended.length - 1;
      while (await this.#turnstile.step((ready) => ready.findIndex(({ run }) => run === newest)));
    } else {
      for (let count = 0; count < gap; count++) if (!(await this.#turnstile.step(this.#choose))) return;
    }
  }

  /** Lets all runs end; what stands on the pull request then was seen. */
  async drain(): Promise<readonly number[]> {
    while (await this.#turnstile.step(this.#choose));
    const codes = await Promise.all(this.#ended);
    this.world.model.see(7);
    return codes;
  }
}

test(`${cases} random conversations end with what people decided`, async () => {
  await fc.assert(
    fc.asyncProperty(conversation, turns, async (steps, order) => {
      await using world = await World.start(null);
      world.state.user('zoe', 'maintain');
      await world.open(both);
      const [r, d] = [await world.rename(), await world.loss()];
      await world.settle();
      const other = world.state.history.commit(otherRename, [world.state.tip('main')], 'another rename');
      const [o = ''] = await world.idsBetween(world.state.tip('main'), other);
      const dropped = await expectedBetween(world.state, world.state.tip('main'), world.state.pull(7).head, {
        confirmed: new Set(),
        rejected: new Set([r]),
      });
      const drop = dropped.outcome?.document.guards.find(({ kind }) => kind === 'destructive')?.id ?? '';
      const race = new Race(world, [r, d, o, drop], order);
      for (const [step, then] of steps) {
        await race.perform(step);
        await race.go(then);
      }
      const codes = await race.drain();
      world.forget();
      const told = race.log.join('\n');
      if (!race.quiet && codes.every((code) => code === 0)) await hold(world, `without a last run\n${told}`);
      await world.plan();
      await world.settle();
      expect(world.ended?.exitCode, world.ended?.log).toBe(0);
      await hold(world, told);
    }),
    { numRuns: cases, seed },
  );
}, 600_000);

async function hold(world: World, told: string): Promise<void> {
  try {
    await world.hold();
  } catch (error) {
    const comments = world.state.comments.map(
      ({ id, login, body, edits }) =>
        `${id} ${login}${edits.length > 0 ? ` (edited ${edits.length - 1}x)` : ''}: ${body.slice(0, 200)}`,
    );
    throw new Error(`${told}\n${comments.join('\n')}\n${String(error)}`, { cause: error });
  }
  expect(world.state.comments.filter(({ login }) => login === bot).length, told).toBeLessThanOrEqual(2);
}
