import { Opcode } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { DISPATCH } from './dispatch.js';
import type { SessionState } from './session-states.js';

const STATES: readonly SessionState[] = [
  'anonymous',
  'identifying',
  'producer',
  'consumer',
  'closed',
];

/** The name of the handler for each state and opcode. A change of the table must be repeated here. */
const TABLE = `
anonymous   Heartbeat   acknowledge
anonymous   Identify    identify
anonymous   Submit      notIdentified
anonymous   Replay      notIdentified
anonymous   Status      notIdentified
anonymous   SubmitBatch notIdentified
identifying Heartbeat   bufferFrame
identifying Identify    alreadyIdentified
identifying Submit      bufferFrame
identifying Replay      bufferFrame
identifying Status      bufferFrame
identifying SubmitBatch bufferFrame
producer    Heartbeat   acknowledge
producer    Identify    alreadyIdentified
producer    Submit      submit
producer    Replay      invalidOpcode
producer    Status      ignore
producer    SubmitBatch submitBatch
consumer    Heartbeat   acknowledge
consumer    Identify    alreadyIdentified
consumer    Submit      invalidOpcode
consumer    Replay      replay
consumer    Status      invalidOpcode
consumer    SubmitBatch invalidOpcode
closed      Heartbeat   ignore
closed      Identify    ignore
closed      Submit      ignore
closed      Replay      ignore
closed      Status      ignore
closed      SubmitBatch ignore
`;

const FROM_CLIENTS = [
  'Heartbeat',
  'Identify',
  'Submit',
  'Replay',
  'Status',
  'SubmitBatch',
] as const;

describe('the dispatch table', () => {
  it('names a handler for each state and each opcode that clients send', () => {
    const rows = STATES.flatMap((state) =>
      FROM_CLIENTS.map((name) => {
        const handler = DISPATCH[state][Opcode[name]];
        return [state.padEnd(11), name.padEnd(11), handler.name].join(' ');
      }),
    );
    expect(rows.join('\n')).toBe(TABLE.trim());
  });

  it('[P-OP-1] [P-OP-2] [P-OP-3] refuses every other opcode in each state, and ignores it once closed', () => {
    const fromClients: readonly number[] = FROM_CLIENTS.map((name) => Opcode[name]);
    const others = Object.values(Opcode).filter((opcode) => !fromClients.includes(opcode));
    expect(others.length).toBeGreaterThan(0);
    for (const state of STATES) {
      const expected = state === 'closed' ? 'ignore' : 'invalidOpcode';
      for (const opcode of [...others, 'unknown'] as const) {
        expect(DISPATCH[state][opcode].name, `${state} ${opcode}`).toBe(expected);
      }
    }
  });
});
