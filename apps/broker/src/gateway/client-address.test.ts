import { describe, expect, it } from 'vitest';
import { createClientAddressReader, networkOf } from './client-address.js';

const V4 = '10.0.0.7';
const WRAPPED = '0000:0000:0000:0000:0000:ffff:0a00:0007';
const V6 = '2001:0db8:0000:0000:0000:0000:0000:0001';

describe('the address of a client', () => {
  it.each([
    ['IPv4', V4, '10.0.0.7'],
    ['IPv4 in IPv6', WRAPPED, '10.0.0.7'],
    ['IPv6', V6, '2001:db8::1'],
    ['a closed socket', '', ''],
  ])('is the address of the socket if no proxies are trusted: %s', (_, peer, address) => {
    expect(createClientAddressReader([])(peer, '203.0.113.9')).toBe(address);
  });

  it.each([
    ['one proxy', '203.0.113.9', '203.0.113.9'],
    ['a chain of proxies', '203.0.113.9, 10.1.2.3', '203.0.113.9'],
    [
      'an entry from the client before the one from the proxy',
      '1.1.1.1, 203.0.113.9',
      '203.0.113.9',
    ],
    ['only proxies', '10.1.2.3, 10.9.9.9', '10.1.2.3'],
    ['no header', '', '10.0.0.7'],
    ['a word', 'unknown', '10.0.0.7'],
    ['a port', '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6 in brackets', '[2001:DB8:0::1]:443', '2001:db8::1'],
    ['a spelling of IPv6', '2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  ])('is read from the end of the header of a trusted proxy: %s', (_, header, address) => {
    const read = createClientAddressReader(['10.0.0.0/8']);
    expect(read(V4, header)).toBe(address);
    expect(read(WRAPPED, header)).toBe(address);
  });

  it('is not read from the header of an untrusted client', () => {
    const read = createClientAddressReader(['10.0.0.8', '2001:db8:1::/48']);
    expect(read(V4, '203.0.113.9')).toBe('10.0.0.7');
    expect(read(V6, '203.0.113.9')).toBe('2001:db8::1');
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['', ''],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ])('%s counts as %s for limits', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is read from the header of a client in a trusted IPv6 network', () => {
    expect(createClientAddressReader(['2001:db8::/32'])(V6, '203.0.113.9')).toBe('203.0.113.9');
  });
});
