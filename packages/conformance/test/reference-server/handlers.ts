/** Handles a message of a client: validates its form, its opcode, the sender's role, then the payload. */

import { BATCH_EVENTS_MAX } from '@wearwire/protocol';
import { msgpackToJson } from '@wearwire/protocol/msgpack';
import { FrameScanner } from '@wearwire/protocol/server';
import { acknowledge } from './extensions.js';
import { identify } from './identify.js';
import { FRAME_BYTES_MAX, FRAME_DEPTH_MAX } from './reference-server-options.js';
import { replay } from './replay.js';
import { whenStored } from './server-state.js';
import type { Session } from './session.js';

/** A parsed frame, with the exact texts of `d` and `t`. */
export interface ReadFrame {
  readonly op: number;
  readonly value: Readonly<Record<string, unknown>>;
  readonly d: string;
  readonly t: string;
}

const STORE_LATE_MS = 60;
const SERVER_OPCODES: readonly number[] = [1, 2, 4, 5];

export function handleMessage(session: Session, data: Buffer, isBinary: boolean): void {
  const { fault } = session;
  if (session.usesMsgpack) return handleMsgpack(session, data, isBinary);
  if (isBinary && fault !== 'takes-binary') return session.close(1003, 'binary message');
  const bytesMax = fault === 'low-size-limit' ? FRAME_BYTES_MAX / 2 : FRAME_BYTES_MAX;
  if (data.length > bytesMax && fault !== 'no-size-limit') return session.close(1009, 'too large');
  if (fault !== 'only-heartbeats-count') session.onFrame();
  const frame = readFrame(session, data);
  if (typeof frame === 'object') return handleFrame(session, frame);
  if (fault !== 'ignores-bad-frames') session.close(1003, frame);
}

function handleMsgpack(session: Session, data: Buffer, isBinary: boolean): void {
  if (!isBinary) {
    if (session.fault !== 'msgpack-accepts-text') session.close(1003, 'text message');
    return;
  }
  const json = msgpackToJson(data, FRAME_BYTES_MAX);
  const frame = json.ok ? readFrame(session, Buffer.from(json.value)) : json.error;
  if (typeof frame === 'object') return handleFrame(session, frame);
  if (session.fault !== 'msgpack-accepts-invalid') session.close(1003, frame);
}

/** Returns the frame, or the error as text. */
function readFrame(session: Session, data: Buffer): ReadFrame | string {
  const { fault } = session;
  if (fault === 'no-depth-limit') return readWithoutDepthLimit(data.toString());
  const scanner = new FrameScanner(FRAME_DEPTH_MAX);
  const error = scanner.scan(data);
  if (error) return error;
  if (fault === 'strict-spelling' && !/^\{"op":\d+[,}]/.test(data.toString())) return 'spelling';
  const value = JSON.parse(data.toString()) as Record<string, unknown>;
  const known = Object.keys(value).every((key) => ['op', 'd', 't'].includes(key));
  if (fault === 'refuses-unknown-keys' && !known) return 'unknown key';
  const d = data.toString('utf8', scanner.dStart, scanner.dEnd);
  const t = data.toString('utf8', scanner.tStart, scanner.tEnd);
  return { op: scanner.op, value, d, t };
}

/** Parses any depth; handles only the form in which the checks write nested frames. */
function readWithoutDepthLimit(text: string): ReadFrame | string {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const d = text.slice(text.indexOf('"d":') + 4, text.lastIndexOf(',"t":'));
    return { op: Number(value.op), value, d, t: JSON.stringify(value.t) };
  } catch {
    return 'not JSON';
  }
}

function handleFrame(session: Session, frame: ReadFrame): void {
  const { fault, role } = session;
  const { op } = frame;
  if (session.isIdentifying && fault === 'no-pipelining') return;
  if (op === 0) return session.handleHeartbeat();
  if (SERVER_OPCODES.includes(op)) {
    return session.close(
      fault === 'server-opcodes-1003' ? 1003 : 4004,
      'only the server sends this opcode',
    );
  }
  const isBatch = op === 67 && session.uses('batch');
  if (op < 0 || (op > 8 && !isBatch)) {
    if (fault !== 'unknown-opcodes-ignored') session.close(4004, 'unknown opcode');
    return;
  }
  if (op === 3) return identify(session, frame.value.d);
  if (role === undefined) {
    if (fault !== 'early-frames-ignored') session.close(4000, 'not identified');
    return;
  }
  handleIdentified(session, frame, role);
}

