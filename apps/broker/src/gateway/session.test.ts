import { CloseCode } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import {
  eventOfOpcode,
  type SessionEvent,
  type SessionState,
  step,
  TRANSITIONS,
} from './session.js';

const STATES = Object.keys(TRANSITIONS) as SessionState[];
const EVENTS = Object.keys(TRANSITIONS.anonymous) as SessionEvent[];

/** The whole machine in words: state, event, what happens, next state. A cell that changes must change here. */
const TABLE = `
anonymous   heartbeat         acknowledge   anonymous
anonymous   identify          look-up-token identifying
anonymous   submit            close 4000    closed
anonymous   replay            close 4000    closed
anonymous   status            close 4000    closed
anonymous   server-opcode     close 4004    closed
anonymous   unknown-opcode    close 4004    closed
anonymous   accepted-producer close 1011    closed
anonymous   accepted-consumer close 1011    closed
anonymous   refused           refuse        closed
anonymous   identify-timeout  close 4000    closed
anonymous   heartbeat-timeout close 4005    closed
anonymous   socket-closed     nothing       closed
identifying heartbeat         hold          identifying
identifying identify          close 4003    closed
identifying submit            hold          identifying
identifying replay            hold          identifying
identifying status            hold          identifying
identifying server-opcode     close 4004    closed
identifying unknown-opcode    close 4004    closed
identifying accepted-producer send-ready    producer
identifying accepted-consumer send-ready    consumer
identifying refused           refuse        closed
identifying identify-timeout  nothing       identifying
identifying heartbeat-timeout close 4005    closed
identifying socket-closed     nothing       closed
producer    heartbeat         acknowledge   producer
producer    identify          close 4003    closed
producer    submit            submit        producer
producer    replay            close 4004    closed
producer    status            nothing       producer
producer    server-opcode     close 4004    closed
producer    unknown-opcode    close 4004    closed
producer    accepted-producer close 1011    closed
producer    accepted-consumer close 1011    closed
producer    refused           refuse        closed
producer    identify-timeout  nothing       producer
producer    heartbeat-timeout close 4005    closed
producer    socket-closed     nothing       closed
consumer    heartbeat         acknowledge   consumer
consumer    identify          close 4003    closed
consumer    submit            close 4004    closed
consumer    replay            replay        consumer
consumer    status            close 4004    closed
consumer    server-opcode     close 4004    closed
consumer    unknown-opcode    close 4004    closed
consumer    accepted-producer close 1011    closed
consumer    accepted-consumer close 1011    closed
consumer    refused           refuse        closed
consumer    identify-timeout  nothing       consumer
consumer    heartbeat-timeout close 4005    closed
consumer    socket-closed     nothing       closed
`;

describe('session machine', () => {
  it('does in each state with each event what the table says', () => {
    const rows = STATES.filter((state) => state !== 'closed').flatMap((state) =>
      EVENTS.map((event) => {
        const { next, effect } = step(state, event);
        const does = effect.do === 'close' ? `close ${effect.code}` : effect.do;
        return [state.padEnd(11), event.padEnd(17), does.padEnd(13), next].join(' ');
      }),
    );
    expect(rows.join('\n')).toBe(TABLE.trim());
  });

  it('stays closed and does nothing, whatever comes', () => {
    for (const event of EVENTS) {
      expect(step('closed', event)).toEqual({ next: 'closed', effect: { do: 'nothing' } });
    }
  });

  it('[P-OP-1] [P-OP-2] [P-OP-5] tells a client opcode from a server opcode and from none', () => {
    const names = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 64, -1, 1e9].map(eventOfOpcode);
    expect(names).toEqual([
      'heartbeat',
      'server-opcode',
      'server-opcode',
      'identify',
      'server-opcode',
      'server-opcode',
      'submit',
      'replay',
      'status',
      'unknown-opcode',
      'unknown-opcode',
      'unknown-opcode',
      'unknown-opcode',
    ]);
  });

  it('[P-ID-6] closes a second IDENTIFY with 4003, also while the first is looked up', () => {
    for (const state of ['identifying', 'producer', 'consumer'] as const) {
      const { effect } = step(state, 'identify');
      expect(effect).toEqual({ do: 'close', code: CloseCode.AlreadyIdentified });
    }
  });
});
