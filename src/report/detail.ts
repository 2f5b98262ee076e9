/** How much a report shows. One that is too long for its place loses detail stage by stage, and says what it lost. */

export interface Detail {
  /** What the reader is told that is missing; null where nothing is. */
  readonly lacks: string | null;
  readonly undo: boolean;
  readonly cost: boolean;
  readonly notices: boolean;
  readonly sql: 'all' | 'guarded' | 'none';
  /** How many entries of one kind stand open. */
  readonly open: number;
  /** Whether the entries beyond `open` are there, folded; else they are counted. */
  readonly folds: boolean;
  /** The most characters of one name or sentence. SQL is shown whole or not at all. */
  readonly text: number;
  /** The most characters of the ids in one command. */
  readonly ids: number;
}

const most = Number.MAX_SAFE_INTEGER;

const whole: Detail = {
  lacks: null,
  undo: true,
  cost: true,
  notices: true,
  sql: 'all',
  open: 10,
  folds: true,
  text: most,
  ids: most,
};

const summary: Detail = {
  lacks: 'all SQL, undo, costs, notices, and what is only counted here',
  undo: false,
  cost: false,
  notices: false,
  sql: 'none',
  open: 10,
  folds: false,
  text: 200,
  ids: 12_000,
};

/** From everything to what fits in any place, however large the plan. */
export const stages: readonly Detail[] = [
  whole,
  { ...whole, undo: false, cost: false, lacks: 'undo and costs' },
  { ...whole, undo: false, cost: false, notices: false, lacks: 'undo, costs, notices' },
  {
    ...whole,
    undo: false,
    cost: false,
    notices: false,
    sql: 'guarded',
    lacks: 'undo, costs, notices, and the SQL of statements that are neither guarded nor dangerous',
  },
  summary,
  { ...summary, open: 4, text: 100 },
  { ...summary, open: 1, text: 60, ids: 6_000 },
];
