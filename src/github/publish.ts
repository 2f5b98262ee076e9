/**
 * Publishing a verdict on a pull request: never of a state that is gone, never twice, all or as much as the token may,
 * and with the newest state standing at the end whoever else writes.
 */
import type { GateRecord } from '../gate/record.ts';
import { type CheckRun, writeCheck } from './check.ts';
import type { GitHubClient } from './client.ts';
import { type CommentText, sameText, writeComment } from './comment.ts';
import { GitHubError } from './failure.ts';
import { readGateRecord } from './gate-record.ts';
import { type OwnComment, type PullRequest, readMarkedComments } from './pull-request.ts';
import type { Repository } from './repository.ts';
import { hasMoved, type Revisions } from './revisions.ts';
import { externalIdOf, waitingFor, waitingTwin } from './shared-head.ts';

export interface Publication {
  /** The plan; null where it is not to be touched. */
  readonly comment: CommentText | null;
  /** The answer to commands; null or left out where there is nothing to answer. */
  readonly answer?: CommentText | null;
  /**
   * Its details are the plan comment, once that has an address; null where the check is not to be touched. The external id
   * must be a new one for each publication of a run: after a lost answer the check run is found by it.
   */
  readonly check: Omit<CheckRun, 'commit'> | null;
  /** What {@link Look} says of the record that the verdict was made from; left out where no record was read. */
  readonly fingerprint?: string;
}

/** A pull request as it is now. */
export interface Look {
  readonly pullRequest: PullRequest;
  /** Our own comments by the marker that they start with. */
  readonly comments: ReadonlyMap<string, OwnComment>;
  /** Of everything else that the verdict depends on; the same as long as nobody else intervened. */
  readonly fingerprint: string | null;
}

export type PublishResult =
  | {
      readonly kind: 'published';
      /** Of the plan comment, or where that was not touched of the answer. */
      readonly commentUrl: string | null;
      readonly answerUrl: string | null;
      /** What the token may not do: nothing else went wrong then. */
      readonly denied: readonly GitHubError[];
    }
  /** The pull request is no longer what the verdict was made from: make it anew and publish again. */
  | {
      readonly kind: 'moved';
      readonly pullRequest: PullRequest;
      /** Whether something may have been written before it was seen to have moved. */
      readonly wrote: boolean;
    };

/**
 * Looks at the pull request and at the record that the gate decides by, in which our own comments are, too.
 *
 * @param markers of the comments that are going to be written.
 * @param fingerprintOf what the verdict depends on; our own comments under these markers must not be part of it, or
 *   writing them looks like somebody's intervention.
 */
export async function lookAtRecord(
  client: GitHubClient,
  repository: Repository,
  number: number,
  markers: readonly string[],
  fingerprintOf: (record: GateRecord) => string,
): Promise<Look> {
  const { pullRequest, record } = await readGateRecord(client, repository, number);
  const comments = new Map<string, OwnComment>();
  for (const comment of record.comments) {
    const marker = markers.find((candidate) => !comments.has(candidate) && comment.body.startsWith(candidate));
    if (comment.own && marker !== undefined) comments.set(marker, comment);
  }
  return { pullRequest, comments, fingerprint: fingerprintOf(record) };
}

/**
 * Writes the plan comment, then the answer, and the check, which opens the gate, last.
 *
 * It looks before the first write, after every pause (a pause can be long) and after the last write, and stops as `moved`
 * wherever head, base or record are no longer what the verdict was made from; so does an answer that somebody
 * else wrote since ({@link CommentText.basis}).
 *
 * GitHub has no compare-and-swap, so the last look is what makes runs that race end well. Each write of a run is followed
 * by a look of the same run. Whatever changed before that look, a command between look and write above all, is seen
 * by it, and the run goes round again with the new state. Of two runs the one that writes last therefore either wrote
 * the newest state or is about to write it. Whatever changes after that look has an event and with it a run of its own.
 *
 * @param revisions what was planned; null for a pull request that is no longer open, whose commits don't move.
 * @param look reads anew; where it is left out, the pull request and our comments alone.
 */
