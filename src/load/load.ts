/**
 * A file tree to a schema: which files, what they say, and everything that is wrong with them.
 */
import { createHash } from 'node:crypto';
import { type Config, parseConfig } from '../config/config.ts';
import { findConfig } from '../config/find.ts';
import { type Glob, parseGlob } from '../config/glob.ts';
import { ChxError, exitCodes } from '../schema/error.ts';
import { type Finding, type Severity, sortFindings } from '../schema/finding.ts';
import { emptySchema, type Schema, type SchemaObject } from '../schema/model.ts';
import { compareText } from '../schema/name.ts';
import { resolveSchema } from '../schema/resolve.ts';
import { type ParseDefaults, type ParsedFile, parseSchemaFile } from '../sql/parse.ts';
import { readDefinitions } from './definitions.ts';
import { modulePrefix } from './sandbox/stack.ts';
import { type ComponentResult, Sandbox } from './sandbox.ts';
import { type Decoded, decode, maximumFileBytes, tooLarge } from './text.ts';
import type { FileTree, TreeEntry, TreeListing } from './tree.ts';

const maximumFiles = 5_000;
const maximumBytes = 64 << 20;

/** What a schema file holds once it is read: its text and the digest of it, or what is wrong with it. */
type Content = Decoded & { readonly digest: string };

/**
 * What was read and evaluated so far: share one between base and head, and equal contents are read, parsed and
 * evaluated once. It holds a thread; dispose of it.
 */
export class LoadCache implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly contents = new Map<string, Content>();
  readonly parsed = new Map<string, ParsedFile>();

  constructor(sandbox = new Sandbox()) {
    this.sandbox = sandbox;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
  }
}

