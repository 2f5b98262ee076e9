import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/authoring/index.ts
var kinds = /* @__PURE__ */ new Set([
  "table",
  "distributed",
  "view",
  "materialized_view",
  "dictionary",
  "database",
  "function"
]);
function define(kind, definition) {
  return Object.freeze({ ...definition, kind });
}
var table = (definition) => define("table", definition);
var distributed = (definition) => define("distributed", definition);
var view = (definition) => define("view", definition);
var materializedView = (definition) => define("materialized_view", definition);
var dictionary = (definition) => define("dictionary", definition);
var database = (definition) => define("database", definition);
var sqlFunction = (definition) => define("function", definition);
var schema = (...definitions) => Object.freeze(definitions);
var codec = Object.freeze({
  raw: (expression) => Object.freeze({ kind: "raw", expression })
});
function isSchemaDefinition(value) {
  return typeof value === "object" && value !== null && "kind" in value && kinds.has(String(value.kind));
}
var defineConfig = (config) => config;
export {
  codec,
  database,
  defineConfig,
  dictionary,
  distributed,
  isSchemaDefinition,
  materializedView,
  schema,
  sqlFunction,
  table,
  view
};
