/** How a connection is expected to end: used by every check that provokes a close. */
import { CloseCode, LIMITS } from '@wearwire/protocol';
import { endText, type Peer } from '../peers/peer.js';
import type { Scene, Stage } from '../peers/scene.js';
import { Deviation, demand, NotApplicable, shown } from '../verdict.js';
import type { End } from '../wire/wire-socket.js';

/** Waits for a close frame with this code and a reason text. Returns it in words. */
export async function expectClose(peer: Peer, code: CloseCode, withinMs?: number): Promise<string> {
  const end = await peer.ended(withinMs);
  demandClose(end, code);
  return endText(end);
}

const PLANNED_STOPS: readonly number[] = [CloseCode.GoingAway, CloseCode.Restarting];

/** Waits for a close frame that means a planned stop, with a reason text. */
export async function expectPlannedStop(peer: Peer): Promise<void> {
  const end = await peer.ended();
  const isPlanned = end.kind === 'close' && PLANNED_STOPS.includes(end.code);
  demandClose(end, isPlanned ? (end.code as CloseCode) : CloseCode.Restarting);
}

/** A close frame with this code and a reason, or a cut link: for what a WebSocket library may refuse itself. */
export async function expectCloseOrCut(peer: Peer, codes: readonly number[]): Promise<string> {
  const end = await peer.ended();
  const isExpected = end.kind === 'cut' || codes.includes(end.code);
  demand(isExpected, `${endText(end)} instead of ${codes.join(' or ')} or a cut`);
  return endText(end);
}

/**
 * For each input a connection of its own, at this stage: all must be closed with the code.
 * `secret`, a token in the inputs, is kept out of the report.
 */
export async function eachCloses(
  scene: Scene,
  stage: Stage,
  inputs: readonly string[],
  code: CloseCode,
  secret?: string,
): Promise<string> {
  for (const input of inputs) {
    const what = `${stage} sent ${shown(secret ? input.replaceAll(secret, '…') : input)}`;
    const peer = await scene.at(stage);
    peer.send(input);
    const end = await peer.ended().catch(() => undefined);
    if (!end) throw new Deviation(`${what}: the connection stayed open`);
    try {
      demandClose(end, code);
    } catch (error) {
      throw new Deviation(`${what}: ${(error as Error).message}`);
    }
  }
  return `${inputs.length} of ${inputs.length} closed with ${code}`;
}

/** Does the work while somebody else's stream runs, which must not be harmed. */
export async function withBystander(scene: Scene, work: () => Promise<string>): Promise<string> {
  const bystander = await scene.bystander();
  const seen = await work();
  return `${seen}; ${await bystander.unharmed()}`;
}

/** For checks that only make sense where one IDENTIFY uses a token up. */
export function mustSpendTokens(scene: Scene): void {
  if (scene.settings.reusableTokens) throw new NotApplicable('tokens are reusable here');
}

function demandClose(end: End, code: CloseCode): void {
  demand(end.kind === 'close' && end.code === code, `${endText(end)} instead of close ${code}`);
  const bytes = Buffer.byteLength(end.reason);
  demand(bytes > 0, `close ${code} without a reason text`);
  demand(bytes <= LIMITS.closeReasonBytesMax.default, `a reason of ${bytes} bytes`);
}
