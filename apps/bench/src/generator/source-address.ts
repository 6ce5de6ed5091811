/**
 * The source address of a connection. One address has about 28,000 ports towards one server, minus those in
 * TIME_WAIT, so further connections use further loopback addresses (on Linux all of 127.0.0.0/8 exist).
 */
import type { Endpoint } from '../target.js';

const CONNECTIONS_PER_ADDRESS = 20_000;
const HOSTS_PER_NET = 250;

/** `index`: of the connection within the run. Returns `undefined` if the kernel chooses the address. */
export function sourceAddressOf({ host }: Endpoint, index: number): string | undefined {
  const block = Math.floor(index / CONNECTIONS_PER_ADDRESS);
  if (block === 0 || host !== '127.0.0.1') return undefined;
  return `127.0.${Math.floor(block / HOSTS_PER_NET)}.${1 + (block % HOSTS_PER_NET)}`;
}
