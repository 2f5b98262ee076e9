import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/clickhouse/worker.ts
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// src/clickhouse/protocol.ts
var lineLimit = 64 * 1024 * 1024;
function parseRequest(line) {
  const value = JSON.parse(line);
  if (isRecord(value)) {
    const { kind, library, folder, config, sql } = value;
    if (kind === "close") return { kind };
    if (kind === "query" && typeof sql === "string") return { kind, sql };
    if (kind === "open" && typeof library === "string" && typeof folder === "string" && typeof config === "string") {
      return { kind, library, folder, config };
    }
  }
  throw new TypeError("not a request to the engine");
}
function formatAnswer(token2, answer) {
  return `${token2} ${JSON.stringify(answer)}
`;
}
function isRecord(value) {
  return typeof value === "object" && value !== null;
}

// src/clickhouse/worker.ts
var token = process.argv[2] ?? "";
var session = null;
function isLibrary(value) {
  return typeof value === "object" && value !== null && "Session" in value && typeof value.Session === "function";
}
function run(line) {
  const request = parseRequest(line);
  switch (request.kind) {
    case "open": {
      const library = createRequire(request.library)(request.library);
      if (!isLibrary(library)) throw new TypeError("the package chdb has no Session: a version from 3.0 on is needed");
      session?.close();
      session = new library.Session(request.folder, { connectionArgs: [`--config-file=${request.config}`] });
      return "";
    }
    case "query": {
      if (session === null) throw new TypeError("no data folder is open");
      return session.query(request.sql, "JSONCompactStringsEachRow");
    }
    case "close":
      session?.close();
      session = null;
      return "";
  }
}
var requests = createInterface({ input: process.stdin });
requests.on("close", () => process.exit(0));
requests.on("line", (line) => {
  let answer;
  try {
    answer = { ok: true, text: run(line) };
  } catch (error) {
    answer = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(formatAnswer(token, answer));
});
