/** Decides which requests may use the console; for all others the console appears to be off. */
import { BlockList, isIP } from 'node:net';
import type { HttpRequest } from '../http/http.js';

/** Values of `--console`: serve the console to every client, to loopback clients only, or not at all. */
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
 * For `loopback`, both the client's address and the requested host must belong to this machine. The check of the host
 * defends against DNS rebinding.
 */
export function mayUseConsole(mode: ConsoleMode, request: HttpRequest): boolean {
  if (mode !== 'loopback') return mode === 'on';
  return isLoopback(request.address) && isLoopbackHost(request.header('host'));
}

function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || isLoopback(name.replace(/^\[(.*)\]$/, '$1'));
}

/** Whether the request comes from a page of this broker, or from no page at all. */
export function isOwnOrigin(request: HttpRequest): boolean {
  const origin = request.header('origin');
  if (origin === '') return true;
  try {
    return new URL(origin).host === new URL(`http://${request.header('host')}`).host;
  } catch {
    return false;
  }
}
