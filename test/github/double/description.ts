/**
 * GitHub's own description of its REST API, as the judge of both sides: what we send and what the double answers.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  readonly route: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly node: Json;
}

export interface Match {
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json');
const document = object(JSON.parse(readFileSync(file, 'utf8')));
// ajv-formats is CommonJS: its default export arrives wrapped or not, by who loads it.
const addFormats = 'default' in addFormatsModule ? addFormatsModule.default : addFormatsModule;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('repo.nwo', true);
ajv.addFormat('int64', true);

const operations: readonly Operation[] = Object.entries(object(document['paths'])).flatMap(([path, methods]) =>
  Object.entries(object(methods)).map(([method, node]) => {
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
    const source = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '([^/]+)');
    return {
      route: `${method.toUpperCase()} ${path}`,
      pattern: new RegExp(`^${method.toUpperCase()} ${source}$`),
      names,
      node: object(node),
    };
  }),
);

/** The operation that this method and path mean; null where GitHub has none. */
export function matchOperation(method: string, path: string): Match | null {
  const candidates = operations.filter((operation) => operation.pattern.test(`${method} ${path}`));
  // The one with the fewest parameters: `/issues/comments/{id}` before `/issues/{n}/{x}`.
  const [operation] = candidates.sort((a, b) => a.names.length - b.names.length);
  if (operation === undefined) return null;
  const values = operation.pattern.exec(`${method} ${path}`)?.slice(1) ?? [];
  const parameters = Object.fromEntries(
    operation.names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')]),
  );
  return { route: operation.route, parameters, operation };
}

/** What is wrong with a request, by the description; empty where nothing is. */
export function requestProblems(match: Match, query: URLSearchParams, body: unknown): readonly string[] {
  const problems: string[] = [];
  const described = list(match.operation.node['parameters']).map((parameter) => object(resolve(parameter)));
  for (const parameter of described) {
    const name = String(parameter['name']);
    const schema = object(parameter['schema'] ?? {});
    const inQuery = parameter['in'] === 'query';
    const value = inQuery ? query.get(name) : match.parameters[name];
    if (value === null || value === undefined) {
      if (parameter['required'] === true) problems.push(`${match.route}: parameter ${name} is missing`);
      continue;
    }
    const type = object(resolve(schema))['type'];
    const typed = type === 'integer' ? Number(value) : type === 'boolean' ? value === 'true' : value;
    problems.push(...check(schema, typed, `${match.route}: parameter ${name}`));
  }
  for (const name of query.keys()) {
    if (!described.some((parameter) => parameter['in'] === 'query' && parameter['name'] === name)) {
      problems.push(`${match.route}: GitHub knows no parameter ${name}`);
    }
  }
  const content = bodySchema(match.operation.node['requestBody']);
  if (content === null) {
    if (body !== undefined) problems.push(`${match.route}: takes no body`);
  } else {
    problems.push(...check(content, body, `${match.route}: body`), ...unknownKeys(content, body, match.route));
  }
  return problems;
}

/** What is wrong with an answer, by the description. */
export function answerProblems(match: Match, status: number, body: unknown): readonly string[] {
  const responses = object(match.operation.node['responses']);
  const response = responses[String(status)];
  const label = `${match.route}: answer ${status}`;
  // Errors that every route can give are not described at each.
  if (response === undefined) return status >= 400 ? check(errorSchema, body, label) : [`${label} is not described`];
  const schema = bodySchema(resolve(response));
  if (schema === null) return body === undefined ? [] : [`${label}: has no body`];
  return check(schema, body, label);
}

const errorSchema = { $ref: '#/components/schemas/basic-error' };

/** An answer with every field that the description requires: those given, and plain values of the right kind for the rest. */
export function complete(match: Match, status: number, given: unknown): unknown {
  const schema = bodySchema(resolve(object(match.operation.node['responses'])[String(status)]));
  return schema === null ? given : fill(schema, given, 0);
}

