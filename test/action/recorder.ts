import type { InputName } from '../../src/action/interface.ts';
import type { Runner } from '../../src/action/runner.ts';
import type { Annotation } from '../../src/report/index.ts';
import type { GitHubDouble } from '../github/double/server.ts';

/** A runner that remembers what it was told. */
export class Recorder implements Runner {
  readonly environment: Record<string, string | undefined>;
  readonly inputs: Partial<Record<InputName, string>>;
  readonly outputs: Record<string, string> = {};
  readonly masked: string[] = [];
  readonly lines: { readonly level: string; readonly line: string }[] = [];
  readonly annotations: Annotation[] = [];
  readonly groups: string[] = [];
  readonly kept: Record<string, string> = {};
  summaryText = '';
  readonly #payload: unknown;

  constructor(
    github: GitHubDouble,
    event: string,
    payload: unknown,
    options: {
      readonly inputs?: Partial<Record<InputName, string>>;
      readonly environment?: Record<string, string>;
    } = {},
  ) {
    this.#payload = payload;
    this.inputs = { 'github-token': 'ghs_actions', ...options.inputs };
    this.environment = {
      GITHUB_EVENT_NAME: event,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_REPOSITORY_ID: '4711',
      GITHUB_API_URL: github.apiUrl,
      GITHUB_GRAPHQL_URL: github.graphqlUrl,
      GITHUB_SERVER_URL: github.url,
      GITHUB_RUN_ID: '99',
      GITHUB_JOB: 'plan',
      ...options.environment,
    };
  }

  payload(): unknown {
    return this.#payload;
  }
  input(name: InputName): string {
    return this.inputs[name] ?? '';
  }
  output(name: string, value: string): void {
    this.outputs[name] = value;
  }
  mask(secret: string): void {
    this.masked.push(secret);
  }
  info(line: string): void {
    this.lines.push({ level: 'info', line });
  }
  notice(line: string): void {
    this.lines.push({ level: 'notice', line });
  }
  warning(line: string): void {
    this.lines.push({ level: 'warning', line });
  }
  error(line: string): void {
    this.lines.push({ level: 'error', line });
  }
  annotate(annotation: Annotation): void {
    this.annotations.push(annotation);
  }
  async group<T>(title: string, task: () => Promise<T>): Promise<T> {
    this.groups.push(title);
    return await task();
  }
  async summary(markdown: string): Promise<void> {
    this.summaryText += markdown;
  }
  keep(name: string, content: string): string {
    this.kept[name] = content;
    return `/temp/${name}`;
  }

  said(level: string): readonly string[] {
    return this.lines.filter((entry) => entry.level === level).map((entry) => entry.line);
  }
}
