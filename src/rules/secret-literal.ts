import { defineRule } from './shared/rule.ts';
import { engineStrings, hasPassword, secretLiterals } from './shared/secrets.ts';
import { code } from './shared/subject.ts';

const placeholder = code(`'\${chx:NAME}'`);

export const secretLiteral = defineRule({
  id: 'secret-literal',
  severity: 'error',
  final: true,
  title: 'A password in a schema file',
  why: "Whoever reads the repository reads it. `'[HIDDEN]'`, which a server reports instead of a password, is an error: ClickHouse accepts it as one, so a schema that was pulled and deployed again would set a wrong one. Other literals are a warning, and masked wherever CHX shows them.",
  fix: `Write ${placeholder}, which is filled from the environment at deploy, or use a named collection.`,
  example: {
    trips: "CREATE TABLE app.users (id UInt64) ENGINE = MySQL('db:3306', 'shop', 'users', 'reader', '[HIDDEN]');",
    passes: `CREATE TABLE app.users (id UInt64) ENGINE = MySQL('db:3306', 'shop', 'users', 'reader', '\${chx:SHOP_PASSWORD}');`,
  },
  *find({ schema }) {
    for (const object of schema.objects.values()) {
      for (const { place, value } of secretLiterals(object)) {
        if (value === '' || /^\$\{chx:[^}]*\}$/.test(value)) continue;
        yield value === '[HIDDEN]'
          ? {
              object,
              message: `${place} is '[HIDDEN]', which a deploy would set as the password: write ${placeholder} instead`,
            }
          : {
              object,
              severity: 'warning',
              message: `${place} is a secret in clear text: write ${placeholder} instead and change the secret`,
            };
      }
      if (engineStrings(object).some(hasPassword)) {
        yield {
          object,
          severity: 'warning',
          message: 'a URL of its engine holds a password: use a named collection, and change the password',
        };
      }
    }
  },
});
