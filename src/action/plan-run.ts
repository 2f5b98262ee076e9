/** What a run works with, whatever it plans. */
import type { GitHubClient } from '../github/client.ts';
import type { Inputs } from './interface.ts';
import type { Job } from './job.ts';
import type { Planner } from './planner.ts';
import type { Runner } from './runner.ts';
import type { VerificationDecision } from './verification.ts';

export interface PlanRun {
  readonly runner: Runner;
  readonly client: GitHubClient;
  readonly job: Job;
  readonly inputs: Inputs;
  readonly verification: VerificationDecision;
  readonly planTrees: Planner;
}
