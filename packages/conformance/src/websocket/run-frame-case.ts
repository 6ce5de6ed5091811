/** Runs a case that begins after the opening handshake. */
import { setTimeout as delay } from 'node:timers/promises';
import { Deviation, NotApplicable } from '../verdict.js';
import { assemble } from './assemble.js';
import type { FrameCase } from './case.js';
import type { Dialect } from './dialect.js';
import { agreementOf, extensionProblem } from './extensions.js';
import { type Judgement, type JudgeSettings, judge } from './judge.js';
import { Link } from './link.js';

const FIRST_PIECE_MS = 20;

export interface SuiteSettings extends JudgeSettings {
  readonly url: URL;
  readonly dialect: Dialect;
}

/** Throws `Deviation` for what the RFC forbids, `NotApplicable` where the server negotiates no compression. */
export async function runFrameCase(one: FrameCase, settings: SuiteSettings): Promise<Judgement> {
  const { dialect, replyTimeoutMs } = settings;
  await using link = await Link.open(settings.url, one.offer, replyTimeoutMs);
  if (one.offer !== undefined) demandAgreement(link, one);
  if (dialect.greets) await takeGreeting(link, replyTimeoutMs);
  const plan = assemble(one.steps, dialect);
  link.hasClosed = plan.closes;
  const fencesAnswered = await deliver(link, plan.pieces, one.delivery ?? 'together', settings);
  return await judge(one.outcome, { link, plan, fencesAnswered }, settings);
}

function demandAgreement(link: Link, { offer = '', steps }: FrameCase): void {
  const answer = link.answer.headers.get('sec-websocket-extensions');
  const problem = extensionProblem(offer, answer);
  if (problem !== undefined) throw new Deviation(problem);
  const agreement = agreementOf(answer);
  if (agreement === undefined)
    throw new NotApplicable('the server does not negotiate permessage-deflate');
  const takesOver = steps.some((step) => step.send === 'message' && step.deflate?.takesOver);
  if (takesOver && agreement.clientForgets)
    throw new NotApplicable('the server takes no context takeover from clients');
}

async function takeGreeting(link: Link, withinMs: number): Promise<void> {
  const { messages } = link.frames;
  const look = (): true | undefined => (messages.length > 0 || link.isOver ? true : undefined);
  await link.changed.until(look, withinMs, 'the first message of the server');
  messages.shift();
}

/** Sends the pieces in writes as the delivery says. Returns whether every fence was answered. */
async function deliver(
  link: Link,
  pieces: ReturnType<typeof assemble>['pieces'],
  delivery: NonNullable<FrameCase['delivery']>,
  { quietMs, replyTimeoutMs }: SuiteSettings,
): Promise<boolean> {
  let waiting: Buffer[] = [];
  let fencesAnswered = true;
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      waiting.push(piece);
      continue;
    }
    await write(link, waiting, delivery);
    waiting = [];
    if (piece === 'tcp-end') link.endTcp();
    else if (piece === 'pause') fencesAnswered = !(await link.over(quietMs)) && fencesAnswered;
    else fencesAnswered = (await link.fence(replyTimeoutMs)) && fencesAnswered;
  }
  await write(link, waiting, delivery);
  return fencesAnswered;
}

async function write(
  link: Link,
  frames: readonly Buffer[],
  delivery: NonNullable<FrameCase['delivery']>,
): Promise<void> {
  for (const [index, piece] of writesOf(frames, delivery).entries()) {
    if (link.isOver) return;
    link.write(piece);
    if (delivery === 'together') continue;
    // Time to read the first piece alone: it ends in the midst of a frame's head.
    if (index === 0) await delay(FIRST_PIECE_MS);
    else await new Promise(setImmediate);
  }
}

function writesOf(
  frames: readonly Buffer[],
  delivery: NonNullable<FrameCase['delivery']>,
): readonly Buffer[] {
  if (delivery === 'by-frame') return frames;
  const bytes = Buffer.concat(frames);
  if (delivery === 'together') return bytes.length === 0 ? [] : [bytes];
  const count = Math.ceil(bytes.length / delivery);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * delivery, (i + 1) * delivery));
}
