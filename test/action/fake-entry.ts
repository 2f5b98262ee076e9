/** The Action with the tests' planner, for what is of the bundle and the runner alone. */
import { run } from '../../src/action/run.ts';
import { createRunner } from '../../src/action/runner.ts';
import { fakePlanner } from './planner.ts';

process.exitCode = await run(createRunner(process.env), fakePlanner);