function handleIdentified(session: Session, frame: ReadFrame, role: number): void {
  const { fault } = session;
  const isAllowed = frame.op === 7 ? role === 1 : role === 0;
  const isBroken = fault === 'payload-first' && !isWellFormed(frame);
  if (isBroken) return session.close(1003, 'malformed');
  if (!isAllowed) {
    if (fault !== 'roles-ignored') session.close(4004, 'opcode not allowed for this role');
    return;
  }
  if (frame.op === 7) return replay(session, frame.value.d);
  if (frame.op === 6) return submit(session, frame);
  if (frame.op === 67) return submitBatch(session, frame);
  if (fault === 'malformed-status-closes' && !isWellFormed(frame)) session.close(1003, 'status');
  else if (fault === 'status-stored') store(session, frame.d, '"STATUS"', session.grant?.user);
}

function submit(session: Session, frame: ReadFrame): void {
  if (!isWellFormed(frame)) {
    if (session.fault !== 'takes-any-submit') session.close(1003, 'malformed SUBMIT');
    return;
  }
  const { uid } = frame.value;
  const { n } = frame.value;
  const isNumbered =
    n !== undefined && (session.uses('ack') || session.fault === 'uses-extensions-unrequested');
  if (isNumbered && session.fault !== 'takes-any-n' && !isNumber(n)) {
    return session.close(1003, 'n is not a positive integer');
  }
  const isForged = session.fault === 'uid-of-frame' && typeof uid === 'string';
  const user = isForged ? uid : session.grant?.user;
  if (session.uses('ack')) acknowledge(session, n, () => store(session, frame.d, frame.t, user));
  else store(session, frame.d, frame.t, user);
}

function submitBatch(session: Session, { value, d: payload, t: type }: ReadFrame): void {
  const { d, t, n } = value;
  const { fault } = session;
  const isList = Array.isArray(d) && typeof t === 'string' && t !== '';
  const isValid = isList && d.length > 0 && d.length <= BATCH_EVENTS_MAX && d.every(isReading);
  const isNumbered = n !== undefined && session.uses('ack');
  const isValidNumber =
    !isNumbered || (isNumber(n) && isNumber((n as number) + ((d as object[]).length - 1)));
  if (!isValid || !isValidNumber) {
    if (fault === 'batch-partly' && isList)
      store(session, JSON.stringify(d[0]), type, session.grant?.user);
    return session.close(1003, 'malformed SUBMIT_BATCH');
  }
  const scanner = new FrameScanner();
  const bytes = Buffer.from(`{"op":67,"d":${payload}}`);
  scanner.scan(bytes);
  const count = scanner.countItems(bytes, BATCH_EVENTS_MAX);
  for (let i = 0; i < count; i++) {
    scanner.selectItem(fault === 'batch-reversed' ? count - 1 - i : i);
    const reading = bytes.toString('utf8', scanner.dStart, scanner.dEnd);
    const number = fault === 'batch-has-one-number' ? (n as number) : (n as number) + i;
    const storeReading = () => store(session, reading, type, session.grant?.user);
    if (isNumbered) acknowledge(session, number, storeReading);
    else storeReading();
  }
}

function isReading(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(n: unknown): boolean {
  return Number.isSafeInteger(n) && (n as number) >= 1;
}

function store(session: Session, payload: string, type: string, uid = ''): void {
  const isReserialised = session.fault === 'reserialises-json';
  const d = isReserialised ? JSON.stringify(JSON.parse(payload)) : payload;
  const t = isReserialised ? JSON.stringify(JSON.parse(type)) : type;
  const log = session.server.logOf(session.grant?.developer ?? '');
  if (session.fault !== 'ack-before-store') {
    return whenStored(session.server, () => log.append({ d, t, uid }));
  }
  setTimeout(() => log.append({ d, t, uid }), STORE_LATE_MS);
}

function isWellFormed({ op, value }: ReadFrame): boolean {
  const { d, t } = value;
  if (typeof d !== 'object' || d === null || Array.isArray(d)) return false;
  if (op === 6) return typeof t === 'string' && t !== '';
  if (op === 8) return typeof (d as { connected?: unknown }).connected === 'boolean';
  const { after } = d as { after?: unknown };
  return after === undefined || (Number.isInteger(after) && (after as number) >= 0);
}
