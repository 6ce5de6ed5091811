/**
 * The address of a client. The only place that decides whether `X-Forwarded-For` is trusted.
 *
 * Without trusted proxies it is the peer address of the socket. If that is a trusted proxy, the header is read from
 * its end, past further trusted proxies, to the first other address: any client could have written the part before it.
 */
import { BlockList, isIP } from 'node:net';

/** Maps the peer address of the socket and the header, each empty if missing, to the client's address. */
export type ClientAddressReader = (peerAddress: string, forwardedFor: string) => string;

/** `trustedProxies`: addresses and networks such as `10.0.0.0/8`, as `cidr` of the settings reads them. */
export function createClientAddressReader(trustedProxies: readonly string[]): ClientAddressReader {
  const trusted = new BlockList();
  for (const network of trustedProxies) addNetwork(trusted, network);
  const isTrusted = (address: string): boolean => trusted.check(address, familyOf(address));
  return (peerAddress, forwardedFor) => {
    let client = plainAddress(peerAddress) ?? '';
    if (forwardedFor === '' || trustedProxies.length === 0) return client;
    for (const hop of forwardedFor.split(',').reverse()) {
      if (client === '' || !isTrusted(client)) break;
      const address = plainAddress(hop.trim());
      // Not an address: use the last known one.
      if (address === undefined) break;
      client = address;
    }
    return client;
  };
}

/**
 * The key for limits per address: an IPv4 address, or the first 64 bits of an IPv6 address, the smallest network that a
 * subscriber gets. `address`: as returned by a `ClientAddressReader`.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = [], tail = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const gap = new Array<string>(8 - head.length - tail.length).fill('0');
  return `${[...head, ...gap, ...tail].slice(0, 4).join(':')}::/64`;
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix] = network.split('/');
  const family = familyOf(address);
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(prefix), family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;

/** Normalises an address: without port, IPv4 mapped in IPv6 as IPv4. `undefined`: not an address. */
function plainAddress(text: string): string | undefined {
  const [, v6, v4] = WITH_PORT.exec(text) ?? [];
  const address = v6 ?? v4 ?? text;
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6 || address.includes('%')) return undefined;
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const wrapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(shortest);
  if (wrapped === null) return shortest;
  const [high = 0, low = 0] = wrapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
