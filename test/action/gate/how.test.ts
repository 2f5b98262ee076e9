/** How it is said: a row of the table in docs/gate.md each. */
import { howRows } from './rows-how.ts';
import { suite } from './suite.ts';

suite(howRows);
