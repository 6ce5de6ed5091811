/** Sends hand-written invalid inputs, role by role, while a bystander checks that it is not affected. */
import { residentMib } from '../broker/resident-mib.js';
import type { FaultRow, RowContext } from '../row.js';
import { HOSTILE_INPUTS, type HostileInput } from './hostile-inputs.js';
import { type Attack, underAttack } from './under-attack.js';

async function run(context: RowContext): Promise<void> {
  const { tally } = context;
  await underAttack(context, async (attack) => {
    while (!context.isDone()) {
      for (const [role, inputs] of Object.entries(HOSTILE_INPUTS)) {
        await attackAs(role, inputs, attack, context);
      }
      context.progress(`${tally.injected} inputs`);
    }
  });
}

async function attackAs(
  role: string,
  inputs: readonly HostileInput[],
  attack: Attack,
  { tally }: RowContext,
): Promise<void> {
  for (const { name, connections, send } of inputs) {
    if (attack.broker.exit !== undefined) return;
    await Promise.all(Array.from({ length: connections }, () => send(attack)));
    tally.injected++;
    tally.add('connections', connections);
    tally.addMax(
      `memory of the broker after an input ${byRole(role)}, max, MiB`,
      await residentMib(attack.broker.child.pid),
    );
    const { exit } = attack.broker;
    tally.expect(exit === undefined, 'brokerStaysUp', `${role}: the broker exited after: ${name}`);
  }
}

function byRole(role: string): string {
  return role === 'without a token' ? role : `of a ${role}`;
}

/** Number of inputs in one pass. */
const PASS = Object.values(HOSTILE_INPUTS).reduce((sum, { length }) => sum + length, 0);

export const hostile: FaultRow = {
  name: 'hostile',
  title: 'Hostile input by role',
  method: `${PASS} invalid inputs from connections without a token and from producers, consumers and monitors: malformed HTTP and WebSocket, floods, clients that never read, frames that are too large, too deeply nested, or not allowed. Each is sent by several connections at once, while a bystander of another developer submits an event every 10 ms.`,
  unit: 'inputs',
  invariants: ['brokerStaysUp', 'bystanderIsUnharmed'],
  injections: { proof: 1, short: PASS, long: 20 * PASS },
  mutations: [
    { meaning: 'a broker that exits 2 s after it is ready', preload: 'end-soon.mjs' },
    {
      meaning: 'a relay that drops every 47th DISPATCH of the bystander',
      tampering: 'drop-dispatch',
    },
  ],
  run,
};
