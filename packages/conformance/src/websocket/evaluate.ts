/** Compares what the server did in a case with the required outcome, and returns verdict and observation. */
import { assert, formatValue } from '../verdict.js';
import type { assemble } from './assemble.js';
import type { Outcome, WebSocketVerdict } from './case.js';
import type { CaseConnection } from './case-connection.js';
import type { Answer } from './dialect.js';

export interface CaseResult {
  readonly verdict: WebSocketVerdict;
  readonly observed: string;
}

export interface EvaluationSettings {
  /** Longest wait for a required reaction. */
  readonly replyTimeoutMs: number;
  /** Time for the server to fail a connection; after it, a ping finds out whether the connection is open. */
  readonly quietMs: number;
}

/** A case after its steps: the connection, the expected answers, and the result of its fences. */
export interface CaseRun {
  readonly connection: CaseConnection;
  readonly plan: ReturnType<typeof assemble>;
  /** Whether all fences in the steps were answered and the connection stayed open during all pauses. */
  readonly fencesAnswered: boolean;
}

/** Throws `Deviation` for behaviour that the RFC forbids. */
export async function evaluate(
  outcome: Outcome,
  run: CaseRun,
  settings: EvaluationSettings,
): Promise<CaseResult> {
  const result = await evaluateOutcome(outcome, run, settings);
  assert(run.connection.frames.problems.length === 0, run.connection.frames.problems.join('; '));
  return result;
}

function evaluateOutcome(
  outcome: Outcome,
  run: CaseRun,
  settings: EvaluationSettings,
): Promise<CaseResult> {
  switch (outcome.is) {
    case 'open':
      return evaluateOpen(run, settings);
    case 'failed':
      return evaluateFailed(outcome, run, settings);
    case 'closed':
      return evaluateClosed(outcome.code, run, settings);
    case 'ended':
      return evaluateEnded(run, settings);
  }
}

/**
 * Asserts an answer to every message, a pong for every ping, and that the connection is open or ends as the
 * dialect requires.
 */
async function evaluateOpen(run: CaseRun, settings: EvaluationSettings): Promise<CaseResult> {
  const { connection, plan } = run;
  const { frames } = connection;
  const last = plan.answers.at(-1);
  const expected = plan.answers.filter(({ is }) => is === 'message').length;
  const isComplete = (): boolean =>
    frames.messages.length >= expected && frames.pongs.length >= plan.pongs.length;
  await connection.waitFor(() => isComplete() || connection.hasEnded, settings.replyTimeoutMs);
  assertAnswers(run, expected);
  if (last?.is === 'close') return evaluateRefusal(last.code, run, settings);
  const missingPongs = assertPongs(run);
  assert(!connection.hasEnded, `${endOf(connection)} instead of an open connection`);
  assert(
    await connection.fence(settings.replyTimeoutMs),
    `no pong at the end: ${endOf(connection)}`,
  );
  assertAnswers(run, expected);
  assertPongs(run);
  return missingPongs ?? ok(`${countOf(run)}, open`);
}

/** Expects the close code with which the dialect answers the last message: it shows that all of it was received. */
async function evaluateRefusal(
  code: number,
  run: CaseRun,
  settings: EvaluationSettings,
): Promise<CaseResult> {
  const { connection } = run;
  await connection.waitForEnd(settings.replyTimeoutMs);
  const { close } = connection.frames;
  assert(close?.code === code, `${endOf(connection)} instead of close ${code}`);
  return ok(`${countOf(run)}; the message was received: close ${code}`);
}

