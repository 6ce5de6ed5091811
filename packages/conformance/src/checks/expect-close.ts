/** Assertions on the end of a connection, used by every check that provokes a close. */
import { CloseCode, LIMITS } from '@wearwire/protocol';
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
    const what = `${state} sent ${formatValue(secret ? input.replaceAll(secret, '…') : input)}`;
    const client = await context.inState(state);
    client.send(input);
    const end = await client.waitForEnd().catch(() => undefined);
    if (!end) throw new Deviation(`${what}: the connection stayed open`);
    try {
      assertClose(end, code);
    } catch (error) {
      throw new Deviation(`${what}: ${(error as Error).message}`);
    }
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
