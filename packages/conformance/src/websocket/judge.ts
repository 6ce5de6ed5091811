/** What came of the steps of a case, against what the RFC wants: the verdict, with what was seen. */
import { demand, shown } from '../verdict.js';
import type { assemble } from './assemble.js';
import type { Outcome, WebSocketVerdict } from './case.js';
import type { Answer } from './dialect.js';
import type { Link } from './link.js';

export interface Judgement {
  readonly verdict: WebSocketVerdict;
  readonly observed: string;
}

export interface JudgeSettings {
  /** Longest wait for what must come. */
  readonly replyTimeoutMs: number;
  /** How long a server may take to fail a connection before it is asked whether it is still there. */
  readonly quietMs: number;
}

/** What was sent, what it must bring, and what was seen on the way. */
export interface Course {
  readonly link: Link;
  readonly plan: ReturnType<typeof assemble>;
  /** The fences of the steps were answered. */
  readonly fencesAnswered: boolean;
}

/** Throws `Deviation` for what the RFC forbids. */
export async function judge(
  outcome: Outcome,
  course: Course,
  settings: JudgeSettings,
): Promise<Judgement> {
  const judgement = await judgeOutcome(outcome, course, settings);
  demand(course.link.frames.problems.length === 0, course.link.frames.problems.join('; '));
  return judgement;
}

function judgeOutcome(
  outcome: Outcome,
  course: Course,
  settings: JudgeSettings,
): Promise<Judgement> {
  switch (outcome.is) {
    case 'open':
      return judgeOpen(course, settings);
    case 'failed':
      return judgeFailed(outcome, course, settings);
    case 'closed':
      return judgeClosed(outcome.code, course, settings);
    case 'ended':
      return judgeEnded(course, settings);
  }
}

/** Every message is answered, every ping has its pong, and the connection goes on or ends as the dialect wants. */
async function judgeOpen(course: Course, settings: JudgeSettings): Promise<Judgement> {
  const { link, plan } = course;
  const { frames } = link;
  const last = plan.answers.at(-1);
  const texts = plan.answers.filter(({ is }) => is === 'message');
  const isWhole = (): boolean =>
    frames.messages.length >= texts.length && frames.pongs.length >= plan.pongs.length;
  const look = (): true | undefined => (isWhole() || link.isOver ? true : undefined);
  await link.changed.until(look, settings.replyTimeoutMs, '').catch(() => {});
  demandAnswers(course, texts.length);
  if (last?.is === 'close') return judgeRefusal(last.code, course, settings);
  const lacking = demandPongs(course);
  demand(!link.isOver, `${endOf(link)} instead of an open connection`);
  demand(await link.fence(settings.replyTimeoutMs), `no pong at the end: ${endOf(link)}`);
  demandAnswers(course, texts.length);
  demandPongs(course);
  return lacking ?? ok(`${countOf(course)}, open`);
}

/** The dialect has no answer for such a message but this close code: it came whole. */
async function judgeRefusal(
  code: number,
  course: Course,
  settings: JudgeSettings,
): Promise<Judgement> {
  const { link } = course;
  await link.over(settings.replyTimeoutMs);
  const { close } = link.frames;
  demand(close?.code === code, `${endOf(link)} instead of close ${code}, by which it refuses it`);
  return ok(`${countOf(course)}; the message came whole: close ${code}`);
}

