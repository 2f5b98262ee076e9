/**
 * A pull request on the double and everybody around it. What happens starts the runs that the workflow of
 * `examples/workflows/chx.yml` starts: all of them in this process but the last one, which runs the built bundle. After
 * each run what stands on GitHub is held against the model.
 */
import { expect } from 'vitest';
import { run } from '../../../src/action/run.ts';
import { mentionsCommand } from '../../../src/gate/commands.ts';
import { planTrees } from '../../../src/pipeline/plan.ts';
import { type PlanDocument, planDocumentSchema } from '../../../src/plan/document.ts';
import type { Files } from '../../github/double/objects.ts';
import {
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  reviewCommentEvent,
  reviewEvent,
} from '../../github/double/payloads.ts';
import { type Fault, GitHubDouble } from '../../github/double/server.ts';
import type { Comment } from '../../github/double/state.ts';
import { type Bundle, runAction } from '../bundle.ts';
import { Recorder } from '../recorder.ts';
import { type Conclusion, type Expected, expectedBetween } from './expectation.ts';
import { type Act, Model } from './model.ts';
import { both, main } from './schemas.ts';

export const bot = 'github-actions[bot]';
const markers = { plan: '<!-- chx-plan:', answer: '<!-- chx-answer:' };
const verbs = { confirm: { r: 'confirm-rename', d: 'allow-destructive' }, reject: 'reject-rename', revoke: 'revoke' };

export interface Ended {
  readonly exitCode: number | null;
  readonly log: string;
  readonly plan: PlanDocument | null;
  readonly requests: readonly string[];
}

interface Start {
  readonly event: string;
  readonly payload: unknown;
  readonly inputs: Readonly<Record<string, string>>;
  /** Pull requests that the run is about. */
  readonly about: readonly number[];
  /** Whether what it leaves is not held against the model: somebody intervened whose own run is still to come. */
  readonly unheld: boolean;
}

export interface StartOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly unheld?: boolean;
}

export class World implements AsyncDisposable {
  readonly github: GitHubDouble;
  readonly model: Model;
  /** The configs that the workflow has a job for: their path, and the name that they go by. */
  configs: readonly { readonly path: string | null; readonly name: string }[] = [{ path: null, name: 'chx' }];
  token = 'ghs_actions';
  /** What the last run left. */
  ended: Ended | null = null;
  bundled = 0;
  runs = 0;
  readonly #bundle: Bundle | null;
  #pending: Start | null = null;
  #last: Start | null = null;

  private constructor(github: GitHubDouble, bundle: Bundle | null) {
    this.github = github;
    this.#bundle = bundle;
    this.model = new Model(github.state);
    const { state } = github;
    state.user('alice', 'maintain');
    state.user('mona', 'maintain');
    state.user('rita', 'admin');
    state.user('wes', 'write');
    state.user('tris', 'triage');
    state.user('reed', 'read');
    state.user('robo[bot]', 'write');
    state.push('main', main);
  }

  /** @param bundle what the last run is; null for runs in this process alone. */
  static async start(bundle: Bundle | null): Promise<World> {
    return new World(await GitHubDouble.start(), bundle);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.github[Symbol.asyncDispose]();
    if (this.github.problems.length > 0)
      throw new Error(`not as GitHub describes it:\n${this.github.problems.join('\n')}`);
  }

  get state(): GitHubDouble['state'] {
    return this.github.state;
  }

  /** Opens a pull request of Alice's. */
  async open(files: Files = both, options: { number?: number; author?: string; by?: string[]; base?: string } = {}) {
    await this.settle();
    const { number = 7, author = 'alice', by = [author], base = 'main' } = options;
    this.state.push(`pull/${number}`, files, [this.state.tip(base)], { author: by });
    this.state.open(number, base, { author });
    this.model.writers.set(number, new Set(by));
    await this.start(pullRequestEvent(this.github, number, 'opened'), 'pull_request_target', [number]);
  }

