/** The test vectors: one JSON file per subject, each case with a name and a rule id. */
import { readFileSync } from 'node:fs';

export interface VectorCase {
  readonly name: string;
  readonly rule: string;
}

export interface FrameExpectation {
  readonly frame?: unknown;
  readonly error?: string;
  /** Close code of the server; absent if it does not close. */
  readonly close?: number;
}

export interface TextFrameCase extends VectorCase {
  readonly text: string;
  readonly expect: FrameExpectation;
  /** False if an encoder writes the frame differently from `text`. */
  readonly printed?: boolean;
}

export interface MsgpackCase extends VectorCase {
  readonly hex: string;
  readonly expect: FrameExpectation;
}

export interface DispatchCase extends VectorCase {
  readonly submit: string;
  readonly uid: string;
  readonly seq: number;
  readonly dispatch: string;
}

export interface ReplayRangeCase extends VectorCase {
  readonly replay: { readonly after?: number; readonly before?: number };
  readonly newest: number;
  readonly seqs: readonly number[];
}

export interface CloseCodeCase extends VectorCase {
  readonly code: number;
  readonly when: string;
  readonly retry: string;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8'));
}

export const clientFrames = read('client-frames.json') as readonly TextFrameCase[];
export const serverFrames = read('server-frames.json') as readonly TextFrameCase[];
export const dispatches = read('dispatch.json') as readonly DispatchCase[];
export const replayRanges = read('replay-ranges.json') as readonly ReplayRangeCase[];
export const closeCodes = read('close-codes.json') as readonly CloseCodeCase[];
export const msgpackFrames = read('msgpack.json') as readonly MsgpackCase[];

/** Title of a case, starting with the rule id. */
export function titleOf(vector: VectorCase): string {
  return `[${vector.rule}] ${vector.name}`;
}
