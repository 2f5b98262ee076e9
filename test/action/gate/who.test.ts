/** Who confirms: a row of the table in docs/gate.md each. */
import { whoRows } from './rows-who.ts';
import { suite } from './suite.ts';

suite(whoRows);