export async function publish(
  client: GitHubClient,
  repository: Repository,
  number: number,
  revisions: Revisions | null,
  publication: Publication,
  look: () => Promise<Look> = () => lookAtComments(client, repository, number, publication),
): Promise<PublishResult> {
  const denied: GitHubError[] = [];
  /** What is written already, by its address; null where there is none. */
  const urls = new Map<CommentText, string | null>();
  const texts = [publication.comment, publication.answer ?? null].filter((text) => text !== null);
  const urlOf = (text: CommentText | null | undefined): string | null =>
    text === null || text === undefined ? null : (urls.get(text) ?? null);
  let checkTried = false;
  let checkDone = publication.check === null;
  let wrote = false;

  for (let attempt = 1; ; attempt++) {
    const seen = await look();
    const overtaken = texts.some((text) => !urls.has(text) && isOvertaken(text, seen));
    const closed = revisions !== null && seen.pullRequest.state !== 'open';
    if (closed || overtaken || isStale(seen, revisions, publication)) {
      return { kind: 'moved', pullRequest: seen.pullRequest, wrote };
    }
    try {
      let gone = false;
      for (const text of texts) {
        if (urls.has(text)) continue;
        wrote = true;
        const existing = seen.comments.get(text.marker) ?? null;
        const result = await unlessDenied(denied, () => writeComment(client, repository, number, existing, text));
        if (result?.kind === 'overtaken') return { kind: 'moved', pullRequest: seen.pullRequest, wrote };
        if (result?.kind === 'gone') gone = true;
        else urls.set(text, result?.url ?? null);
      }
      if (gone && attempt < gonePatience) continue;
      const commentUrl = urlOf(publication.comment);
      if (!checkDone && publication.check !== null) {
        const check = {
          ...publication.check,
          commit: seen.pullRequest.head,
          detailsUrl: commentUrl ?? publication.check.detailsUrl,
        };
        const again = checkTried;
        checkTried = true;
        wrote = true;
        await unlessDenied(denied, () => writePullCheck(client, repository, number, check, again));
        checkDone = true;
      }
      const after = await look();
      // Once it is closed or merged, there is nobody left to tell of a newer state.
      const ended = revisions !== null && after.pullRequest.state !== 'open';
      if (!ended && isStale(after, revisions, publication)) {
        return { kind: 'moved', pullRequest: after.pullRequest, wrote };
      }
      const answerUrl = urlOf(publication.answer);
      return { kind: 'published', commentUrl: commentUrl ?? answerUrl, answerUrl, denied };
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      await client.pause(error, attempt);
    }
  }
}

/**
 * Writes a pull request's check, which waits for other pull requests with the same head. Looked for again after the write: of
 * two runs that wrote at once, the later one sees what the other wrote.
 */
async function writePullCheck(
  client: GitHubClient,
  repository: Repository,
  number: number,
  check: CheckRun,
  again: boolean,
): Promise<void> {
  const own = { ...check, externalId: externalIdOf(number, check.conclusion, check.externalId) };
  if (own.conclusion !== 'success') return await writeCheck(client, repository, own, again);
  const twin = await waitingTwin(client, repository, number, own);
  await writeCheck(client, repository, twin === null ? own : waitingFor(own, twin), again);
  if (twin !== null) return;
  const late = await waitingTwin(client, repository, number, own);
  if (late !== null) await writeCheck(client, repository, waitingFor(own, late), true);
}

/** How often a comment is looked for again that somebody deletes whenever it is to be written. */
const gonePatience = 3;

function isStale(seen: Look, revisions: Revisions | null, publication: Publication): boolean {
  if (revisions === null ? seen.pullRequest.state === 'open' : hasMoved(revisions, seen.pullRequest)) return true;
  return publication.fingerprint !== undefined && publication.fingerprint !== seen.fingerprint;
}

async function lookAtComments(
  client: GitHubClient,
  repository: Repository,
  number: number,
  publication: Publication,
): Promise<Look> {
  const markers = [publication.comment, publication.answer ?? null].flatMap((text) =>
    text === null ? [] : [text.marker],
  );
  return { ...(await readMarkedComments(client, repository, number, markers)), fingerprint: null };
}

/** Whether another run wrote the comment since this text was made from it; what we wrote ourselves, unheard, is no other's. */
function isOvertaken(text: CommentText, seen: Look): boolean {
  if (text.basis === undefined) return false;
  const now = seen.comments.get(text.marker)?.body ?? null;
  return !sameText(now, text.basis) && !sameText(now, text.body) && !sameText(now, text.fallback);
}

/** The check of a merge group, whose commits never move. */
export async function publishCheck(
  client: GitHubClient,
  repository: Repository,
  check: CheckRun,
): Promise<readonly GitHubError[]> {
  const denied: GitHubError[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      await unlessDenied(denied, () => writeCheck(client, repository, check, attempt > 1));
      return denied;
    } catch (error) {
      if (!(error instanceof GitHubError)) throw error;
      await client.pause(error, attempt);
    }
  }
}

async function unlessDenied<T>(denied: GitHubError[], write: () => Promise<T>): Promise<T | null> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind !== 'denied') throw error;
    denied.push(error);
    return null;
  }
}
