import { expect, test } from 'vitest';
import { agreementOf, extensionProblem } from './extensions.js';

const DEFLATE = 'permessage-deflate';

test.each([
  [DEFLATE, undefined],
  [DEFLATE, DEFLATE],
  [DEFLATE, `${DEFLATE}; server_no_context_takeover; client_no_context_takeover`],
  [DEFLATE, `${DEFLATE}; server_max_window_bits=10`],
  [`${DEFLATE}; client_max_window_bits`, `${DEFLATE}; client_max_window_bits=9`],
  [`${DEFLATE}; client_max_window_bits=10`, DEFLATE],
  [`${DEFLATE}; server_max_window_bits=10`, `${DEFLATE}; server_max_window_bits=9`],
  [`${DEFLATE}; server_max_window_bits=10, ${DEFLATE}`, DEFLATE],
  [`${DEFLATE}; unknown, ${DEFLATE}`, DEFLATE],
])('accepts the answer to %s: %s', (offer, answer) => {
  expect(extensionProblem(offer, answer)).toBeUndefined();
});

test.each([
  ['', DEFLATE],
  ['x-other', 'x-other'],
  [DEFLATE, ''],
  [DEFLATE, `${DEFLATE}, ${DEFLATE}`],
  [DEFLATE, `${DEFLATE}; client_max_window_bits=10`],
  [`${DEFLATE}; client_max_window_bits`, `${DEFLATE}; client_max_window_bits`],
  [`${DEFLATE}; client_max_window_bits=10`, `${DEFLATE}; client_max_window_bits=11`],
  [`${DEFLATE}; server_max_window_bits=10`, DEFLATE],
  [`${DEFLATE}; server_max_window_bits=10`, `${DEFLATE}; server_max_window_bits=11`],
  [`${DEFLATE}; server_no_context_takeover`, DEFLATE],
  [`${DEFLATE}; server_max_window_bits=7`, `${DEFLATE}; server_max_window_bits=7`],
  [`${DEFLATE}; unknown`, DEFLATE],
  [DEFLATE, `${DEFLATE}; server_no_context_takeover; server_no_context_takeover`],
])('rejects the answer to %s: %s', (offer, answer) => {
  expect(extensionProblem(offer, answer)).toMatch(/./);
});

test('reads the context takeover parameters of an answer', () => {
  expect(agreementOf(undefined)).toBeUndefined();
  const forgets = { serverNoContextTakeover: true, clientNoContextTakeover: false };
  expect(agreementOf(`${DEFLATE}; server_no_context_takeover`)).toEqual(forgets);
});
