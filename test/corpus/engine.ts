/** ClickHouse inside the process, with two clusters of two shards that are all this process. */
import { clustersHere, LibraryEngine, macros } from '../engine.ts';
import { plainStatement, splitStatements } from './plain.ts';

export interface Refused {
  readonly sql: string;
  readonly code: number;
}

export class Engine extends LibraryEngine {
  constructor() {
    super(clustersHere('prod', 'archive'), macros);
  }

  /** Forgets what is there and makes every object of a state, in whatever order works. What the engine refuses is returned. */
  build(state: string): Refused[] {
    for (const database of ['web', 'vault']) this.drop(database);
    let waiting = splitStatements(state).map(plainStatement);
    for (;;) {
      const refused = waiting.map((sql) => ({ sql, code: this.codeOf(sql) })).filter(({ code }) => code !== 0);
      if (refused.length === 0 || refused.length === waiting.length) return refused;
      waiting = refused.map(({ sql }) => sql);
    }
  }
}
