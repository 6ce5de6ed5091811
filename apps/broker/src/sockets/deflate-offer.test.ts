import { expect, test } from 'vitest';
import { negotiateDeflate } from './deflate-offer.js';

const NAME = 'permessage-deflate';
const ANSWER = `${NAME}; server_no_context_takeover; client_no_context_takeover`;

test.each([
  [NAME, ANSWER, 15],
  [`${NAME}; client_max_window_bits`, ANSWER, 15],
  [`${NAME}; client_max_window_bits=8; client_no_context_takeover`, ANSWER, 15],
  [`${NAME}; server_max_window_bits=12`, `${ANSWER}; server_max_window_bits=12`, 12],
  [`${NAME};server_max_window_bits="9"`, `${ANSWER}; server_max_window_bits=9`, 9],
  [`x-other, ${NAME}; unknown, ${NAME}`, ANSWER, 15],
  [`${NAME}; server_max_window_bits=8, ${NAME}`, ANSWER, 15],
])('answers %s with %s', (offers, header, serverWindowBits) => {
  expect(negotiateDeflate(offers)).toMatchObject({ header, serverWindowBits });
});

test.each([
  '',
  'x-other',
  'x-webkit-deflate-frame',
  `${NAME}; unknown`,
  `${NAME}; server_max_window_bits`,
  `${NAME}; server_max_window_bits=7`,
  `${NAME}; server_max_window_bits=8`,
  `${NAME}; server_max_window_bits=16`,
  `${NAME}; server_max_window_bits=010`,
  `${NAME}; client_max_window_bits=x`,
  `${NAME}; server_no_context_takeover=1`,
  `${NAME}; server_no_context_takeover; server_no_context_takeover`,
])('declines %s', (offers) => {
  expect(negotiateDeflate(offers)).toBeUndefined();
});
