/** What a run does: decided from the `mode` input and the event, without any I/O. */
import type { Event } from './event.ts';
import type { Mode, ModeInput } from './interface.ts';

export type Task =
  | { readonly kind: 'pull-request'; readonly number: number }
  | { readonly kind: 'merge-group'; readonly base: string; readonly head: string }
  /** Rightly nothing: said in the log, and the job passes. */
  | { readonly kind: 'nothing'; readonly line: string }
  | { readonly kind: 'refused'; readonly line: string };

export function decideTask(input: ModeInput, event: Event): Task {
  const mode = input === 'auto' ? autoMode(event) : input;
  switch (mode) {
    case null:
      return refused(
        `CHX does not know what to do on ${eventName(event)}; run it on pull_request_target, pull_request or merge_group.`,
      );
    case 'plan':
      return planTask(event);
    case 'command':
      return commandTask(event);
    case 'deploy':
    case 'drift':
      return refused(
        `This version of CHX has no mode ${mode} (asked for by ${input === 'auto' ? `the event ${eventName(event)}` : 'the input mode'}); it plans on pull_request_target, pull_request and merge_group.`,
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
      return { kind: 'pull-request', number: event.number };
    case 'merge_group':
      return { kind: 'merge-group', base: event.base, head: event.head };
    default:
      return refused(
        `Mode plan has nothing to compare on ${eventName(event)}; run it on pull_request_target, pull_request or merge_group.`,
      );
  }
}

/** A command is the first word of a line. */
const command = /^[ \t]*\/chx(?=\s|$)/m;

function commandTask(event: Event): Task {
  if (event.name !== 'issue_comment') {
    return refused(`Mode command needs the event issue_comment, not ${eventName(event)}; use mode auto.`);
  }
  if (!event.created) return nothing('Only new comments can hold a command.');
  if (!event.pullRequest) return nothing('The comment is not on a pull request.');
  if (!command.test(event.body)) return nothing('The comment holds no /chx command.');
  return refused(
    'This version of CHX does not answer comment commands: nothing was confirmed or changed; push to the pull request to plan it anew.',
  );
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
