import { expect, it } from 'vitest';
import { rawMember } from './raw-member.js';

it.each([
  ['{"op":5,"d":{"val":83.0},"uid":"a","seq":7}', 'd', '{"val":83.0}'],
  ['{"op":5,"d":{"val":83.0},"uid":"a","seq":7}', 'seq', '7'],
  [' { "d" : [ 1e-7 , {"d":2} ] , "t":"X" } ', 'd', '[ 1e-7 , {"d":2} ]'],
  ['{"uid":"}\\",{","d":{"a":"]}\\\\"},"t":"x"}', 'd', '{"a":"]}\\\\"}'],
  ['{"a":{"d":1},"b":2}', 'd', undefined],
  ['{"\\u0064":1.50}', 'd', '1.50'],
  ['{}', 'd', undefined],
  ['[1]', 'd', undefined],
])('in %s the member %s has the text %s', (json, key, raw) => {
  expect(rawMember(json, key)).toBe(raw);
});
