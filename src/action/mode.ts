/** What a run does: decided from the `mode` input and the event, without any I/O. */
import { mentionsCommand } from '../gate/commands.ts';
import type { Event, EventComment } from './event.ts';
import type { Mode, ModeInput } from './interface.ts';

export type Task =
  /** `gone`: a comment with a command that was just deleted; what it took back stays taken back. */
  | { readonly kind: 'pull-request'; readonly number: number; readonly gone: EventComment | null }
  | { readonly kind: 'merge-group'; readonly base: string; readonly head: string; readonly headRef: string }
  /** A new comment that holds a command. */
  | { readonly kind: 'command'; readonly number: number; readonly comment: EventComment }
  /** The base branch moved: the open pull requests on it are planned anew. */
  | { readonly kind: 'replan'; readonly branch: string; readonly before: string; readonly after: string }
  /** Rightly nothing: said in the log, and the job passes. */
  | { readonly kind: 'nothing'; readonly line: string }
  | { readonly kind: 'refused'; readonly line: string };

const planEvents = 'pull_request_target, pull_request, merge_group or push';

export function decideTask(input: ModeInput, event: Event): Task {
  const mode = input === 'auto' ? autoMode(event) : input;
  switch (mode) {
    case null:
      return refused(
        `CHX does not know what to do on ${eventName(event)}; run it on ${planEvents}, or issue_comment for commands.`,
      );
    case 'plan':
      return planTask(event);
    case 'command':
      return commandTask(event);
    case 'deploy':
    case 'drift':
      return refused(
        `This version of CHX has no mode ${mode} (asked for by ${input === 'auto' ? `the event ${eventName(event)}` : 'the input mode'}); it plans on pull_request_target, pull_request and merge_group, with mode: plan on push, and answers commands on issue_comment.`,
      );
  }
}

function autoMode(event: Event): Mode | null {
  switch (event.name) {
    case 'pull_request':
    case 'pull_request_target':
    case 'merge_group':
      return 'plan';
    case 'issue_comment':
    case 'pull_request_review':
    case 'pull_request_review_comment':
      return 'command';
    case 'push':
    case 'workflow_dispatch':
      return 'deploy';
    case 'schedule':
      return 'drift';
    case 'other':
      return null;
  }
}

function planTask(event: Event): Task {
  switch (event.name) {
    case 'pull_request':
    case 'pull_request_target':
      return { kind: 'pull-request', number: event.number, gone: null };
    case 'merge_group':
      return { kind: 'merge-group', base: event.base, head: event.head, headRef: event.headRef };
    case 'push': {
      const branch = /^refs\/heads\/(.+)$/.exec(event.ref)?.[1];
      if (branch === undefined) return nothing(`${event.ref} is no branch: no pull request is planned on it.`);
      if (/^0+$/.test(event.after)) return nothing(`The branch ${branch} is gone: no pull request is planned on it.`);
      return { kind: 'replan', branch, before: event.before, after: event.after };
    }
    default:
      return refused(`Mode plan has nothing to compare on ${eventName(event)}; run it on ${planEvents}.`);
  }
}

function commandTask(event: Event): Task {
  switch (event.name) {
    case 'issue_comment':
      return commentTask(event);
    case 'pull_request_review':
    case 'pull_request_review_comment':
      if (!mentionsCommand(event.body)) return nothing('The review holds no /chx command.');
      // The answer says where a command is heard.
      return { kind: 'pull-request', number: event.number, gone: null };
    default:
      return refused(`Mode command needs the event issue_comment, not ${eventName(event)}; use mode auto.`);
  }
}

function commentTask(event: Extract<Event, { name: 'issue_comment' }>): Task {
  if (!event.pullRequest) return nothing('The comment is not on a pull request.');
  const held = mentionsCommand(event.comment.body);
  switch (event.action) {
    case 'created':
      if (!held) return nothing('The comment holds no /chx command.');
      return { kind: 'command', number: event.number, comment: event.comment };
    case 'edited':
    case 'deleted':
      // It may have confirmed something, and does so no longer: what stands on the pull request has to follow.
      if (held || mentionsCommand(event.previous ?? '')) {
        return { kind: 'pull-request', number: event.number, gone: event.action === 'deleted' ? event.comment : null };
      }
      // Somebody else wrote in a comment of ours, or took it away: it is put right, and what its answers remembered is lost.
      if (!event.byAuthor && [event.comment.body, event.previous ?? ''].some(looksLikeOurs)) {
        return { kind: 'pull-request', number: event.number, gone: null };
      }
      return nothing('The comment held no /chx command.');
    default:
      return nothing(`Nothing follows from a comment that is ${event.action}.`);
  }
}

function looksLikeOurs(body: string): boolean {
  return body.startsWith('<!-- chx-');
}

function eventName(event: Event): string {
  return event.name === 'other' ? event.event : event.name;
}

function nothing(line: string): Task {
  return { kind: 'nothing', line };
}

function refused(line: string): Task {
  return { kind: 'refused', line };
}