  /** Pushes on top of the pull request, or with `onto` somewhere else by force. */
  async push(files: Files, options: { number?: number; by?: string; onto?: string } & StartOptions = {}) {
    await this.settle();
    const { number = 7, by = 'alice', onto } = options;
    this.state.push(`pull/${number}`, files, onto === undefined ? undefined : [onto], { author: by });
    // By force the commits before are gone, and who wrote them with them.
    if (onto !== undefined) this.model.writers.set(number, new Set());
    this.model.writers.set(number, new Set([...(this.model.writers.get(number) ?? []), by]));
    await this.start(pullRequestEvent(this.github, number), 'pull_request_target', [number], options);
  }

  /** Moves main, and plans anew what is open on it. */
  async pushMain(files: Files, options: StartOptions = {}) {
    await this.settle();
    const before = this.state.tip('main');
    this.state.push('main', files);
    await this.moved(before, options);
  }

  async moved(before: string, options: StartOptions = {}) {
    const open = [...this.state.pulls.values()].filter(({ state, base }) => state === 'OPEN' && base === 'main');
    const payload = pushEvent(this.github, 'main', before, 'rita');
    await this.start(
      payload,
      'push',
      open.map(({ number }) => number),
      { ...options, inputs: { mode: 'plan' } },
    );
  }

  /** A comment of one line a command: ids of which the model knows what is meant. */
  async say(login: string, acts: readonly Act[], options: { number?: number } & StartOptions = {}): Promise<Comment> {
    return await this.write(login, acts.map(lineOf).join('\n'), acts, options);
  }

  /** A comment with any text, and what it has to be understood as. */
  async write(
    login: string,
    body: string,
    means: readonly Act[] = [],
    options: { number?: number } & StartOptions = {},
  ): Promise<Comment> {
    await this.settle();
    const { number = 7 } = options;
    const comment = this.state.comment(number, login, body);
    this.model.meanings.set(comment.id, [means]);
    await this.#heard(comment, {}, options);
    return comment;
  }

  async edit(comment: Comment, body: string, editor: string, means: readonly Act[] = [], options: StartOptions = {}) {
    await this.settle();
    const previous = comment.body;
    this.state.editComment(comment.id, body, editor);
    this.model.meanings.set(comment.id, [...(this.model.meanings.get(comment.id) ?? []), means]);
    await this.#heard(comment, { action: 'edited', sender: editor, previous }, options);
  }

  async delete(comment: Comment, by: string, options: StartOptions = {}) {
    await this.settle();
    this.state.deleteComment(comment.id, by);
    await this.#heard(comment, { action: 'deleted', sender: by }, options);
  }

  async review(login: string, body: string) {
    await this.settle();
    this.state.review(7, login, body);
    await this.start(reviewEvent(this.github, 7, login, body), 'pull_request_review', [7]);
  }

  async reviewComment(login: string, body: string) {
    await this.settle();
    this.state.reviewComment(7, login, body);
    await this.start(reviewCommentEvent(this.github, 7, login, body), 'pull_request_review_comment', [7]);
  }

  /** The merge group that ends with a pull request: that one alone, or with `whole` all that is queued before it. */
  async group(number: number, options: { whole?: boolean } = {}) {
    await this.settle();
    const payload = mergeGroupEvent(this.github, number);
    const group = { ...Object(payload['merge_group']), base_sha: this.state.tip('main') };
    await this.start(options.whole === true ? { ...payload, merge_group: group } : payload, 'merge_group', []);
  }

  async plan(options: { number?: number; action?: string } & StartOptions = {}) {
    const { number = 7, action } = options;
    await this.start(pullRequestEvent(this.github, number, action), 'pull_request_target', [number], options);
  }

