/** P-OP: the opcodes that each role may send. */
import { CloseCode, EXTENSION_OPCODE_FIRST, Opcode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { ConnectionState } from '../context/test-context.js';
import { expectEachCloses } from './expect-close.js';

const STATES: readonly ConnectionState[] = ['anonymous', 'producer', 'consumer'];

const SERVER_FRAMES = [
  { op: Opcode.HeartbeatAck, name: 'HEARTBEAT_ACK', frame: '{"op":1}' },
  { op: Opcode.Hello, name: 'HELLO', frame: '{"op":2,"d":{"heartbeat_interval":40000}}' },
  { op: Opcode.Ready, name: 'READY', frame: '{"op":4}' },
  {
    op: Opcode.Dispatch,
    name: 'DISPATCH',
    frame: '{"op":5,"d":{"val":1},"uid":"u","seq":1,"t":"HEART_RATE"}',
  },
];

const UNKNOWN = ['9', '10', '63', '-1', '99', '9007199254740991', '1e300'];
const EXTENSIONS = [0, 1, 2, 3, 63].map((offset) => EXTENSION_OPCODE_FIRST + offset);

function senderText(state: ConnectionState): string {
  return state === 'anonymous' ? 'before IDENTIFY' : `from a ${state}`;
}

const serverOpcodes: readonly Check[] = SERVER_FRAMES.flatMap(({ op, name, frame }) =>
  STATES.map((state) => ({
    id: `opcodes.server-${op}-${state}`,
    rule: 'P-OP-1',
    title: `refuses ${name} ${senderText(state)}, because only the server may send it`,
    expected: 'close 4004',
    run: (context) => expectEachCloses(context, state, [frame], CloseCode.InvalidOpcode),
  })),
);

const otherOpcodes: readonly Check[] = [
  { name: 'unknown', rule: 'P-OP-2', what: 'unknown opcodes', ops: UNKNOWN },
  {
    name: 'extension',
    rule: 'P-OP-5',
    what: 'extension opcodes that were not negotiated',
    ops: EXTENSIONS,
  },
].flatMap(({ name, rule, what, ops }) => {
  const frames = ops.map((op) => `{"op":${op},"d":{}}`);
  return STATES.map((state) => ({
    id: `opcodes.${name}-${state}`,
    rule,
    title: `refuses ${what} ${senderText(state)}`,
    expected: 'close 4004',
    run: (context) => expectEachCloses(context, state, frames, CloseCode.InvalidOpcode),
  }));
});

export const opcodeChecks: readonly Check[] = [
  ...serverOpcodes,
  ...otherOpcodes,
  {
    id: 'opcodes.consumer-submits',
    rule: 'P-OP-3',
    title: 'refuses SUBMIT and STATUS from a consumer',
    expected: 'close 4004',
    run: (context) => {
      const frames = ['{"op":6,"d":{"val":1},"t":"HEART_RATE"}', '{"op":8,"d":{"connected":true}}'];
      return expectEachCloses(context, 'consumer', frames, CloseCode.InvalidOpcode);
    },
  },
  {
    id: 'opcodes.producer-replays',
    rule: 'P-OP-3',
    title: 'refuses REPLAY from a producer',
    expected: 'close 4004',
    run: (context) => {
      const frames = ['{"op":7,"d":{"after":0}}'];
      return expectEachCloses(context, 'producer', frames, CloseCode.InvalidOpcode);
    },
  },
  {
    id: 'opcodes.before-payload-consumer',
    rule: 'P-OP-4',
    title: "validates a consumer's opcode before its payload",
    expected: 'close 4004 for a malformed SUBMIT or STATUS',
    run: (context) => {
      const frames = ['{"op":6}', '{"op":6,"d":1,"t":""}', '{"op":8}', '{"op":8,"d":[]}'];
      return expectEachCloses(context, 'consumer', frames, CloseCode.InvalidOpcode);
    },
  },
  {
    id: 'opcodes.before-payload-producer',
    rule: 'P-OP-4',
    title: "validates a producer's opcode before its payload",
    expected: 'close 4004 for a malformed REPLAY',
    run: (context) => {
      const frames = ['{"op":7}', '{"op":7,"d":{"after":-1}}', '{"op":7,"d":null}'];
      return expectEachCloses(context, 'producer', frames, CloseCode.InvalidOpcode);
    },
  },
];
