/** Which requests the console answers; for all others it is as if it were off. */
import { BlockList, isIP } from 'node:net';
import type { HttpRequest } from '../http/http.js';

/** Where the page is served: to everyone, to this machine alone, or not at all. */
export const CONSOLE_MODES = ['on', 'loopback', 'off'] as const;
export type ConsoleMode = (typeof CONSOLE_MODES)[number];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * For `loopback` both ends have to be of this machine: the client's address, and the host that its browser was told
 * to open. The second keeps out a page elsewhere whose name was made to lead here.
 */
export function mayUseConsole(mode: ConsoleMode, request: HttpRequest): boolean {
  if (mode !== 'loopback') return mode === 'on';
  return isLoopback(request.address) && isLoopbackHost(request.header('host'));
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || isLoopback(name.replace(/^\[(.*)\]$/, '$1'));
}

/** Whether a page of this very broker asks, or no page at all. */
export function isOwnOrigin(request: HttpRequest): boolean {
  const origin = request.header('origin');
  if (origin === '') return true;
  try {
    return new URL(origin).host === new URL(`http://${request.header('host')}`).host;
  } catch {
    return false;
  }
}
