import { describe, expect, it } from 'vitest';
import { type SessionEvent, type SessionState, TRANSITIONS } from './session-states.js';

const STATES = Object.keys(TRANSITIONS) as SessionState[];
const EVENTS = Object.keys(TRANSITIONS.anonymous) as SessionEvent[];

/** The whole machine: state, event, close code, next state. A change of the table must be repeated here. */
const TABLE = `
anonymous   identify          -          identifying
anonymous   accepted-producer 1011       closed
anonymous   accepted-consumer 1011       closed
anonymous   refused           as-refused closed
anonymous   identify-timeout  4000       closed
anonymous   heartbeat-timeout 4005       closed
anonymous   socket-closed     -          closed
identifying identify          1011       closed
identifying accepted-producer -          producer
identifying accepted-consumer -          consumer
identifying refused           as-refused closed
identifying identify-timeout  -          identifying
identifying heartbeat-timeout 4005       closed
identifying socket-closed     -          closed
producer    identify          1011       closed
producer    accepted-producer 1011       closed
producer    accepted-consumer 1011       closed
producer    refused           as-refused closed
producer    identify-timeout  -          producer
producer    heartbeat-timeout 4005       closed
producer    socket-closed     -          closed
consumer    identify          1011       closed
consumer    accepted-producer 1011       closed
consumer    accepted-consumer 1011       closed
consumer    refused           as-refused closed
consumer    identify-timeout  -          consumer
consumer    heartbeat-timeout 4005       closed
consumer    socket-closed     -          closed
`;

describe('session states', () => {
  it('follow the table for each state and each event', () => {
    const rows = STATES.filter((state) => state !== 'closed').flatMap((state) =>
      EVENTS.map((event) => {
        const { next, close = '-' } = TRANSITIONS[state][event];
        return [state.padEnd(11), event.padEnd(17), String(close).padEnd(10), next].join(' ');
      }),
    );
    expect(rows.join('\n')).toBe(TABLE.trim());
  });

  it('stay closed and send no second close code', () => {
    for (const event of EVENTS) expect(TRANSITIONS.closed[event]).toEqual({ next: 'closed' });
  });
});