async function judgeFailed(
  outcome: Extract<Outcome, { is: 'failed' }>,
  course: Course,
  settings: JudgeSettings,
): Promise<Judgement> {
  const { link, plan } = course;
  if (!(await link.over(settings.quietMs))) {
    const answers = await link.fence(settings.replyTimeoutMs);
    const goesOn = `it goes on: ${countOf(course)}, ${answers ? 'a pong' : 'no pong'}`;
    if (!link.isOver && outcome.mayPass && answers) return nonStrict(goesOn);
    demand(link.isOver, goesOn);
  }
  const { close, messages } = link.frames;
  demand(messages.length <= plan.answers.length, 'what is not allowed was answered');
  if (close === undefined) return nonStrict('cut without a close frame (7.1.7)');
  await demandGone(course, settings);
  const { codes } = outcome;
  if (close.code === undefined || !codes.includes(close.code))
    return nonStrict(`${endOf(link)} instead of ${codes.join(' or ')} (7.4.1)`);
  if (messages.length < plan.answers.length)
    return nonStrict(`${endOf(link)}; ${countOf(course)} before it`);
  if (outcome.isEarly && course.fencesAnswered)
    return nonStrict(`${endOf(link)}, but only at the end of the message`);
  return ok(endOf(link));
}

async function judgeClosed(
  code: number | undefined,
  course: Course,
  settings: JudgeSettings,
): Promise<Judgement> {
  const { link } = course;
  await link.over(settings.replyTimeoutMs);
  const { close } = link.frames;
  demand(close !== undefined, `${endOf(link)} instead of a close frame (5.5.1)`);
  await demandGone(course, settings);
  demandAnswers(course, course.plan.answers.length);
  demand(link.frames.pongs.length <= course.plan.pongs.length, 'a pong after the close frame');
  const isEcho = close.code === code || (code === undefined && close.code === 1000);
  if (!isEcho)
    return nonStrict(`${endOf(link)} instead of an echo of ${code ?? 'nothing'} (5.5.1)`);
  return ok(endOf(link));
}

async function judgeEnded(course: Course, settings: JudgeSettings): Promise<Judgement> {
  await demandGone(course, settings);
  demandAnswers(course, course.plan.answers.length);
  return ok(endOf(course.link));
}

async function demandGone({ link }: Course, { replyTimeoutMs }: JudgeSettings): Promise<void> {
  const isGone = await link.gone(replyTimeoutMs);
  demand(isGone, `${endOf(link)}, but TCP stays open (7.1.1)`);
}

/** Each answer in its place, and none beyond. */
function demandAnswers({ link, plan }: Course, count: number): void {
  const { messages } = link.frames;
  for (const [index, message] of messages.entries()) {
    const answer: Answer | undefined = plan.answers[index];
    const isRight = answer?.is === 'message' && answer.matches(message);
    demand(isRight, `${shown(message.payload.toString())} came as message ${index + 1}`);
  }
  const missing = `${messages.length} of ${count} messages answered; ${endOf(link)}`;
  demand(messages.length >= count, missing);
}

/** RFC 6455, 5.5.3: a pong for each ping, in order; some may be left out, but not that of the latest. */
function demandPongs({ link, plan }: Course): Judgement | undefined {
  const { pongs } = link.frames;
  const counted = `${pongs.length} pongs for ${plan.pongs.length} pings; ${endOf(link)}`;
  let at = 0;
  for (const pong of pongs) {
    const index = plan.pongs.findIndex((wanted, i) => i >= at && wanted.equals(pong));
    demand(index >= 0, `a pong that belongs to no ping; ${counted}`);
    at = index + 1;
  }
  demand(at === plan.pongs.length, counted);
  return pongs.length === plan.pongs.length ? undefined : nonStrict(counted);
}

function countOf({ link, plan }: Course): string {
  const { messages, pongs } = link.frames;
  const answered = `${messages.length} of ${plan.answers.length} messages answered`;
  return plan.pongs.length === 0 ? answered : `${answered}, ${pongs.length} pongs`;
}

function endOf({ frames, isGone }: Link): string {
  const { close } = frames;
  if (close === undefined) return isGone ? 'cut' : 'open';
  return close.code === undefined ? 'an empty close' : `close ${close.code}`;
}

function ok(observed: string): Judgement {
  return { verdict: 'ok', observed };
}

function nonStrict(observed: string): Judgement {
  return { verdict: 'non-strict', observed };
}
