/** Why a server did not answer, in a line for people. */

/** No answer came, or none that can be read. The message is one line without a full stop: what, where, what to do. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone';
}

/** What the errors of sockets and of TLS mean, by code; `$` stands for the server. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at $: start the server, or correct host and port',
  ENOTFOUND: 'no host has the name in $: correct it',
  EAI_AGAIN: 'the name in $ can’t be looked up now: try again, or correct it',
  EHOSTUNREACH: '$ can’t be reached from here: look at the network',
  ENETUNREACH: '$ can’t be reached from here: look at the network',
  ECONNRESET: '$ closed the connection before it answered: look at the server’s log',
  EPIPE: '$ closed the connection before it answered: look at the server’s log',
  ETIMEDOUT: '$ doesn’t take connections in time: look at the network',
  EPROTO: '$ doesn’t speak TLS: write http, or the port for HTTPS',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of $ is for another name: write the name that it is for',
  CERT_HAS_EXPIRED: 'the certificate of $ has expired: renew it',
};

/** Codes of certificates that nobody known has signed. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|CERT_UNTRUSTED/;

/**
 * The line for an error of the HTTP client.
 *
 * @param server The server as `showUrl` shows it.
 */
export function describeFailure(error: unknown, server: string): string {
  const code = codeOf(error);
  const known = reasons[code];
  if (known !== undefined) return known.replace('$', () => server);
  if (untrusted.test(code))
    return `the certificate of ${server} is signed by nobody that is trusted here (${code}): name the file of its CA, in NODE_EXTRA_CA_CERTS if nowhere else`;
  if (code.startsWith('HPE_')) return `what answers at ${server} doesn’t speak HTTP (${code}): correct the port`;
  if (/^(?:ERR_SSL|ERR_TLS|CERT_)/.test(code)) return `there is no TLS connection to ${server} (${code})`;
  const message = error instanceof Error ? error.message : String(error);
  if (/timeout/i.test(message)) return `${server} doesn’t answer in time: look at the server`;
  if (/hang up|aborted|premature/i.test(message))
    return `${server} closed the connection before it answered: look at the server’s log`;
  return `there is no connection to ${server} (${code === '' ? message.replace(/\s+/g, ' ') : code})`;
}

/** Codes of the server's that mean that it doesn't let this user in: today's, and those of old versions. */
const unknownUser: ReadonlySet<number> = new Set([192, 193, 194, 516]);

/** Whether the server refused user and password. */
export function isLoginRefused(code: number | null): boolean {
  return code !== null && unknownUser.has(code);
}

/** The code of an error, or of the one that caused it: a host with several addresses fails with one for each. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== '') ?? '';
  return codeOf(error.cause);
}
