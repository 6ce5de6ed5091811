/** P-OP: who may send what. */
import { CloseCode, EXTENSION_OPCODE_FIRST, Opcode } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { Stage } from '../peers/scene.js';
import { eachCloses } from './closing.js';

const STAGES: readonly Stage[] = ['fresh', 'producer', 'consumer'];

const SERVERS = [
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

function sender(stage: Stage): string {
  return stage === 'fresh' ? 'before IDENTIFY' : `of a ${stage}`;
}

const serverOpcodes: readonly Check[] = SERVERS.flatMap(({ op, name, frame }) =>
  STAGES.map((stage) => ({
    id: `opcodes.server-${op}-${stage}`,
    rule: 'P-OP-1',
    title: `refuses ${name}, which only the server sends, ${sender(stage)}`,
    expected: 'close 4004',
    run: (scene) => eachCloses(scene, stage, [frame], CloseCode.InvalidOpcode),
  })),
);

const unknownOpcodes: readonly Check[] = STAGES.map((stage) => ({
  id: `opcodes.unknown-${stage}`,
  rule: 'P-OP-2',
  title: `refuses opcodes that do not exist ${sender(stage)}`,
  expected: 'close 4004',
  run: (scene) =>
    eachCloses(
      scene,
      stage,
      UNKNOWN.map((op) => `{"op":${op},"d":{}}`),
      CloseCode.InvalidOpcode,
    ),
}));

const extensionOpcodes: readonly Check[] = STAGES.map((stage) => ({
  id: `opcodes.extension-${stage}`,
  rule: 'P-OP-5',
  title: `refuses extension opcodes that were not negotiated ${sender(stage)}`,
  expected: 'close 4004',
  run: (scene) =>
    eachCloses(
      scene,
      stage,
      EXTENSIONS.map((op) => `{"op":${op},"d":{}}`),
      CloseCode.InvalidOpcode,
    ),
}));

export const opcodeChecks: readonly Check[] = [
  ...serverOpcodes,
  ...unknownOpcodes,
  ...extensionOpcodes,
  {
    id: 'opcodes.consumer-submits',
    rule: 'P-OP-3',
    title: 'refuses SUBMIT and STATUS of a consumer',
    expected: 'close 4004',
    run: (scene) => {
      const frames = ['{"op":6,"d":{"val":1},"t":"HEART_RATE"}', '{"op":8,"d":{"connected":true}}'];
      return eachCloses(scene, 'consumer', frames, CloseCode.InvalidOpcode);
    },
  },
  {
    id: 'opcodes.producer-replays',
    rule: 'P-OP-3',
    title: 'refuses REPLAY of a producer',
    expected: 'close 4004',
    run: (scene) => {
      return eachCloses(scene, 'producer', ['{"op":7,"d":{"after":0}}'], CloseCode.InvalidOpcode);
    },
  },
  {
    id: 'opcodes.before-payload-consumer',
    rule: 'P-OP-4',
    title: "judges a consumer's opcode before its payload",
    expected: 'close 4004 for malformed SUBMIT and STATUS',
    run: (scene) => {
      const frames = ['{"op":6}', '{"op":6,"d":1,"t":""}', '{"op":8}', '{"op":8,"d":[]}'];
      return eachCloses(scene, 'consumer', frames, CloseCode.InvalidOpcode);
    },
  },
  {
    id: 'opcodes.before-payload-producer',
    rule: 'P-OP-4',
    title: "judges a producer's opcode before its payload",
    expected: 'close 4004 for malformed REPLAY',
    run: (scene) => {
      const frames = ['{"op":7}', '{"op":7,"d":{"after":-1}}', '{"op":7,"d":null}'];
      return eachCloses(scene, 'producer', frames, CloseCode.InvalidOpcode);
    },
  },
];
