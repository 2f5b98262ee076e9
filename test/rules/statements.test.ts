/** Some 600 statements, each asked of the rules and of ClickHouse. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Engine } from './engine.ts';
import { firing } from './read.ts';

const engine = new Engine();
afterAll(() => engine[Symbol.dispose]());
beforeAll(() => {
  engine.reset();
  engine.run('CREATE TABLE app.source (id UInt64) ENGINE = MergeTree ORDER BY id');
});

const config = 'version: 1\ndatabase: app\ndistributed: {}\nmanaged: { ignore: [app.*] }\n';

function statements(name: string): readonly string[] {
  const text = readFileSync(new URL(`statements/${name}.sql`, import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' || line.startsWith('--') ? [] : [line.replace(/;$/, '')]));
}

function ask(sql: string): { code: number; rules: string } {
  const { code } = engine.try(sql, 'app.t');
  return { code, rules: firing(sql, config).join(', ') };
}

test('the rules say error exactly where the server refuses', () => {
  const all = statements('decided');
  const differing = all.filter((sql) => {
    const { code, rules } = ask(sql);
    return (code !== 0) !== (rules !== '');
  });
  expect(all.length).toBeGreaterThan(500);
  expect(differing).toEqual([]);
});

test('what is left to the server is refused there and no error here', () => {
  const answers = statements('left').map((sql) => ({ sql, ...ask(sql) }));
  expect(answers.filter(({ code, rules }) => code === 0 || rules !== '')).toEqual([]);
});
