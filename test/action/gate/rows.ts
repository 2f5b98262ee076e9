/** A row of the scenario table. */
import type { World } from './world.ts';

export interface Row {
  /** Stable, as tests and the table name it. */
  readonly id: string;
  /** Whose command it is about. */
  readonly who: string;
  readonly when: string;
  readonly how: string;
  /** What must hold at the end, for people. */
  readonly holds: string;
  /** Does it and says in `expect` what must hold besides the model. Ends with `finish`, the run of the bundle. */
  run(world: World): Promise<void>;
}

export const plain = { when: 'after the plan', how: 'a new comment' } as const;
