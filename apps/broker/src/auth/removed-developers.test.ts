import type { CloseCode } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { type CheckedSession, endRemoved } from './removed-developers.js';

function sessionOf(
  developerId: string | undefined,
  closed: (CloseCode | string)[],
): CheckedSession {
  return { developerId, refuse: (code) => void closed.push(code, developerId ?? '') };
}

describe('connections of removed developers', () => {
  it('[P-ID-15] are closed with 4001 after one lookup per developer; all others stay open', async () => {
    const closed: (CloseCode | string)[] = [];
    const asked: string[] = [];
    const sessions = ['a', 'b', undefined, 'a', 'c'].map((id) => sessionOf(id, closed));
    const isKnown = async (id: string): Promise<boolean> => {
      asked.push(id);
      return id !== 'a';
    };
    await endRemoved({ isKnown }, sessions);
    expect(closed).toEqual([4001, 'a', 4001, 'a']);
    expect(asked).toEqual(['a', 'b', 'c']);
  });
});