async function evaluateFailed(
  outcome: Extract<Outcome, { is: 'failed' }>,
  run: CaseRun,
  settings: EvaluationSettings,
): Promise<CaseResult> {
  const { connection, plan } = run;
  if (!(await connection.waitForEnd(settings.quietMs))) {
    const answers = await connection.fence(settings.replyTimeoutMs);
    const staysOpen = `the connection stays open: ${countOf(run)}, ${answers ? 'a pong' : 'no pong'}`;
    if (!connection.hasEnded && outcome.mayPass && answers) return nonStrict(staysOpen);
    assert(connection.hasEnded, staysOpen);
  }
  const { close, messages } = connection.frames;
  assert(messages.length <= plan.answers.length, 'an invalid message was answered');
  if (close === undefined) return nonStrict('cut without a close frame (7.1.7)');
  await assertTcpEnded(run, settings);
  const { codes } = outcome;
  if (close.code === undefined || !codes.includes(close.code))
    return nonStrict(`${endOf(connection)} instead of ${codes.join(' or ')} (7.4.1)`);
  if (messages.length < plan.answers.length)
    return nonStrict(`${endOf(connection)}; ${countOf(run)} before it`);
  if (outcome.isEarly && run.fencesAnswered)
    return nonStrict(`${endOf(connection)}, but only at the end of the message`);
  return ok(endOf(connection));
}

async function evaluateClosed(
  code: number | undefined,
  run: CaseRun,
  settings: EvaluationSettings,
): Promise<CaseResult> {
  const { connection } = run;
  await connection.waitForEnd(settings.replyTimeoutMs);
  const { close } = connection.frames;
  assert(close !== undefined, `${endOf(connection)} instead of a close frame (5.5.1)`);
  await assertTcpEnded(run, settings);
  assertAnswers(run, run.plan.answers.length);
  assert(connection.frames.pongs.length <= run.plan.pongs.length, 'a pong after the close frame');
  const isEcho = close.code === code || (code === undefined && close.code === 1000);
  if (!isEcho)
    return nonStrict(`${endOf(connection)} instead of an echo of ${code ?? 'nothing'} (5.5.1)`);
  return ok(endOf(connection));
}

async function evaluateEnded(run: CaseRun, settings: EvaluationSettings): Promise<CaseResult> {
  await assertTcpEnded(run, settings);
  assertAnswers(run, run.plan.answers.length);
  return ok(endOf(run.connection));
}

async function assertTcpEnded(
  { connection }: CaseRun,
  { replyTimeoutMs }: EvaluationSettings,
): Promise<void> {
  const isTcpEnded = await connection.waitForTcpEnd(replyTimeoutMs);
  assert(isTcpEnded, `${endOf(connection)}, but TCP stays open (7.1.1)`);
}

/** Asserts that `count` messages were answered, in order, and no others. */
function assertAnswers({ connection, plan }: CaseRun, count: number): void {
  const { messages } = connection.frames;
  for (const [index, message] of messages.entries()) {
    const answer: Answer | undefined = plan.answers[index];
    const isRight = answer?.is === 'message' && answer.matches(message);
    assert(
      isRight,
      `${formatValue(message.payload.toString())} is not the expected message ${index + 1}`,
    );
  }
  const missing = `${messages.length} of ${count} messages answered; ${endOf(connection)}`;
  assert(messages.length >= count, missing);
}

/**
 * RFC 6455, 5.5.3: a pong for each ping, in order; only the pong for the latest ping is required. Returns a
 * `non-strict` result if others are missing.
 */
function assertPongs({ connection, plan }: CaseRun): CaseResult | undefined {
  const { pongs } = connection.frames;
  const counted = `${pongs.length} pongs for ${plan.pongs.length} pings; ${endOf(connection)}`;
  let at = 0;
  for (const pong of pongs) {
    const index = plan.pongs.findIndex((wanted, i) => i >= at && wanted.equals(pong));
    assert(index >= 0, `a pong that matches no ping; ${counted}`);
    at = index + 1;
  }
  assert(at === plan.pongs.length, counted);
  return pongs.length === plan.pongs.length ? undefined : nonStrict(counted);
}

function countOf({ connection, plan }: CaseRun): string {
  const { messages, pongs } = connection.frames;
  const answered = `${messages.length} of ${plan.answers.length} messages answered`;
  return plan.pongs.length === 0 ? answered : `${answered}, ${pongs.length} pongs`;
}

function endOf({ frames, isTcpEnded }: CaseConnection): string {
  const { close } = frames;
  if (close === undefined) return isTcpEnded ? 'cut' : 'open';
  return close.code === undefined ? 'a close without a code' : `close ${close.code}`;
}

function ok(observed: string): CaseResult {
  return { verdict: 'ok', observed };
}

function nonStrict(observed: string): CaseResult {
  return { verdict: 'non-strict', observed };
}
