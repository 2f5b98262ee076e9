import { chxVersion } from '../schema/package.ts';

/** What `chx --help` prints. */
export function help(): string {
  return `chx ${chxVersion}: plans ClickHouse schema changes

Usage:
  chx plan [options]        what leads from the base schema to the head schema
  chx validate [options]    findings only
  chx compat [options]      which ClickHouse version has what

Options:
  --config PATH             the config; chx.yml or .github/chx.yml of each revision where it is left out
  --head REV|PATH           a git revision, a folder or a file; the working tree where it is left out
  --format FORMAT           text, markdown, json or sql (validate, compat: text or json)

Options of plan:
  --base REV|PATH           the merge base with the default branch where it is left out
  --target NAME             a target of the config, more than once for several; all of them where it is left out
  --verify off|embedded|URL run the plan in ClickHouse as a library (npm install chdb), or on an empty server that can be
                            thrown away, and compare what it leaves
  --confirm ID              take a guard as confirmed; more than once for several
  --reject ID               take a rename as rejected: it is a drop and an add
  --interactive             ask about every guard that waits; questions go to standard error
  --repository ID           the repository's id, a part of every guard id ($GITHUB_REPOSITORY_ID)

Options of compat:
  --clickhouse VERSION      what this version has and lacks; all versions where it is left out

Exit codes: 0 done · 1 unexpected · 2 bad usage or config · 3 waits for a confirmation · 4 findings of severity error ·
5 the engine disagreed with the plan
`;
}
