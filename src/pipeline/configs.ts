/** Which config holds for what: head's for head's files, the base's for policy. */
import { type Config, defaultConfig, type Target } from '../config/config.ts';
import { strictest } from '../gate/who.ts';
import { loadConfig } from '../load/load.ts';
import type { FileTree } from '../load/tree.ts';
import { defaultTarget } from '../render/target.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import type { Finding } from '../schema/finding.ts';

/** Who may confirm where the base has no config to say so. */
const strictestGuards = strictest([]);

/** The configs of a plan. */
export interface Configs {
  /** What the files of head mean. */
  readonly head: Config;
  /** What the files of base mean. */
  readonly base: Config;
  /** Whose guards, renames, silences and name hold: the base's, or head's with the strictest gate where base has none. */
  readonly policy: Config;
  /** What changes in the config. */
  readonly findings: readonly Finding[];
}

/** Where configs come from: a path in the trees (null for the usual places), or one from outside for both sides. */
export interface ConfigSource {
  readonly configPath: string | null;
  readonly config?: Config;
}

/** @throws ChxError (exit 2) where head has no config or one that can't be read, or base has one that can't be read. */
export async function readConfigs(base: FileTree | null, head: FileTree, source: ConfigSource): Promise<Configs> {
  const headConfig = await readConfig(head, source);
  const baseConfig = source.config ?? (base === null ? undefined : await loadBaseConfig(base, source.configPath));
  if (baseConfig === undefined) {
    const policy = { ...headConfig, guards: strictestGuards, renames: { detect: true }, silence: [] };
    return { head: headConfig, base: headConfig, policy, findings: [] };
  }
  return { head: headConfig, base: baseConfig, policy: baseConfig, findings: configChanges(baseConfig, headConfig) };
}

/** What of the config says whose word counts on a plan, and under which name it is shown. */
export type Policy = Pick<Config, 'name' | 'guards'>;

/**
 * Whose confirmation counts for a plan on this base: what its config says, the strictest where it has none or none that can
 * be read (the plan itself says why then).
 */
export async function readPolicy(base: FileTree, head: FileTree, configPath: string | null): Promise<Policy> {
  const own = await readable(base, configPath);
  if (own === 'broken') return { name: defaultConfig.name, guards: strictestGuards };
  if (own !== 'none') return { name: own.name, guards: own.guards };
  // Only where base names none: else a pull request could report under the name of another config's check.
  const first = await readable(head, configPath);
  return { name: typeof first === 'string' ? defaultConfig.name : first.name, guards: strictestGuards };
}

async function readable(tree: FileTree, path: string | null): Promise<Config | 'none' | 'broken'> {
  try {
    return (await loadConfig(tree, path))?.config ?? 'none';
  } catch (error) {
    // A subclass is a failure to read the file at all, which is no verdict on it.
    if (error instanceof ChxError && error.constructor === ChxError) return 'broken';
    throw error;
  }
}

/** The config of one tree. @throws ChxError (exit 2) where it has none. */
export async function readConfig(tree: FileTree, source: ConfigSource): Promise<Config> {
  const config = source.config ?? (await loadConfig(tree, source.configPath))?.config;
  if (config !== undefined) return config;
  const looked = source.configPath ?? 'chx.yml or .github/chx.yml';
  throw new ChxError(
    exitCodes.usage,
    `no ${looked} at ${tree.revision}: add one that names the schema files, or say where it is (--config)`,
  );
}

/** The base's config. Where that is broken, its line says whose it is: the head's may be the one that repairs it. */
async function loadBaseConfig(base: FileTree, path: string | null): Promise<Config | undefined> {
  try {
    return (await loadConfig(base, path))?.config;
  } catch (error) {
    // Not what kept the file from being read at all, which is another kind of error.
    if (!(error instanceof ChxError) || error.constructor !== ChxError || error.exitCode !== exitCodes.usage)
      throw error;
    const message = `the base's config can't be read, so nothing can be compared (merge its repair without this check): ${error.message}`;
    throw new ChxError(exitCodes.usage, message, { cause: error });
  }
}

/** Where a statement goes, to what, and who has to confirm it is policy: a change of it is said, never just done. */
function configChanges(base: Config, head: Config): Finding[] {
  const changed = (keys: readonly (keyof Config)[], check: string): Finding[] =>
    keys
      .filter((key) => JSON.stringify(base[key]) !== JSON.stringify(head[key]))
      .map((key) => ({
        rule: 'config-change',
        severity: 'warning',
        object: null,
        message: `${key} changes in the config: ${check} before this is merged`,
        file: null,
        line: null,
      }));
  return [
    ...changed(
      ['targets', 'distributed', 'database', 'managed', 'name', 'schema'],
      'check where statements go, and which objects they are about,',
    ),
    // It holds from the merge on, and from then on decides what has to be confirmed, and by whom.
    ...changed(['guards', 'renames', 'silence'], 'check that it lets nothing pass that it should not'),
  ];
}

/** A tree that is named by one file has that file as its only schema file. */
export function ownGlob(tree: FileTree, config: Config): Config {
  if (tree.file === undefined || tree.file === null) return config;
  return { ...config, schema: [tree.file.replace(/[\\[\]{}()*?!+@|]/g, '\\$&')] };
}

/** The targets that are planned for. @throws ChxError (exit 2) for a name that the config doesn't have. */
export function chooseTargets(config: Config, names: readonly string[]): readonly Target[] {
  const all = config.targets.length === 0 ? [defaultTarget(config.distributed !== null)] : config.targets;
  const unknown = names.find((name) => !all.some((target) => target.name === name));
  if (unknown !== undefined) {
    throw new ChxError(
      exitCodes.usage,
      `no target is called "${unknown}": the config has ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  const mapped = all.find((target) => Object.keys(target.databases).length > 0);
  if (mapped !== undefined) {
    throw new ChxError(
      exitCodes.usage,
      `targets.${mapped.name}.databases: this version renders no other database names; remove the key`,
    );
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
