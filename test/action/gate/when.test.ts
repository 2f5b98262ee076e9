/** When it is confirmed: a row of the table in docs/gate.md each. */
import { whenRows } from './rows-when.ts';
import { suite } from './suite.ts';

suite(whenRows);
