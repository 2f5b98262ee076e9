/** A repository on GitHub. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** The parameters that every route of a repository has. */
export function inRepository(repository: Repository): { readonly owner: string; readonly repo: string } {
  return { owner: repository.owner, repo: repository.name };
}
