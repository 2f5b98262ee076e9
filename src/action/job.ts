/** The job that runs: where GitHub is, which repository, which run. From the environment that a runner sets. */
import { z } from 'zod';
import type { Repository } from '../github/repository.ts';
import { ChxError, exitCodes } from '../schema/error.ts';

export interface Job {
  readonly repository: Repository;
  /** The repository's number, which stays when it is renamed or moved. */
  readonly repositoryId: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** Page of the workflow run, where the job summary is. */
  readonly runUrl: string | null;
  /** Where the files of the action's version are shown; null for an action of the repository itself. */
  readonly docsRoot: string | null;
  /** Tells this attempt of this job from all others. */
  readonly attempt: string;
  /** The job's key in the workflow file. */
  readonly key: string;
}

const payloadRepository = z.object({ repository: z.object({ id: z.number().int() }) });

/** @throws ChxError (usage) where this is no GitHub Actions job. */
export function readJob(environment: Readonly<Record<string, string | undefined>>, payload: unknown): Job {
  const get = (name: string): string | null => environment[name] || null;
  const [owner, name, rest] = (get('GITHUB_REPOSITORY') ?? '').split('/');
  if (owner === undefined || owner === '' || name === undefined || name === '' || rest !== undefined) {
    throw new ChxError(
      exitCodes.usage,
      'GITHUB_REPOSITORY is not `owner/name`; the action runs in GitHub Actions, elsewhere use the command chx.',
    );
  }
  const fromPayload = payloadRepository.safeParse(payload);
  const repositoryId =
    get('GITHUB_REPOSITORY_ID') ?? (fromPayload.success ? String(fromPayload.data.repository.id) : null);
  if (repositoryId === null) {
    throw new ChxError(
      exitCodes.usage,
      'Neither GITHUB_REPOSITORY_ID nor the event names the repository’s id; run the action from a workflow.',
    );
  }
  const apiUrl = get('GITHUB_API_URL') ?? 'https://api.github.com';
  const server = get('GITHUB_SERVER_URL') ?? 'https://github.com';
  const runId = get('GITHUB_RUN_ID');
  const key = get('GITHUB_JOB') ?? '';
  return {
    repository: { owner, name },
    repositoryId,
    apiUrl,
    // An Enterprise server has `/api/v3` and `/api/graphql` side by side.
    graphqlUrl: get('GITHUB_GRAPHQL_URL') ?? `${apiUrl.replace(/\/v3\/?$/, '').replace(/\/+$/, '')}/graphql`,
    runUrl: runId === null ? null : `${server}/${owner}/${name}/actions/runs/${runId}`,
    docsRoot: docsRoot(server, get('GITHUB_ACTION_REPOSITORY'), get('GITHUB_ACTION_REF')),
    attempt: [runId ?? '0', get('GITHUB_RUN_ATTEMPT') ?? '1', key].join('.'),
    key,
  };
}

function docsRoot(server: string, repository: string | null, ref: string | null): string | null {
  if (repository === null || ref === null || !/^[\w.-]+\/[\w.-]+$/.test(repository)) return null;
  return `${server}/${repository}/blob/${ref.split('/').map(encodeURIComponent).join('/')}`;
}
