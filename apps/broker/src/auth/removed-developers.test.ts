import type { CloseCode } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { endRemoved, type Member } from './removed-developers.js';

function member(developerId: string | undefined, closed: (CloseCode | string)[]): Member {
  return { developerId, refuse: (code) => void closed.push(code, developerId ?? '') };
}

describe('connections of removed developers', () => {
  it('[P-ID-15] are closed with 4001 after one lookup per developer; all others stay open', async () => {
    const closed: (CloseCode | string)[] = [];
    const asked: string[] = [];
    const members = ['a', 'b', undefined, 'a', 'c'].map((id) => member(id, closed));
    const isKnown = async (id: string): Promise<boolean> => {
      asked.push(id);
      return id !== 'a';
    };
    await endRemoved({ isKnown }, members);
    expect(closed).toEqual([4001, 'a', 4001, 'a']);
    expect(asked).toEqual(['a', 'b', 'c']);
  });
});
