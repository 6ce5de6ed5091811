/** Runs a case of frames. */
import { delay } from '../condition.js';
import { Deviation, NotApplicable } from '../verdict.js';
import { assemble } from './assemble.js';
import type { FrameCase } from './case.js';
import { CaseConnection } from './case-connection.js';
import type { Dialect } from './dialect.js';
import { type CaseResult, type EvaluationSettings, evaluate } from './evaluate.js';
import { agreementOf, extensionProblem } from './extensions.js';

/** Time for the server to read the first piece, which may end inside a frame header, before the next is sent. */
const FIRST_PIECE_MS = 20;

export interface SuiteSettings extends EvaluationSettings {
  readonly url: URL;
  readonly dialect: Dialect;
}

/**
 * Throws `Deviation` for behaviour that the RFC forbids, `NotApplicable` if the server does not negotiate the
 * compression that the case needs.
 */
export async function runFrameCase(one: FrameCase, settings: SuiteSettings): Promise<CaseResult> {
  const { dialect, replyTimeoutMs } = settings;
  await using connection = await CaseConnection.open(settings.url, one.offer, replyTimeoutMs);
  if (one.offer !== undefined) assertNegotiated(connection, one);
  if (dialect.sendsHello) await connection.consumeHello(replyTimeoutMs);
  const plan = assemble(one.steps, dialect);
  connection.closeSent = plan.closes;
  const fencesAnswered = await deliver(
    connection,
    plan.pieces,
    one.delivery ?? 'together',
    settings,
  );
  return await evaluate(one.outcome, { connection, plan, fencesAnswered }, settings);
}

function assertNegotiated(connection: CaseConnection, { offer = '', steps }: FrameCase): void {
  const answer = connection.answer.headers.get('sec-websocket-extensions');
  const problem = extensionProblem(offer, answer);
  if (problem !== undefined) throw new Deviation(problem);
  const agreement = agreementOf(answer);
  if (agreement === undefined)
    throw new NotApplicable('the server does not negotiate permessage-deflate');
  const takesContextOver = steps.some(
    (step) => step.send === 'message' && step.deflate?.contextTakeover,
  );
  if (takesContextOver && agreement.clientNoContextTakeover)
    throw new NotApplicable('the server does not allow context takeover by clients');
}

/** Sends the pieces in writes of the size given by `delivery`. Returns the `fencesAnswered` of the run. */
async function deliver(
  connection: CaseConnection,
  pieces: ReturnType<typeof assemble>['pieces'],
  delivery: NonNullable<FrameCase['delivery']>,
  { quietMs, replyTimeoutMs }: SuiteSettings,
): Promise<boolean> {
  let pending: Buffer[] = [];
  let fencesAnswered = true;
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      pending.push(piece);
      continue;
    }
    await write(connection, pending, delivery);
    pending = [];
    if (piece === 'tcp-end') connection.endTcp();
    else if (piece === 'pause')
      fencesAnswered = !(await connection.waitForEnd(quietMs)) && fencesAnswered;
    else fencesAnswered = (await connection.fence(replyTimeoutMs)) && fencesAnswered;
  }
  await write(connection, pending, delivery);
  return fencesAnswered;
}

async function write(
  connection: CaseConnection,
  frames: readonly Buffer[],
  delivery: NonNullable<FrameCase['delivery']>,
): Promise<void> {
  for (const [index, piece] of writesOf(frames, delivery).entries()) {
    if (connection.hasEnded) return;
    connection.write(piece);
    if (delivery === 'together') continue;
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
