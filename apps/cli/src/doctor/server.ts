/** Checks a running broker over the network: health endpoints, WebSocket upgrade, certificate. */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../command-line/errors.js';
import { type Explanation, explainConnectionError } from '../commands/connection-errors.js';
import { plural } from '../commands/plural.js';
import { type Finding, fail, ok, warn } from './finding.js';

const RESPONSE_TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS_MIN = 14;

interface Response {
  readonly status: number;
  readonly body: string;
  /** Expiry of the certificate, ms since 1970; `undefined` without TLS. */
  readonly certificateUntilMs: number | undefined;
}

export async function serverFindings(url: string, nowMs: number): Promise<Finding[]> {
  const base = new URL(url);
  base.protocol = base.protocol.replace('ws', 'http');
  const request = (path: string, headers = {}): Promise<Response> => {
    const prefix = base.pathname.replace(/\/(connect)?$/, '');
    return get(new URL(`${base.origin}${prefix}${path}`), headers);
  };
  try {
    const live = await request('/livez');
    const ready = await request('/readyz');
    const upgrade = await request('/connect', upgradeHeaders());
    return [
      liveFinding(url, live),
      readyFinding(ready),
      upgradeFinding(upgrade.status),
      ...certificateFindings(live.certificateUntilMs, nowMs),
    ];
  } catch (error) {
    const { problem, remedy } = explanationOf(error);
    return [fail('server', `${url}: ${problem}`, remedy)];
  }
}

function explanationOf(error: unknown): Explanation {
  const remedy = 'start the broker, or check the address, firewalls and proxies';
  if ((error as NodeJS.ErrnoException).code === 'ABORT_ERR') {
    return { problem: `no response within ${RESPONSE_TIMEOUT_MS / 1_000} s`, remedy };
  }
  return explainConnectionError(error) ?? { problem: messageOf(error), remedy };
}

function liveFinding(url: string, { status, body }: Response): Finding {
  const version = /"version":"([^"]+)"/.exec(body)?.[1];
  if (status !== 200) {
    return fail('server', `${url}: ${status} on /livez`, 'check that this is a wearwire broker');
  }
  if (version === undefined) {
    return warn(
      'server',
      `${url}: no version in the response of /livez`,
      'check that this is a wearwire broker',
    );
  }
  return ok('server', `${url}: wearwire ${version}`);
}

function readyFinding({ status }: Response): Finding {
  if (status === 200) return ok('ready', 'accepts connections');
  return fail(
    'ready',
    `${status} on /readyz`,
    'see the log of the broker: it is stopping or cannot store events; or a proxy has responded instead of it',
  );
}

export function upgradeFinding(status: number): Finding {
  if (status === 101) return ok('websocket', 'accepts WebSockets on /connect');
  const remedy =
    status === 403
      ? 'the broker accepts only clients whose Origin header is in its --origin list; start it without --origin to accept clients that send none'
      : 'let the proxy forward the headers Upgrade and Connection, as in deploy/proxies';
  return fail('websocket', `${status} instead of 101 on /connect`, remedy);
}

export function certificateFindings(untilMs: number | undefined, nowMs: number): Finding[] {
  if (untilMs === undefined) return [];
  const days = Math.floor((untilMs - nowMs) / DAY_MS);
  const seen = `the certificate expires in ${plural(days, 'day')}`;
  if (days >= CERTIFICATE_DAYS_MIN) return [ok('certificate', seen)];
  return [warn('certificate', seen, 'renew it, then send SIGHUP to the broker')];
}

function upgradeHeaders(): Readonly<Record<string, string>> {
  return {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
}

function get(url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    headers,
    // One connection per request: the server may close a keep-alive connection at any time.
    agent: false,
    signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
  });
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('upgrade', (response, socket) => {
      resolve({ ...headOf(response), body: '' });
      socket.destroy();
    });
    request.on('response', (response) => {
      // Read the certificate now: the response has no socket after the end of the body.
      const head = headOf(response);
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ ...head, body })).on('error', reject);
    });
    request.end();
  });
}

function headOf(response: IncomingMessage): Omit<Response, 'body'> {
  const until = (response.socket as Partial<TLSSocket>).getPeerCertificate?.().valid_to;
  return {
    status: response.statusCode ?? 0,
    certificateUntilMs: until === undefined ? undefined : Date.parse(until),
  };
}
