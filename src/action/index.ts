/** The Action: `dist/index.js`. */
import { planTrees } from '../pipeline/plan.ts';
import { run } from './run.ts';
import { createRunner } from './runner.ts';

process.exitCode = await run(createRunner(process.env), planTrees);
