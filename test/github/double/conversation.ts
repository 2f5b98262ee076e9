/** What people write on pull requests: comments with their edits and deletions, reviews, reactions. */
import type { Clock } from './clock.ts';

export interface Edit {
  readonly at: string;
  readonly editor: string;
  readonly text: string;
  /** Whether somebody deleted this text from the history. */
  deletedAt: string | null;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  body: string;
  readonly createdAt: string;
  lastEditedAt: string | null;
  editor: string | null;
  /** Oldest first, the text it was created with among them; empty where it was never edited. */
  readonly edits: Edit[];
  readonly reactions: { readonly id: number; readonly login: string; readonly content: string }[];
}

export interface Deletion {
  readonly issue: number;
  readonly at: string;
  readonly by: string;
  readonly author: string;
}

export interface Review {
  readonly id: number;
  readonly issue: number;
  readonly login: string;
  readonly body: string;
  readonly comments: { readonly id: number; readonly login: string; readonly body: string }[];
}

export class Conversation {
  readonly comments: Comment[] = [];
  readonly deletions: Deletion[] = [];
  readonly reviews: Review[] = [];
  readonly #clock: Clock;
  readonly #id: () => number;

  constructor(clock: Clock, id: () => number) {
    this.#clock = clock;
    this.#id = id;
  }

  comment(issue: number, login: string, body: string): Comment {
    const comment: Comment = {
      id: this.#id(),
      issue,
      login,
      body,
      createdAt: this.#clock.tick(),
      lastEditedAt: null,
      editor: null,
      edits: [],
      reactions: [],
    };
    this.comments.push(comment);
    return comment;
  }

  edit(id: number, body: string, editor: string): Comment {
    const comment = this.find(id);
    if (comment.edits.length === 0) {
      comment.edits.push({ at: comment.createdAt, editor: comment.login, text: comment.body, deletedAt: null });
    }
    const at = this.#clock.tick();
    comment.edits.push({ at, editor, text: body, deletedAt: null });
    Object.assign(comment, { body, lastEditedAt: at, editor });
    return comment;
  }

  /** Deletes one text from a comment's history; today's can't be. */
  forget(id: number, index: number): void {
    const edit = this.find(id).edits[index];
    if (edit === undefined) throw new Error(`comment ${id} has no text ${index}`);
    edit.deletedAt = this.#clock.tick();
  }

  delete(id: number, by: string): Comment {
    const comment = this.find(id);
    this.comments.splice(this.comments.indexOf(comment), 1);
    this.deletions.push({ issue: comment.issue, at: this.#clock.tick(), by, author: comment.login });
    return comment;
  }

  /** @returns false where it was there already. */
  react(comment: Comment, login: string, content: string): boolean {
    if (comment.reactions.some((reaction) => reaction.login === login && reaction.content === content)) return false;
    comment.reactions.push({ id: this.#id(), login, content });
    return true;
  }

  review(issue: number, login: string, body: string): Review {
    const review: Review = { id: this.#id(), issue, login, body, comments: [] };
    this.reviews.push(review);
    return review;
  }

  /** A comment on a line of code, which is a review of its own where it belongs to none. */
  reviewComment(issue: number, login: string, body: string): Review {
    const review = this.review(issue, login, '');
    review.comments.push({ id: this.#id(), login, body });
    return review;
  }

  find(id: number): Comment {
    const comment = this.comments.find((candidate) => candidate.id === id);
    if (comment === undefined) throw new Error(`no comment ${id}`);
    return comment;
  }
}
