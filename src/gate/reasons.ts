/**
 * Why a command counts, blocks or does neither: one code for each way it can go. `docs/gate.md` shows this table, and a test
 * holds the two together.
 */

export type Verdict =
  /** It decides about its guard. */
  | 'counts'
  /** It takes back what was said before it. */
  | 'blocks'
  /** It changes nothing. */
  | 'none';

interface Row {
  readonly verdict: Verdict;
  /** When it is given. */
  readonly when: string;
  /** What a person does next; null where there is nothing to do. */
  readonly next: string | null;
}

const again = 'Send the command again in a new comment.';
const another = 'Another person has to confirm it.';

export const reasons = {
  /** Every condition holds, and nobody said anything else later. */
  confirmed: {
    verdict: 'counts',
    when: 'A confirmation for which every condition holds, and after which nobody took it back.',
    next: null,
  },
  /** A rejection by someone who could have confirmed, the last word on its id. */
  rejected: {
    verdict: 'counts',
    when: 'A rejection by someone who could have confirmed. The rename is a drop and an add then.',
    next: null,
  },
  /** A revocation by someone with write. */
  revokes: {
    verdict: 'blocks',
    when: 'A revocation by anyone with write, a bot too.',
    next: 'A newer confirmation counts again.',
  },
  /** A rejection by someone who may write but could not have confirmed. */
  'rejection-blocks': {
    verdict: 'blocks',
    when: 'A rejection by someone with write who could not have confirmed. It does not decide, and takes confirmations back.',
    next: 'Someone who may confirm decides.',
  },
  /** A revocation or rejection in any version of an edited comment of someone with write. */
  'edited-no': {
    verdict: 'blocks',
    when: 'An edited comment of someone with write held a revocation or rejection, and may hold it still. It blocks from the first version that held it.',
    next: 'A newer confirmation counts again.',
  },
  /** A revocation or rejection of someone whose permission can't be told: of a deleted account, or where GitHub didn't answer. */
  'unreadable-no': {
    verdict: 'blocks',
    when: 'A revocation or rejection whose author cannot be read: a deleted account, one that GitHub does not know, an answer that failed.',
    next: 'A newer confirmation counts again.',
  },
  /** The comment was edited, by whomever: nobody can tell what its author meant to confirm. */
  edited: {
    verdict: 'none',
    when: 'The comment was edited, by its author or by someone else.',
    next: 'Send the command in a new comment, and leave that one as it is.',
  },
  'author-deleted': { verdict: 'none', when: 'The account that wrote it is deleted.', next: another },
  'not-a-person': {
    verdict: 'none',
    when: 'A bot, an organisation or an imported account wrote it. Only people confirm.',
    next: 'A person has to confirm it.',
  },
  'own-account': {
    verdict: 'none',
    when: 'The account whose token the job uses wrote it. Jobs of others may write as that account.',
    next: 'Another person has to confirm it, or the job gets a token of its own.',
  },
  'no-such-account': { verdict: 'none', when: 'GitHub knows no such account any more.', next: another },
  'standing-unreadable': {
    verdict: 'none',
    when: 'What its author may do in the repository could not be read.',
    next: 'Run the job again, or comment `/chx status`.',
  },
  permission: {
    verdict: 'none',
    when: 'Its author has less than the permission that the config asks for; for a revocation, less than write.',
    next: 'Someone with that permission has to do it.',
  },
  'not-a-confirmer': {
    verdict: 'none',
    when: 'The config names who may confirm, and its author is not among them.',
    next: 'One of them has to confirm it.',
  },
  'team-unreadable': {
    verdict: 'none',
    when: 'The config names a team, and whether its author is in it could not be read.',
    next: 'Give the job a token that can read members of the organisation, or name people in `guards.confirmers`.',
  },
  'wrote-the-change': {
    verdict: 'none',
    when: 'Its author opened the pull request or wrote one of its commits, and `allow_author` is off.',
    next: another,
  },
  'writers-unreadable': {
    verdict: 'none',
    when: 'Who wrote the commits could not all be read, so nobody is known not to be among them.',
    next: 'Run the job again; where the pull request has too many commits, split it.',
  },
  'no-policy': { verdict: 'none', when: 'It is not known what the config asks for.', next: 'Run the job again.' },
  'time-unreadable': { verdict: 'none', when: 'When it was written could not be read.', next: again },
  /** Somebody who could have confirmed said something about the id later, or said the same again. */
  'later-command': { verdict: 'none', when: 'A later command that counts is about the same id.', next: null },
  'taken-back': {
    verdict: 'none',
    when: 'Someone took it back later, in a comment that stands, was edited or is gone.',
    next: 'If it is right, send it again in a new comment.',
  },
  /** An edited comment of someone who may write, older versions of which can't be read: they may have held a revocation. */
  'history-hidden': {
    verdict: 'none',
    when: 'A comment of someone with write was edited later, and its earlier versions cannot be read: one may have been a revocation.',
    next: again,
  },
  /** Our answer comment keeps revocations that are gone from the pull request. Without it nobody knows of them. */
  'record-lost': {
    verdict: 'none',
    when: "What was taken back cannot be told any more: the answers to commands, which remember it, were deleted, edited by someone else or can't be read, or a comment whose history was removed is gone.",
    next: again,
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Reason = keyof typeof reasons;

export function verdictOf(reason: Reason): Verdict {
  return reasons[reason].verdict;
}

/** What to do about it, as a sentence; null where nothing is to be done. */
export function nextStep(reason: Reason): string | null {
  return reasons[reason].next;
}
