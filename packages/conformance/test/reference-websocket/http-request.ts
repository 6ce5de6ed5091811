/** Parses an opening handshake strictly: returns what the client requests, or the refusal. */
import type { Fault } from './faults.js';

export interface Handshake {
  readonly key: string;
  readonly protocols: readonly string[];
  readonly offer: string;
}

export interface Refusal {
  readonly status: number;
  readonly headers?: string;
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const CASE_SENSITIVE = /^(?:host|upgrade|connection)$/i;
const EXACT_CASE = /^(?:Host|Upgrade|Connection)$/;
const KNOWN = ['host', 'upgrade', 'connection', 'origin'];
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
export const HEAD_BYTES_MAX = 20_000;

export function handshakeOf(head: string, fault: Fault | undefined): Handshake | Refusal {
  const takesAny = fault === 'takes-any-http';
  const [first = '', ...lines] = head.split('\r\n');
  const request = /^([A-Z]+) (\S+) HTTP\/(\d\.\d)$/.exec(first);
  if (!takesAny && (request === null || lines.some((line) => line.includes('\n'))))
    return { status: 400 };
  const [, method = 'GET', target = '/', version = '1.1'] = request ?? [];
  if (fault === 'no-query' && target.includes('?')) return { status: 404 };
  const headers = headersOf(lines, fault);
  if (!takesAny && (headers === undefined || isBadHttp(headers, version))) return { status: 400 };
  const found = headers ?? new Map<string, string[]>();
  if (fault !== 'opens-anything' && !takesAny) {
    const refusal = refusalOf(method, version, found, fault);
    if (refusal !== undefined) return refusal;
  }
  return {
    key: found.get('sec-websocket-key')?.[0] ?? '',
    protocols: (found.get('sec-websocket-protocol') ?? []).flatMap((one) => one.split(', ')),
    offer: (found.get('sec-websocket-extensions') ?? []).join(', '),
  };
}

/** Headers keyed by lower-case name; `undefined` if a line is not a header. */
function headersOf(lines: readonly string[], fault: Fault | undefined) {
  const headers = new Map<string, string[]>();
  for (const [index, line] of lines.entries()) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const isHeader = colon > 0 && NAME.test(name) && !line.includes('\0');
    if (!isHeader && fault === 'takes-any-http') continue;
    if (!isHeader) return undefined;
    const hasOtherCase =
      fault === 'case-matters' && CASE_SENSITIVE.test(name) && !EXACT_CASE.test(name);
    const key = hasOtherCase ? `other-${name}` : name.toLowerCase();
    const known = KNOWN.includes(key) || key.startsWith('sec-');
    if (fault === 'knows-every-header' && !known) return undefined;
    if (fault === 'needs-order' && index === 0 && key !== 'host') return undefined;
    const value = fault === 'no-trimming' ? line.slice(colon + 2) : line.slice(colon + 1).trim();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return headers;
}

function isBadHttp(headers: ReadonlyMap<string, readonly string[]>, version: string): boolean {
  const lengths = headers.get('content-length') ?? [];
  const hasHost = headers.get('host')?.length === 1;
  return (
    !hasHost ||
    !version.startsWith('1.') ||
    lengths.length > 1 ||
    lengths.some((one) => !/^\d+$/.test(one))
  );
}

function refusalOf(
  method: string,
  version: string,
  headers: ReadonlyMap<string, readonly string[]>,
  fault: Fault | undefined,
): Refusal | undefined {
  if (method !== 'GET' || version !== '1.1') return { status: 405 };
  const lower = (text: string): string => (fault === 'case-matters' ? text : text.toLowerCase());
  const upgrade = lower(headers.get('upgrade')?.[0] ?? '');
  const connection = (headers.get('connection') ?? [])
    .join(',')
    .split(fault === 'no-lists' ? '\n' : ',')
    .map((one) => lower(one.trim()));
  if (upgrade !== 'websocket') return { status: 400 };
  const wanted = fault === 'case-matters' ? 'Upgrade' : 'upgrade';
  if (!connection.includes(wanted)) return { status: 400 };
  const keys = headers.get('sec-websocket-key') ?? [];
  if (keys.length !== 1 || !KEY.test(keys[0] ?? '')) return { status: 400 };
  const versions = headers.get('sec-websocket-version') ?? [];
  if (versions.length === 1 && versions[0] === '13') return undefined;
  const own = fault === 'no-version-header' ? '' : 'Sec-WebSocket-Version: 13\r\n';
  return { status: 426, headers: own };
}
