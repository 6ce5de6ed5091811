/** MQTT's packets as bytes. Source: OASIS MQTT Version 3.1.1, sections 2.2.3, 3.1, 3.3, 3.4, 3.8. */
import { expect, test } from 'vitest';
import {
  connect,
  PINGREQ,
  pubAck,
  publishHead,
  subscribe,
} from '../../src/targets/mosquitto/packets.js';

test.each([
  ['CONNECT', connect('p-1', 60), '10 0f 0004 4d515454 04 02 003c 0003 702d31'],
  ['SUBSCRIBE with QoS 0', subscribe(1, 'a/b', 0), '82 08 0001 0003 612f62 00'],
  ['SUBSCRIBE with QoS 1', subscribe(258, 'a/b', 1), '82 08 0102 0003 612f62 01'],
  ['the head of a PUBLISH with QoS 0', publishHead('a/b', 10, 0, 7), '30 0f 0003 612f62'],
  ['the head of a PUBLISH with QoS 1', publishHead('a/b', 10, 1, 7), '32 11 0003 612f62 0007'],
  ['a length of 127', publishHead('a', 124, 0, 1), '30 7f 0001 61'],
  ['a length of 128', publishHead('a', 125, 0, 1), '30 8001 0001 61'],
  ['a length of 16,384', publishHead('a', 16_381, 0, 1), '30 808001 0001 61'],
  ['PUBACK', pubAck(0x1234), '40 02 1234'],
  ['PINGREQ', PINGREQ, 'c0 00'],
])('%s', (_title, bytes, hex) => {
  expect(bytes.toString('hex')).toBe(hex.replaceAll(' ', ''));
});
