/** The address of a server as people write it, and what of it may be shown. */
import { ChxError, exitCodes } from '../schema/error.ts';

/** Where a server is and who asks it. */
export interface ServerAddress {
  /** Scheme, host, port and path of the HTTP interface, without user and password. */
  readonly url: string;
  readonly username: string;
  /** Empty for none. Never part of a message. */
  readonly password: string;
}

/** A URL for messages: scheme, host and port, nothing that could be a secret. */
export function showUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'the given URL';
}

/**
 * Reads the URL of a server's HTTP interface; a user and a password may stand in it.
 *
 * @param text `https://user:password@host:8443`, with percent-encoding as in any URL.
 * @param what What the URL is of, for messages: `--verify`, `input clickhouse-url`.
 * @throws ChxError (exit 2) that says what it has to look like and doesn't repeat it, since it may hold a password.
 */
export function parseServerUrl(text: string, what: string): ServerAddress {
  const wrong = (why: string): ChxError =>
    new ChxError(exitCodes.usage, `${what}: ${why}; write it as http://host:8123 or https://user:password@host:8443`);
  if (!URL.canParse(text)) throw wrong('this is no URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw wrong(`it takes the HTTP interface of a server, not ${url.protocol.slice(0, -1)}`);
  }
  if (url.search !== '' || url.hash !== '') throw wrong('it takes no parameters behind ? or #');
  const decode = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      throw wrong('a % in user or password is written %25');
    }
  };
  return {
    url: `${url.origin}${url.pathname === '/' ? '' : url.pathname}`,
    username: decode(url.username) || 'default',
    password: decode(url.password),
  };
}

/** What of a URL must never show in a log: the password in it, as written and decoded, and the whole where it has one. */
export function urlSecrets(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  if (password === '') return [];
  try {
    return [text, password, decodeURIComponent(password)];
  } catch {
    return [text, password];
  }
}
