/**
 * Encodes WebSocket frames of a server (RFC 6455, 5.2): a single frame, or the frames of a chunk in one buffer, so
 * that they are sent in one write.
 *
 * The encoded frames of the latest chunk are cached, because one chunk is sent to all consumers of a developer in a
 * row. No other chunk is cached, so no memory of the log is retained.
 */
import { constants, deflateRawSync } from 'node:zlib';
import { type Chunk, chunkFrame } from '../../storage/chunk.js';

export const WireOpcode = { Text: 0x1, Binary: 0x2, Close: 0x8, Ping: 0x9, Pong: 0xa } as const;

const FIN = 0x80;
/** RSV1: compressed message (RFC 7692, 6). */
const COMPRESSED = 0x40;
/** Shorter messages are sent uncompressed: they would hardly get smaller. */
const COMPRESSED_BYTES_LEAST = 256;
/** The end of each compressed message, which is not sent (RFC 7692, 7.2.1). */
const SYNC_TAIL_BYTES = 4;
/**
 * Bytes of one write. Completed writes show the adapter that a slow client reads, so a write must not take long.
 */
const SLICE_BYTES = 64 * 1024;

/** Window of the server's compressor in bits (RFC 7692, 7.1.2.1); `undefined`: no compression. */
export type WindowBits = number | undefined;

export function frameBytes(opcode: number, payload: Uint8Array, windowBits: WindowBits): Buffer {
  const isData = opcode < WireOpcode.Close;
  const compressed = isData ? deflated(payload, windowBits) : undefined;
  const body = compressed ?? payload;
  const firstByte = FIN | opcode | (compressed === undefined ? 0 : COMPRESSED);
  const bytes = Buffer.allocUnsafe(headBytes(body.length) + body.length);
  bytes.set(body, writeHead(bytes, 0, firstByte, body.length));
  return bytes;
}

/** Encoded frames of a chunk, from one frame on. */
export interface Slice {
  readonly bytes: Buffer;
  /** Index of the first frame that is not included. */
  readonly end: number;
}

export class ChunkFrames {
  #chunk: Chunk | undefined;
  /** By the index of the first frame; all of the same chunk, opcode and window. */
  readonly #slices = new Map<number, Slice & { readonly to: number }>();
  #opcode = 0;
  #windowBits: WindowBits;

  /** Frames `from` to `to` (exclusive), or as many as fit into a slice. */
  slice(chunk: Chunk, from: number, to: number, opcode: number, windowBits: WindowBits): Slice {
    const isSame =
      chunk === this.#chunk && opcode === this.#opcode && windowBits === this.#windowBits;
    if (!isSame) {
      this.#slices.clear();
      this.#chunk = chunk;
      this.#opcode = opcode;
      this.#windowBits = windowBits;
    }
    const known = this.#slices.get(from);
    if (known?.to === to) return known;
    const slice =
      windowBits === undefined
        ? plainSlice(chunk, from, to, FIN | opcode)
        : compressedSlice(chunk, from, to, opcode, windowBits);
    this.#slices.set(from, { ...slice, to });
    return slice;
  }
}

/** Hot path: called for every chunk sent. */
function plainSlice({ bytes, ends }: Chunk, from: number, to: number, firstByte: number): Slice {
  const begin = from === 0 ? 0 : (ends[from - 1] as number);
  let size = 0;
  let end = from;
  for (let start = begin; end < to && size < SLICE_BYTES; end++) {
    const length = (ends[end] as number) - start;
    size += headBytes(length) + length;
    start = ends[end] as number;
  }
  const out = Buffer.allocUnsafe(size);
  let at = 0;
  let start = begin;
  for (let index = from; index < end; index++) {
    const stop = ends[index] as number;
    at = writeHead(out, at, firstByte, stop - start);
    at += bytes.copy(out, at, start, stop);
    start = stop;
  }
  return { bytes: out, end };
}

function compressedSlice(
  chunk: Chunk,
  from: number,
  to: number,
  opcode: number,
  windowBits: number,
): Slice {
  const frames: Buffer[] = [];
  let size = 0;
  let end = from;
  for (; end < to && size < SLICE_BYTES; end++) {
    const bytes = frameBytes(opcode, chunkFrame(chunk, end), windowBits);
    frames.push(bytes);
    size += bytes.length;
  }
  return { bytes: Buffer.concat(frames, size), end };
}

/** Compresses one message without context takeover. `undefined`: send it uncompressed. */
function deflated(payload: Uint8Array, windowBits: WindowBits): Buffer | undefined {
  if (windowBits === undefined || payload.length < COMPRESSED_BYTES_LEAST) return undefined;
  const finishFlush = constants.Z_SYNC_FLUSH;
  return deflateRawSync(payload, { windowBits, finishFlush }).subarray(0, -SYNC_TAIL_BYTES);
}

function headBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Writes the head of a frame at offset `at`, and returns the offset of its payload of `length` bytes. */
function writeHead(bytes: Buffer, at: number, firstByte: number, length: number): number {
  bytes[at] = firstByte;
  if (length < 126) {
    bytes[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    bytes[at + 1] = 126;
    bytes[at + 2] = length >> 8;
    bytes[at + 3] = length & 255;
    return at + 4;
  }
  bytes[at + 1] = 127;
  bytes.writeBigUInt64BE(BigInt(length), at + 2);
  return at + 10;
}
