import { expect, test } from 'vitest';
import { commandsOf } from './commands.ts';

test.each([
  ['CREATE TABLE IF NOT EXISTS `web`.`a b` ON CLUSTER c (`x` UInt8) ENGINE = Memory', ['create web.a b']],
  ['CREATE OR REPLACE VIEW web.v AS SELECT 1', ['replace web.v']],
  ['CREATE MATERIALIZED VIEW web.v TO web.t AS SELECT 1', ['create web.v']],
  ["CREATE DATABASE web ON CLUSTER prod COMMENT 'x'", ['create web']],
  ['DROP VIEW IF EXISTS web.v ON CLUSTER c SYNC', ['drop web.v']],
  ['RENAME TABLE a.x TO a.y, a.u TO b.v ON CLUSTER c', ['rename a.x to a.y', 'rename a.u to b.v']],
  [
    'ALTER TABLE a.x ON CLUSTER c ADD COLUMN IF NOT EXISTS `n` Tuple(a UInt8, b UInt8) DEFAULT (0, 0) AFTER m, DROP COLUMN o, RENAME COLUMN p TO `q`',
    ['a.x: add column n', 'a.x: drop column o', 'a.x: rename column p to q'],
  ],
  ['ALTER TABLE a.x MODIFY COLUMN c REMOVE DEFAULT, MODIFY COLUMN c UInt8', ['a.x: change column c']],
  ["ALTER TABLE a.x COMMENT COLUMN c 'a, b', MODIFY COMMENT 'c'", ['a.x: change column c', 'a.x: change comment']],
  ['ALTER TABLE a.x MODIFY TTL d + INTERVAL 1 DAY, e + INTERVAL 2 DAY', ['a.x: change ttl']],
  ['ALTER TABLE a.x MODIFY SETTING a = 1, b = 2, RESET SETTING c', ['a.x: change settings']],
  ['ALTER TABLE a.x MODIFY QUERY SELECT a, b AS drop FROM a.y', ['a.x: change query']],
  ['ALTER TABLE a.x ADD INDEX i (a, b) TYPE minmax, MATERIALIZE INDEX i', ['a.x: add index i']],
  ['SYSTEM FLUSH DISTRIBUTED a.x', []],
])('%s', (sql, commands) => {
  expect(commandsOf(sql)).toEqual(commands);
});

test('anything else is not passed over', () => {
  expect(() => commandsOf('TRUNCATE TABLE a.x')).toThrow(/does not know: TRUNCATE TABLE a.x/);
});
