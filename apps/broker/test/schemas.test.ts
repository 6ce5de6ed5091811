/**
 * Compares the schemas with real frames: records a run of the conformance checks on a broker and validates each frame.
 * Mutated frames must not match.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import specs from '@asyncapi/specs';
import { runConformance } from '@wearwire/conformance';
import { decodeClientFrame, decodeServerFrame, EXTENSIONS } from '@wearwire/protocol';
import { identifyExtrasOf } from '@wearwire/protocol/server';
import { Ajv } from 'ajv';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createBroker } from '../src/create-broker.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const developers = [
  { id: 'dev-a', key: 'key-of-a' },
  { id: 'dev-b', key: 'key-of-b' },
] as const;

/** Together these checks make a broker send every kind of frame. */
const GROUPS = [
  'submit',
  'dispatch.published-frames',
  'replay',
  'extensions',
  'identify.twice',
  'stop',
];

type Json = Record<string, unknown>;

const byOpcode = new Map<number, { readonly name: string; readonly validate: ValidateFunction }>();
const recorded = { client: new Set<string>(), server: new Set<string>() };

beforeAll(async () => {
  const ajv = new Ajv2020({ strict: true });
  const folder = `${root}packages/protocol/schemas/`;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const schema = JSON.parse(readFileSync(folder + name, 'utf8'));
    byOpcode.set(schema.properties.op.const, { name, validate: ajv.compile(schema) });
  }
  await using broker = await createBroker({ port: 0, store: 'memory', developers });
  await runConformance({
    url: broker.url,
    developers,
    only: GROUPS,
    stopServer: () => broker.close(),
    onFrame: (frame, sender) => recorded[sender].add(frame),
  });
});

function objectOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function fits(frame: Json): boolean {
  return byOpcode.get(frame.op as number)?.validate(frame) === true;
}

test('every frame of the broker matches its schema, and every kind was sent', () => {
  const seen = new Set<unknown>();
  for (const text of recorded.server) {
    const frame = objectOf(text) ?? {};
    seen.add(frame.op);
    const { validate, name } = byOpcode.get(frame.op as number) ?? {};
    expect(validate?.(frame), `${name}: ${text} ${JSON.stringify(validate?.errors)}`).toBe(true);
  }
  expect([...seen].sort()).toEqual([1, 2, 4, 5, 64, 65, 66, 68]);
  expect(recorded.server.size).toBeGreaterThan(500);
});

/**
 * Whether the codec accepts the frame and its keys of extensions. `decodeClientFrame` alone would accept too much: it
 * drops an invalid `n` and does not read the keys of extensions in IDENTIFY (P-EXT-3).
 */
function isAccepted(text: string, { op, d, n }: Json): boolean {
  const decoded = decodeClientFrame(text);
  if (!decoded.ok) return false;
  if (op === 3) return identifyExtrasOf(d, EXTENSIONS).ok;
  return n === undefined || (op !== 6 && op !== 67) || 'n' in decoded.value;
}

test('the codec accepts exactly the client frames that match their schema, except STATUS', () => {
  const taken = new Set<unknown>();
  for (const text of recorded.client) {
    const frame = objectOf(text);
    if (frame === undefined || !byOpcode.has(frame.op as number)) continue;
    const isAcceptedFrame = isAccepted(text, frame);
    if (isAcceptedFrame) taken.add(frame.op);
    // The codec requires only `connected` in a STATUS (P-STA) and drops other keys that are invalid.
    if (frame.op !== 8 || !isAcceptedFrame) expect(fits(frame), text).toBe(isAcceptedFrame);
  }
  expect(taken).toEqual(new Set([0, 3, 6, 7, 8, 67]));
});

test('a broker frame with a missing key, a changed type or an extra key matches no schema', () => {
  let mutations = 0;
  for (const text of [...recorded.server].slice(0, 300)) {
    for (const mutated of mutationsOf(objectOf(text) ?? {})) {
      mutations++;
      expect(fits(mutated), JSON.stringify(mutated)).toBe(false);
    }
  }
  expect(mutations).toBeGreaterThan(1_000);
});

test('the codec accepts a broker frame with a fraction or a negative number exactly if its schema does', () => {
  const differing = new Set<string>();
  let mutations = 0;
  for (const text of recorded.server) {
    for (const mutated of numberMutationsOf(objectOf(text) ?? {})) {
      mutations++;
      const json = JSON.stringify(mutated);
      if (isAcceptedByClient(json, mutated) !== fits(mutated)) differing.add(json);
    }
  }
  expect([...differing].slice(0, 10)).toEqual([]);
  expect(mutations).toBeGreaterThan(300);
});

/** Whether the codec accepts the frame with its `d`, which it drops from READY and HEARTBEAT_ACK if it is invalid. */
function isAcceptedByClient(text: string, { d }: Json): boolean {
  const decoded = decodeServerFrame(text);
  return decoded.ok && (d === undefined || 'd' in decoded.value);
}

function* numberMutationsOf(frame: Json): Iterable<Json> {
  for (const [key, value] of Object.entries(frame)) {
    if (key === 'd' && frame.op !== 5) {
      for (const d of numberMutationsOf(value as Json)) yield { ...frame, d };
    } else if (typeof value === 'number' && key !== 'op') {
      for (const number of [0.5, -1]) yield { ...frame, [key]: number };
    }
  }
}

function* mutationsOf(frame: Json): Iterable<Json> {
  yield { ...frame, extra: 1 };
  for (const key of Object.keys(frame)) {
    yield { ...frame, [key]: [frame[key]] };
    // `d` of READY and HEARTBEAT_ACK is optional.
    if (key !== 'd' || ![1, 4].includes(frame.op as number)) {
      const { [key]: _lost, ...rest } = frame;
      yield rest;
    }
  }
  const { op, d } = frame;
  // The schema does not describe the contents of `d` in a DISPATCH.
  if (typeof d !== 'object' || d === null || op === 5) return;
  for (const [key, value] of Object.entries(d)) {
    yield { ...frame, d: { ...d, [key]: { value } } };
  }
  yield { ...frame, d: { ...d, extra: 1 } };
}

test('docs/asyncapi.yaml is a valid AsyncAPI 3 document, and every reference in it resolves', () => {
  const text = readFileSync(`${root}docs/asyncapi.yaml`, 'utf8');
  const document = parse(text) as Json;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
  expect(validate(document), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  expect(validate({ ...document, channels: 7 })).toBe(false);
  const references = [...text.matchAll(/\$ref: "#\/([^"]+)"/g)].map(([, path]) => path as string);
  expect(references.length).toBeGreaterThan(30);
  for (const path of references) {
    const target = path
      .split('/')
      .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
    expect(target, path).toBeDefined();
  }
});
