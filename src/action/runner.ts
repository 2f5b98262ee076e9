/** What the action asks of the machine it runs on: `@actions/core` in a job, a recorder in tests. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import type { Annotation } from '../report/index.ts';
import type { InputName, OutputName } from './interface.ts';

export interface Runner {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The event's payload, parsed; undefined where there is no such file. */
  payload(): unknown;
  input(name: InputName): string;
  output(name: OutputName, value: string): void;
  /** Keeps a value out of logs. */
  mask(secret: string): void;
  info(line: string): void;
  notice(line: string): void;
  warning(line: string): void;
  error(line: string): void;
  annotate(annotation: Annotation): void;
  group<T>(title: string, task: () => Promise<T>): Promise<T>;
  summary(markdown: string): Promise<void>;
  /** Writes a file for later steps of the job and returns its path. */
  keep(name: string, content: string): string;
}

/**
 * Text for the log in which the runner finds no workflow command: what a pull request wrote may stand in it. (The other
 * levels go through commands of core, which escapes them.)
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}

/** The runner of a real job. */
export function createRunner(environment: Readonly<Record<string, string | undefined>>): Runner {
  return {
    environment,
    payload() {
      const path = environment['GITHUB_EVENT_PATH'];
      return path === undefined || path === '' ? undefined : JSON.parse(readFileSync(path, 'utf8'));
    },
    input: (name) => core.getInput(name, { trimWhitespace: false }),
    output: core.setOutput,
    mask: core.setSecret,
    info: (line) => core.info(withoutCommands(line)),
    notice: (line) => core.notice(line),
    warning: (line) => core.warning(line),
    error: (line) => core.error(line),
    annotate(annotation) {
      const properties = {
        file: annotation.path,
        startLine: annotation.startLine,
        endLine: annotation.endLine,
        title: annotation.title,
      };
      if (annotation.level === 'failure') core.error(annotation.message, properties);
      else if (annotation.level === 'warning') core.warning(annotation.message, properties);
      else core.notice(annotation.message, properties);
    },
    group: core.group,
    async summary(markdown) {
      // Enterprise servers of old and other runners have no job summary.
      if ((environment['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
      await core.summary.addRaw(markdown, true).write();
    },
    keep(name, content) {
      const folder = environment['RUNNER_TEMP'] ?? tmpdir();
      mkdirSync(folder, { recursive: true });
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}
