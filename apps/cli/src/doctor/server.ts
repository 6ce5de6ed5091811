/** A broker that runs, seen from here: does it answer, does it take sockets, how long is its certificate good. */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../line/errors.js';
import { type Finding, fail, ok, warn } from './finding.js';

const ANSWER_TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS_WANTED = 14;

interface Answer {
  readonly status: number;
  readonly body: string;
  /** ms since 1970; `undefined` without TLS. */
  readonly certificateUntilMs: number | undefined;
}

export async function serverFindings(url: string, nowMs: number): Promise<Finding[]> {
  const base = new URL(url);
  base.protocol = base.protocol.replace('ws', 'http');
  const ask = (path: string, headers = {}): Promise<Answer> => {
    const prefix = base.pathname.replace(/\/(connect)?$/, '');
    return get(new URL(`${base.origin}${prefix}${path}`), headers);
  };
  try {
    const live = await ask('/livez');
    const ready = await ask('/readyz');
    const upgrade = await ask('/connect', upgradeHeaders());
    return [
      liveFinding(url, live),
      readyFinding(ready),
      upgradeFinding(upgrade.status),
      ...certificateFindings(live.certificateUntilMs, nowMs),
    ];
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const isTls = /CERT|SSL|TLS|SELF_SIGNED/.test(code);
    const remedy = isTls
      ? 'have a certificate for this name from an authority that clients trust; NODE_EXTRA_CA_CERTS names your own'
      : 'start the broker, or check the address and what stands between';
    return [fail('server', `${url}: ${code || messageOf(error)}`, remedy)];
  }
}

function liveFinding(url: string, { status, body }: Answer): Finding {
  const version = /"version":"([^"]+)"/.exec(body)?.[1];
  if (status !== 200) {
    return fail('server', `${url}: ${status} on /livez`, 'is that a wearwire broker?');
  }
  if (version === undefined) {
    return warn(
      'server',
      `${url}: answers, and does not tell its version`,
      'is that a wearwire broker?',
    );
  }
  return ok('server', `${url}: wearwire ${version}`);
}

function readyFinding({ status }: Answer): Finding {
  if (status === 200) return ok('ready', 'it takes connections');
  return fail(
    'ready',
    `${status} on /readyz`,
    'it is stopping, or something before it answers instead',
  );
}

export function upgradeFinding(status: number): Finding {
  if (status === 101) return ok('websocket', 'it takes WebSockets on /connect');
  const remedy =
    status === 403
      ? 'its --origin list leaves out who asks without one'
      : 'let the proxy pass Upgrade and Connection on, as in deploy/proxies';
  return fail('websocket', `${status} instead of 101 on /connect`, remedy);
}

export function certificateFindings(untilMs: number | undefined, nowMs: number): Finding[] {
  if (untilMs === undefined) return [];
  const days = Math.floor((untilMs - nowMs) / DAY_MS);
  const seen = `the certificate is good for ${days} days`;
  if (days >= CERTIFICATE_DAYS_WANTED) return [ok('certificate', seen)];
  return [warn('certificate', seen, 'renew it; a broker reads it again on SIGHUP')];
}

function upgradeHeaders(): Readonly<Record<string, string>> {
  return {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
}

function get(url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
    headers,
    // A connection for each: one that is kept may be closed by the other side just then.
    agent: false,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('upgrade', (response, socket) => {
      resolve({ ...headOf(response), body: '' });
      socket.destroy();
    });
    request.on('response', (response) => {
      // Read now: when the body has ended the socket is no longer there.
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

function headOf(response: IncomingMessage): Omit<Answer, 'body'> {
  const until = (response.socket as Partial<TLSSocket>).getPeerCertificate?.().valid_to;
  return {
    status: response.statusCode ?? 0,
    certificateUntilMs: until === undefined ? undefined : Date.parse(until),
  };
}