function fill(reference: unknown, given: unknown, depth: number): unknown {
  const schema = object(resolve(reference));
  const all = list(schema['allOf'] ?? schema['anyOf'] ?? schema['oneOf']);
  if (schema['type'] === undefined && all.length > 0) return fill(all[0], given, depth);
  if (given === undefined) return filler(schema, depth);
  if (schema['type'] === 'array' && Array.isArray(given)) {
    return given.map((element: unknown) => fill(schema['items'], element, depth + 1));
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const properties = object(schema['properties'] ?? {});
  const result: Json = {};
  for (const [key, value] of Object.entries(given)) {
    result[key] = key in properties ? fill(properties[key], value, depth + 1) : value;
  }
  for (const name of list(schema['required']).map(String)) {
    if (!(name in result)) result[name] = fill(properties[name] ?? {}, undefined, depth + 1);
  }
  return result;
}

function filler(schema: Json, depth: number): unknown {
  if (schema['nullable'] === true) return null;
  const [first] = list(schema['enum']);
  if (first !== undefined) return first;
  switch (schema['type']) {
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object': {
      if (depth > 12) return {};
      return fill(schema, {}, depth);
    }
    default:
      return schema['format'] === 'uri' || schema['format'] === 'uri-template'
        ? 'https://example.invalid/'
        : schema['format'] === 'date-time'
          ? '2026-01-01T00:00:00Z'
          : schema['format'] === 'email'
            ? 'nobody@example.invalid'
            : 'x';
  }
}

function bodySchema(node: unknown): Json | null {
  if (node === undefined) return null;
  const content = object(object(resolve(node))['content'] ?? {});
  const json = content['application/json'];
  return json === undefined ? null : object(object(json)['schema']);
}

/** The description allows keys that it doesn't know; a key of ours that it doesn't know is a mistake all the same. */
function unknownKeys(reference: unknown, value: unknown, where: string): readonly string[] {
  const schema = object(resolve(reference));
  if (Array.isArray(value)) return value.flatMap((element) => unknownKeys(schema['items'] ?? {}, element, where));
  if (typeof value !== 'object' || value === null || schema['properties'] === undefined) return [];
  const properties = object(schema['properties']);
  return Object.entries(value).flatMap(([key, inner]) =>
    key in properties
      ? unknownKeys(properties[key], inner, `${where}.${key}`)
      : [`${where}: GitHub knows no key ${key}`],
  );
}

const compiled = new Map<string, ValidateFunction>();

function check(schema: unknown, value: unknown, label: string): readonly string[] {
  const key = JSON.stringify(schema);
  let validate = compiled.get(key);
  if (validate === undefined) {
    validate = ajv.compile(jsonSchema(schema));
    compiled.set(key, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 5).map((error) => `${label}${error.instancePath}: ${error.message ?? ''}`);
}

const added = new Set<string>();

/** OpenAPI 3.0 to JSON schema: `nullable`, and references that ajv can follow. */
function jsonSchema(node: unknown): AnySchemaObject {
  const converted = convert(node);
  return typeof converted === 'object' && converted !== null ? converted : {};
}

function convert(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(convert);
  if (typeof node !== 'object' || node === null) return node;
  const source = object(node);
  const reference = source['$ref'];
  if (typeof reference === 'string') {
    const id = `github:${reference.slice(2)}`;
    if (!added.has(id)) {
      added.add(id);
      ajv.addSchema(jsonSchema(resolve(source)), id);
    }
    return { $ref: id };
  }
  const { nullable, example: _example, examples: _examples, ...rest } = source;
  const result = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, convert(value)]));
  return nullable === true ? { anyOf: [{ type: 'null' }, result] } : result;
}

function resolve(node: unknown): unknown {
  const reference = typeof node === 'object' && node !== null ? object(node)['$ref'] : undefined;
  if (typeof reference !== 'string') return node;
  let found: unknown = document;
  for (const part of reference.slice(2).split('/')) found = object(found)[part];
  return resolve(found);
}

function object(node: unknown): Json {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    throw new Error('the API description has something else here');
  }
  return { ...node };
}

function list(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}
