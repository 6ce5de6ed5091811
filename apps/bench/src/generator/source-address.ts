/**
 * Where a connection comes from. One address has some 28,000 ports towards one server, less those that the
 * system still remembers; so further connections come from further loopback addresses, which Linux has all.
 */
import type { Endpoint } from '../target.js';

const CONNECTIONS_PER_ADDRESS = 20_000;
const HOSTS_PER_NET = 250;

/** `index`: of the connection in the whole run. `undefined`: the system chooses. */
export function sourceAddressOf({ host }: Endpoint, index: number): string | undefined {
  const block = Math.floor(index / CONNECTIONS_PER_ADDRESS);
  if (block === 0 || host !== '127.0.0.1') return undefined;
  return `127.0.${Math.floor(block / HOSTS_PER_NET)}.${1 + (block % HOSTS_PER_NET)}`;
}
