/** Assertions on the end of a connection, used by every check that provokes a close. */
import { CloseCode, LIMITS, Role } from '@wearwire/protocol';
import { endText, type TestClient } from '../context/test-client.js';
import type { ConnectionState, TestContext } from '../context/test-context.js';
import { assert, Deviation, formatValue, NotApplicable } from '../verdict.js';
import type { End } from '../wire/wire-socket.js';

/** Waits for a close frame with this code and a reason. Returns a description of it. */
export async function expectClose(
  client: TestClient,
  code: CloseCode,
  withinMs?: number,
): Promise<string> {
  const end = await client.waitForEnd(withinMs);
  assertClose(end, code);
  return endText(end);
}

/** As `expectClose`; the error message begins with `cause`, a description of what the client sent. */
export async function expectCloseAfter(
  cause: string,
  client: TestClient,
  code: CloseCode,
): Promise<void> {
  await expectClose(client, code).catch((error: Error) => {
    throw new Deviation(`${cause}: ${error.message}`);
  });
}

/** Sends an IDENTIFY as a consumer and waits for this code; the server may probe the holders of slots first. */
export async function expectRefusedConsumer(
  context: TestContext,
  token: string,
  code: CloseCode,
): Promise<{ readonly client: TestClient; readonly seen: string }> {
  const { probeTimeoutMs, replyTimeoutMs } = context.settings;
  const client = await context.open();
  client.send({ op: 3, d: { token, type: Role.Consumer } });
  return { client, seen: await expectClose(client, code, probeTimeoutMs + replyTimeoutMs) };
}

const PLANNED_STOPS: readonly number[] = [CloseCode.GoingAway, CloseCode.Restarting];

/** Waits for a close frame with the code of a planned stop and a reason. */
export async function expectPlannedStop(client: TestClient): Promise<void> {
  const end = await client.waitForEnd();
  const isPlanned = end.kind === 'close' && PLANNED_STOPS.includes(end.code);
  assertClose(end, isPlanned ? (end.code as CloseCode) : CloseCode.Restarting);
}

/** Waits for a close with one of these codes or a cut: for input that a WebSocket library may refuse by itself. */
export async function expectCloseOrCut(
  client: TestClient,
  codes: readonly number[],
): Promise<string> {
  const end = await client.waitForEnd();
  const isExpected = end.kind === 'cut' || codes.includes(end.code);
  assert(isExpected, `${endText(end)} instead of ${codes.join(' or ')} or a cut`);
  return endText(end);
}

/**
 * Sends each input on its own connection in this state and asserts that the server closes it with the code.
 * `secret`, a token in the inputs, is masked in the report.
 */
export async function expectEachCloses(
  context: TestContext,
  state: ConnectionState,
  inputs: readonly string[],
  code: CloseCode,
  secret?: string,
): Promise<string> {
  for (const input of inputs) {
    const client = await context.inState(state);
    client.send(input);
    const shown = formatValue(secret ? input.replaceAll(secret, '…') : input);
    await expectCloseAfter(`${state} sent ${shown}`, client, code);
  }
  return `${inputs.length} of ${inputs.length} closed with ${code}`;
}

/** Runs `work` while the second developer's stream is active and asserts that this stream is not affected. */
export async function withNeighbourStream(
  context: TestContext,
  work: () => Promise<string>,
): Promise<string> {
  const neighbour = await context.neighbourStream();
  const seen = await work();
  return `${seen}; ${await neighbour.assertUnaffected()}`;
}

/** Skips a check that applies only if an IDENTIFY consumes its token. */
export function skipIfTokensReusable(context: TestContext): void {
  if (context.settings.reusableTokens) throw new NotApplicable('the server has reusable tokens');
}

function assertClose(end: End, code: CloseCode): void {
  assert(end.kind === 'close' && end.code === code, `${endText(end)} instead of close ${code}`);
  const bytes = Buffer.byteLength(end.reason);
  assert(bytes > 0, `close ${code} without a reason`);
  assert(bytes <= LIMITS.closeReasonBytesMax.default, `the close reason has ${bytes} bytes`);
}