  async #heard(comment: Comment, what: Parameters<typeof issueCommentEvent>[2] & object, options: StartOptions) {
    // As the workflow's condition has it; what a job's own token does starts nothing.
    const mentions = [comment.body, what.previous ?? ''].some((text) => text.toLowerCase().includes('/chx'));
    if (!mentions || (what.sender ?? comment.login) === bot) return;
    await this.start(issueCommentEvent(this.github, comment, what), 'issue_comment', [comment.issue], options);
  }

  /** Runs what was started before, and keeps this for the next time or the end. */
  async start(payload: unknown, event: string, about: readonly number[], options: StartOptions = {}): Promise<void> {
    await this.settle();
    this.#pending = { event, payload, about, inputs: options.inputs ?? {}, unheld: options.unheld ?? false };
  }

  /** Runs what was started, in this process. */
  async settle(): Promise<void> {
    const start = this.#pending;
    this.#pending = null;
    if (start !== null) await this.#perform(start, (config) => this.#inProcess(start, config));
  }

  /** What runs that the world did not start wrote, it has no plan of. */
  forget(): void {
    this.ended = null;
  }

  /** A pull request of Alice's that no run has seen yet. */
  draft(files: Files): void {
    this.state.push('pull/7', files, [this.state.tip('main')], { author: 'alice' });
    this.state.open(7, 'main', { author: 'alice' });
    this.model.writers.set(7, new Set(['alice']));
  }

  /** A comment that no run has heard yet. */
  posted(login: string, acts: readonly Act[]): Comment {
    const comment = this.state.comment(7, login, acts.map(lineOf).join('\n'));
    this.model.meanings.set(comment.id, [acts]);
    return comment;
  }

  /** The last run once more, as `Re-run job` starts it, in this process. */
  async again(): Promise<void> {
    const start = this.#last;
    if (start === null) throw new Error('nothing ran');
    await this.#perform(start, (config) => this.#inProcess(start, config));
  }

  /** Puts a fault on requests of the next run, whatever they are. */
  disturb(fault: Fault, options: { readonly skip: number; readonly times: number }): () => void {
    return this.github.fault(/./, fault, options);
  }

  /** Runs what was started, as the bundle. */
  async finish(): Promise<Ended> {
    const start = this.#pending;
    const bundle = this.#bundle;
    this.#pending = null;
    if (start === null) throw new Error('nothing was started');
    if (bundle === null) await this.#perform(start, (config) => this.#inProcess(start, config));
    else {
      await this.#perform(start, async (config) => {
        this.bundled += 1;
        return await this.#asBundle(bundle, start, config);
      });
    }
    if (this.ended === null) throw new Error('nothing ran');
    return this.ended;
  }

  async #perform(start: Start, one: (config: string | null) => Promise<Ended>): Promise<void> {
    this.#last = start;
    for (const { path } of this.configs) {
      this.runs += 1;
      const first = this.github.requests.length;
      const ended = await one(path);
      this.ended = { ...ended, requests: this.github.requests.slice(first).map(({ route }) => route) };
    }
    for (const number of start.about) this.model.see(number);
    if (start.unheld) return;
    for (const number of start.about) await this.hold(number);
  }

  async #inProcess(start: Start, config: string | null): Promise<Ended> {
    const runner = new Recorder(this.github, start.event, start.payload, {
      inputs: { 'github-token': this.token, ...start.inputs, ...(config === null ? {} : { config }) },
      environment: { GITHUB_RUN_ID: String(100 + this.runs) },
    });
    const exitCode = await run(runner, planTrees, async () => {});
    const [plan] = Object.entries(runner.kept).flatMap(([name, text]) => (name.startsWith('chx-plan') ? [text] : []));
    return {
      exitCode,
      log: runner.lines.map(({ level, line }) => `${level} ${line}`).join('\n'),
      plan: plan === undefined ? null : planDocumentSchema.parse(JSON.parse(plan)),
      requests: [],
    };
  }

  async #asBundle(bundle: Bundle, start: Start, config: string | null): Promise<Ended> {
    const { exitCode, log, plan } = await runAction(bundle, this.github, {
      event: start.event,
      payload: start.payload,
      inputs: { 'github-token': this.token, ...start.inputs, ...(config === null ? {} : { config }) },
      environment: { GITHUB_RUN_ID: String(100 + this.runs) },
    });
    return { exitCode, log, plan: plan === null ? null : planDocumentSchema.parse(plan), requests: [] };
  }

  /** Lets something happen before a request of the next run; the first that fits after some others. */
  before(route: string, skip: number, happens: () => unknown): void {
    this.github.fault(new RegExp(route), { kind: 'before', run: happens }, { skip });
  }

  /** The run of a comment while another one waits for an answer of GitHub's. */
  async meanwhile(comment: Comment): Promise<void> {
    const payload = issueCommentEvent(this.github, comment);
    const start = { event: 'issue_comment', payload, inputs: {}, about: [comment.issue], unheld: true };
    await this.#perform(start, (config) => this.#inProcess(start, config));
  }

  /** The run of a comment's deletion. */
  async gone(comment: Comment, by: string): Promise<void> {
    await this.settle();
    await this.#heard(comment, { action: 'deleted', sender: by }, {});
  }

  /** A comment that arrives before a request of the next run, and has no run of its own yet. */
  later(login: string, acts: readonly Act[], route: string, skip: number): () => Comment {
    let comment: Comment | null = null;
    this.before(route, skip, () => {
      comment = this.posted(login, acts);
    });
    return () => {
      if (comment === null) throw new Error(`no request ${route}`);
      return comment;
    };
  }

  /** The run of a comment that is there already. */
  async heard(comment: Comment): Promise<void> {
    await this.settle();
    await this.#heard(comment, {}, {});
  }

  /** What has to stand there by the model. */
  async expected(number = 7, configPath: string | null = null): Promise<Expected> {
    const pull = this.state.pull(number);
    const tip = this.state.tip(pull.base);
    const { commit, mergeable } = this.state.readMerge(pull);
    const [base, head] =
      mergeable === 'CONFLICTING' || commit === null
        ? [this.state.objects.mergeBase(tip, pull.head) ?? tip, pull.head]
        : [tip, commit];
    return await expectedBetween(this.state, base, head, this.model.decided(number), configPath);
  }

  /** What holds after each run: nothing else stands there than what the model says, once. */
  async hold(number = 7): Promise<void> {
    const pull = this.state.pull(number);
    this.#holdTexts(number);
    if (pull.state !== 'OPEN') return;
    for (const { path, name } of this.configs) {
      const { conclusion, outcome } = await this.expected(number, path);
      const check = this.check(number, name);
      expect(check?.conclusion ?? null, `check on the live head of #${number}\n${this.ended?.log}`).toBe(conclusion);
      const comment = this.#own(number, `${markers.plan}${name} `)[0];
      for (const { id, state } of outcome?.document.guards ?? []) {
        const asks = new RegExp(`^\\s*/chx (?:confirm-rename|allow-destructive) .*${id}`, 'm').test(
          comment?.body ?? '',
        );
        if (state === 'pending') expect(comment?.body, `the plan comment has ${id}`).toContain(id);
        else expect(asks, `the plan comment asks for ${id}, which is ${state}`).toBe(false);
      }
    }
    if (this.ended?.plan != null && this.configs.length === 1 && this.state.pulls.size === 1) {
      expect(this.ended.plan).toEqual((await this.expected(number)).outcome?.document);
    }
  }

  #holdTexts(number: number): void {
    for (const { name } of this.configs) {
      expect(this.#own(number, `${markers.plan}${name} `).length, 'plan comments').toBeLessThanOrEqual(1);
      expect(this.#own(number, `${markers.answer}${name} `).length, 'answer comments').toBeLessThanOrEqual(1);
    }
    const own = this.state.comments.filter(({ issue, login }) => issue === number && login === bot);
    expect(own.length, 'comments of ours').toBeLessThanOrEqual(2 * this.configs.length + this.foreign);
    for (const { body } of [...own, ...this.state.checkRuns.map(({ summary }) => ({ body: summary ?? '' }))]) {
      const shown = body.replace(/<!--[\s\S]*?-->/g, '').replace(/(`{3,})[\s\S]*?\1|`[^`\n]*`/g, '');
      expect(shown, 'pings nobody').not.toMatch(/(?<![\w`])@[a-z]/i);
      expect(body, 'no secrets').not.toContain('ghs_');
      if (body.startsWith('<!-- chx-')) expect(mentionsCommand(body), 'is no command itself').toBe(false);
      expect(body.length, 'fits').toBeLessThan(60_001);
    }
  }

  /** Comments of the same bot that other jobs wrote. */
  foreign = 0;

  check(number = 7, name = 'chx') {
    const { head } = this.state.pull(number);
    const wanted = name === 'chx' ? 'chx' : `chx (${name})`;
    return this.state.checkRuns.findLast((run) => run.commit === head && run.name === wanted) ?? null;
  }

  #own(number: number, start: string): readonly Comment[] {
    return this.state.comments.filter(
      ({ issue, login, body }) => issue === number && login === bot && body.startsWith(start),
    );
  }

  comment(kind: keyof typeof markers, number = 7): Comment | null {
    return (
      this.state.comments.find(
        ({ issue, login, body }) => issue === number && login === bot && body.startsWith(markers[kind]),
      ) ?? null
    );
  }

  /** The answer to commands as people see it; empty where there is none. */
  answer(number = 7): string {
    return (this.comment('answer', number)?.body ?? '').replace(/<!--[\s\S]*?-->\n?/g, '');
  }

  /** Our reactions on a comment. */
  reactions(comment: Comment): readonly string[] {
    return comment.reactions.filter(({ login }) => login === bot).map(({ content }) => content);
  }

  /** The ids of a pull request's guards as the command line shows them: nobody's word is needed for that. */
  async ids(number = 7): Promise<readonly string[]> {
    const pull = this.state.pull(number);
    const tip = this.state.tip(pull.base);
    return await this.idsBetween(tip, this.state.readMerge(pull).commit ?? pull.head);
  }

  async idsBetween(base: string, head: string): Promise<readonly string[]> {
    const nobody = { confirmed: new Set<string>(), rejected: new Set<string>() };
    const { outcome } = await expectedBetween(this.state, base, head, nobody);
    return outcome?.document.guards.map(({ id }) => id) ?? [];
  }

  /** The one rename's id. */
  async rename(number = 7): Promise<string> {
    return only(await this.ids(number), 'r-');
  }

  /** The one loss's id. */
  async loss(number = 7): Promise<string> {
    return only(await this.ids(number), 'd-');
  }

  /** What must stand there at the end, said once more without the model. */
  end(conclusion: Conclusion, confirmed: readonly string[], rejected: readonly string[] = []): void {
    expect(this.ended?.exitCode, this.ended?.log).toBe(0);
    expect(this.check()?.conclusion).toBe(conclusion);
    const states = (wanted: string): string[] | undefined =>
      this.ended?.plan?.guards.filter(({ state }) => state === wanted).map(({ id }) => id);
    expect(states('confirmed')?.sort()).toEqual([...confirmed].sort());
    expect(states('rejected')?.sort()).toEqual([...rejected].sort());
  }
}

function only(ids: readonly string[], start: string): string {
  const [id, another] = ids.filter((candidate) => candidate.startsWith(start));
  if (id === undefined || another !== undefined) throw new Error(`not one ${start} among ${ids.join(' ')}`);
  return id;
}

export function confirm(id: string): Act {
  return { verb: 'confirm', id };
}

export function reject(id: string): Act {
  return { verb: 'reject', id };
}

export function revoke(id: string): Act {
  return { verb: 'revoke', id };
}

export function lineOf({ verb, id }: Act): string {
  const word = verb === 'confirm' ? verbs.confirm[id.startsWith('d-') ? 'd' : 'r'] : verbs[verb];
  return `/chx ${word} ${id}`;
}