export interface LoadedSchema {
  readonly schema: Schema;
  /** Sorted; with one of severity error the schema is not what the files mean. */
  readonly findings: readonly Finding[];
  /** Paths of the schema files, sorted. */
  readonly files: readonly string[];
  /** SHA-256 of each schema file's text, by path: equal digests, equal schema files. Links and the like have the id that the tree gives them. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * Reads the config of a tree.
 *
 * @param tree - Where it is looked for.
 * @param path - What the user named; null to look for `chx.yml` and `.github/chx.yml`.
 * @returns Null where there is none.
 * @throws {@link ChxError} with exit code 2 where it can't be read or is wrong, a line per problem.
 */
export async function loadConfig(
  tree: FileTree,
  path: string | null,
): Promise<{ readonly config: Config; readonly path: string } | null> {
  const { entries } = await tree.list();
  const found = findConfig(
    entries.map((entry) => entry.path),
    path,
    tree.revision,
  );
  const entry = entries.find((item) => item.path === found);
  if (entry === undefined) return null;
  if (entry.kind !== 'file') {
    throw new ChxError(exitCodes.usage, `${entry.path}: the config is a ${entry.kind}; make it a plain file`);
  }
  const content =
    entry.size !== null && entry.size > maximumFileBytes ? tooLarge(entry.size) : decode(await readOne(tree, entry));
  if ('text' in content) return { config: parseConfig(content.text, entry.path), path: entry.path };
  throw new ChxError(exitCodes.usage, `${entry.path}:${content.line ?? 1}: ${content.message}`);
}

async function readOne(tree: FileTree, entry: TreeEntry): Promise<Uint8Array> {
  const bytes = (await tree.read([entry])).get(entry.id);
  if (bytes === undefined) throw new Error(`${tree.revision} did not give the content of ${entry.path}`);
  return bytes;
}

/**
 * Reads the schema of a tree.
 *
 * @param config - Its `schema`, `database` and `distributed` say which files, and what names mean.
 * @param cache - Shared between trees; without one, nothing is kept.
 * @returns The schema, and what is wrong with the files as findings.
 * @throws {@link ChxError} where the tree can't be read.
 */
export async function loadSchema(tree: FileTree, config: Config, cache?: LoadCache): Promise<LoadedSchema> {
  if (cache !== undefined) return load(tree, config, cache);
  await using own = new LoadCache();
  return await load(tree, config, own);
}

async function load(tree: FileTree, config: Config, cache: LoadCache): Promise<LoadedSchema> {
  const listing = await tree.list();
  const { files, findings } = selectFiles(listing, config.schema, tree.revision);
  const digests = new Map(files.map((entry) => [entry.path, entry.id]));
  const paths = files.map((entry) => entry.path);
  if (findings.some((finding) => finding.severity === 'error' && finding.rule.startsWith('tree-'))) {
    return { schema: emptySchema, findings: sortFindings(findings), files: paths, digests };
  }
  if (paths.some(isCode)) cache.sandbox.prepare();
  const contents = await readContents(tree, files, cache);
  const texts = new Map<string, { readonly text: string; readonly digest: string }>();
  for (const [path, content] of contents) {
    digests.set(path, content.digest);
    if ('text' in content) texts.set(path, content);
    else findings.push(fileFinding('error', content.rule, path, content.message, content.line));
  }
  const defaults: ParseDefaults = { database: config.database, cluster: config.distributed?.cluster ?? null };
  const evaluating = evaluateCode(texts, defaults, cache);
  const objects: SchemaObject[] = [];
  for (const [path, { text, digest }] of texts) {
    if (isCode(path)) continue;
    const parsed = parseOnce(cache, ['sql', path, digest], defaults, () => readSql(text, path, defaults));
    objects.push(...parsed.objects);
    findings.push(...parsed.findings);
  }
  const code = await evaluating;
  objects.push(...code.objects);
  findings.push(...code.findings);
  // Of two objects of one name the one that comes first is kept: first by file, then by line.
  objects.sort((a, b) => compareText(a.at.file, b.at.file) || a.at.line - b.at.line);
  const resolved = resolveSchema(objects);
  return {
    schema: resolved.schema,
    findings: sortFindings([...findings, ...resolved.findings]),
    files: paths,
    digests,
  };
}

function fileFinding(
  severity: Severity,
  rule: string,
  file: string,
  message: string,
  line: number | null = null,
): Finding {
  return { rule, severity, object: null, message: `${file}: ${message}`, file, line };
}

/** The entries that are schema files, and findings for what only looks like one. */
function selectFiles(
  listing: TreeListing,
  patterns: readonly string[],
  revision: string,
): { files: readonly TreeEntry[]; findings: Finding[] } {
  const globs = patterns.flatMap((pattern) => parseGlob(pattern) ?? []);
  // A file that was named on the command line is its own glob, whatever characters it has.
  const isMatched = (path: string): boolean => patterns.includes(path) || globs.some((glob) => glob.matches(path));
  const findings: Finding[] = [];
  const treeFinding = (severity: Severity, rule: string, message: string): void => {
    findings.push({ rule, severity, object: null, message: `${revision}: ${message}`, file: null, line: null });
  };
  if (listing.truncated) {
    treeFinding(
      'error',
      'tree-truncated',
      'the list of files is not complete, so the schema is not known; make the repository smaller',
    );
  }
  const files: TreeEntry[] = [];
  for (const entry of listing.entries) {
    if (entry.kind !== 'file') {
      const severity = reachedBy(globs, entry);
      const rule = entry.kind === 'link' ? 'file-link' : 'file-submodule';
      const what = entry.kind === 'link' ? 'it is a symbolic link' : 'it is a submodule';
      if (severity !== null)
        findings.push(
          fileFinding(severity, rule, entry.path, `${what} and is not followed; put the schema files themselves there`),
        );
    } else if (isMatched(entry.path) && !/\.d\.m?ts$/.test(entry.path)) {
      if (/\.(sql|m?ts|m?js)$/.test(entry.path)) files.push(entry);
      else
        findings.push(
          fileFinding(
            'notice',
            'file-ignored',
            entry.path,
            'it is neither SQL, TypeScript nor JavaScript and is ignored',
          ),
        );
    }
  }
  const bytes = files.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
  if (files.length > maximumFiles || bytes > maximumBytes) {
    const size = `${files.length} schema files with ${bytes} bytes`;
    treeFinding(
      'error',
      'tree-too-large',
      `${size} are more than the ${maximumFiles} and ${maximumBytes} that are read; narrow the globs`,
    );
  }
  if (files.length === 0 && !listing.truncated) {
    treeFinding(
      'warning',
      'schema-files-missing',
      `no file matches schema: ${patterns.join(', ')}; check the globs in the config`,
    );
  }
  return { files, findings };
}

/** How much it matters that what is no file stays unread: null where no glob reaches it. */
function reachedBy(globs: readonly Glob[], entry: TreeEntry): Severity | null {
  let severity: Severity | null = null;
  // What a link leads to is not looked at: with an extension it is taken for a file, without for a folder.
  const folder = entry.kind === 'submodule' || !/\.[^/]+$/.test(entry.path);
  for (const glob of globs) {
    if (glob.matches(entry.path)) return 'error';
    if (!folder || !glob.reaches(entry.path)) continue;
    const inside =
      glob.base !== '' &&
      (`${entry.path}/`.startsWith(`${glob.base}/`) || `${glob.base}/`.startsWith(`${entry.path}/`));
    severity = inside ? 'error' : (severity ?? 'warning');
  }
  return severity;
}

async function readContents(
  tree: FileTree,
  files: readonly TreeEntry[],
  cache: LoadCache,
): Promise<ReadonlyMap<string, Content>> {
  const oversize = (entry: TreeEntry): boolean => entry.size !== null && entry.size > maximumFileBytes;
  const unread = files.filter((entry) => !cache.contents.has(entry.id) && !oversize(entry));
  const read = await tree.read(unread);
  for (const entry of unread) {
    const bytes = read.get(entry.id);
    if (bytes === undefined) throw new Error(`${tree.revision} did not give the content of ${entry.path}`);
    const decoded = decode(bytes);
    const digest = createHash('sha256')
      .update('text' in decoded ? decoded.text : bytes)
      .digest('hex');
    cache.contents.set(entry.id, { ...decoded, digest });
  }
  const contents = new Map<string, Content>();
  for (const entry of files) {
    const content = oversize(entry) ? { ...tooLarge(entry.size ?? 0), digest: entry.id } : cache.contents.get(entry.id);
    if (content !== undefined) contents.set(entry.path, content);
  }
  return contents;
}

function parseOnce(
  cache: LoadCache,
  key: readonly string[],
  defaults: ParseDefaults,
  parse: () => ParsedFile,
): ParsedFile {
  const id = JSON.stringify([...key, defaults.database, defaults.cluster]);
  let parsed = cache.parsed.get(id);
  if (parsed === undefined) {
    parsed = parse();
    cache.parsed.set(id, parsed);
  }
  return parsed;
}

function readSql(text: string, path: string, defaults: ParseDefaults): ParsedFile {
  let parsed: ParsedFile;
  try {
    parsed = parseSchemaFile(text, path, defaults);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { objects: [], findings: [fileFinding('error', 'sql-syntax', path, 'it is nested too deep to be read')] };
  }
  if (parsed.objects.length > 0 || parsed.findings.length > 0) return parsed;
  const message = 'it holds no CREATE statement; write one, or leave the file out of the schema globs';
  return { objects: [], findings: [fileFinding('warning', 'schema-file-empty', path, message)] };
}

async function evaluateCode(
  texts: ReadonlyMap<string, { readonly text: string; readonly digest: string }>,
  defaults: ParseDefaults,
  cache: LoadCache,
): Promise<ParsedFile> {
  const files = [...texts].flatMap(([path, { digest }]) => (isCode(path) ? [{ path, id: digest }] : []));
  const byDigest = new Map([...texts.values()].map(({ digest, text }) => [digest, text]));
  const textOf = (path: string): string | null => texts.get(path)?.text ?? null;
  const objects: SchemaObject[] = [];
  const findings: Finding[] = [];
  await cache.sandbox.evaluate(
    files,
    (id) => byDigest.get(id) ?? '',
    (result) => {
      findings.push(...result.problems.map(problemFinding));
      for (const file of result.files) {
        const parsed = parseOnce(cache, ['code', result.key, file.path], defaults, () => {
          const read = readDefinitions(file, modulePrefix(result.key), textOf, defaults);
          return { objects: read.objects, findings: read.findings.map(named) };
        });
        objects.push(...parsed.objects);
        findings.push(...parsed.findings);
      }
    },
  );
  return { objects, findings };
}

const isCode = (path: string): boolean => !path.endsWith('.sql');

/** Findings about a whole file say which, as those of other readers do. */
const named = (finding: Finding): Finding =>
  finding.object === null && finding.file !== null
    ? { ...finding, message: `${finding.file}: ${finding.message}` }
    : finding;

function problemFinding(problem: ComponentResult['problems'][number]): Finding {
  const severity = problem.rule === 'schema-file-ignored-import' ? 'notice' : 'error';
  return fileFinding(severity, problem.rule, problem.file, problem.message, problem.line);
}
