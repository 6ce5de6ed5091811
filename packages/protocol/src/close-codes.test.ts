import { describe, expect, test } from 'vitest';
import { closeCodes, titleOf } from '../test/vectors.js';
import { CloseCode, RETRY_POLICIES, retryPolicy } from './close-codes.js';
import { CLOSE_NAMES } from './close-names.js';
import { CLOSE_REASONS } from './close-reasons.js';
import { FRAME_ERRORS } from './frame-errors.js';
import { LIMITS } from './limits.js';

const utf8 = new TextEncoder();

describe('close codes', () => {
  for (const vector of closeCodes) {
    test(`${titleOf(vector)} has the code ${vector.code} and the policy ${vector.retry}`, () => {
      expect(CLOSE_NAMES[vector.code as CloseCode]).toBe(vector.name);
      expect(retryPolicy(vector.code)).toBe(vector.retry);
    });
  }

  test('[P-CLI-5] the vectors contain every code except the normal one', () => {
    const named = [CloseCode.Normal, ...closeCodes.map((vector) => vector.code)];
    expect(named).toEqual(Object.values(CloseCode));
    for (const table of [RETRY_POLICIES, CLOSE_NAMES]) {
      expect(Object.keys(table).map(Number)).toEqual(Object.values(CloseCode));
    }
  });

  test('[P-CLI-5] every reason fits in a close frame', () => {
    const ofErrors = Object.values(FRAME_ERRORS).map(({ reason }) => reason);
    for (const reason of [...Object.values(CLOSE_REASONS), ...ofErrors]) {
      expect(reason).not.toBe('');
      expect(utf8.encode(reason).length).toBeLessThanOrEqual(LIMITS.closeReasonBytesMax.default);
    }
  });

  test.each([1006, 1015, 3000, 4999, -1, Number.NaN, 0])(
    '[P-CLI-5] a code that is not in the table, such as %s, has the policy backoff',
    (code) => {
      expect(retryPolicy(code)).toBe('backoff');
    },
  );
});
