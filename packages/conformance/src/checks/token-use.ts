/** P-TOK-5, P-TOK-7: a token has one winner, and names any user. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identify, READY, type Scene } from '../peers/scene.js';
import { submit } from '../peers/stream.js';
import { demand, demandSame } from '../verdict.js';
import { mustSpendTokens } from './closing.js';

const RACERS = 20;

/** Many connections offer one token in the same moment. */
async function race(scene: Scene, token: string, role: Role): Promise<string> {
  mustSpendTokens(scene);
  const peers = await Promise.all(Array.from({ length: RACERS }, () => scene.open()));
  for (const peer of peers) peer.send({ op: 3, d: { token, type: role } });
  const answers = await Promise.all(
    peers.map((peer) =>
      peer.changed.until(
        () => (peer.texts.includes(READY) ? 'READY' : peer.end && String(closeCode(peer.end))),
        scene.settings.replyTimeoutMs,
        'an answer to IDENTIFY',
      ),
    ),
  );
  const winners = answers.filter((answer) => answer === 'READY').length;
  const losers = answers.filter((answer) => answer === String(CloseCode.InvalidToken)).length;
  const seen = `${winners} READY, ${losers} closed with 4001, of ${RACERS}`;
  demand(winners === 1 && losers === RACERS - 1, seen);
  return seen;
}

function closeCode(end: { kind: string; code?: number }): number {
  return end.code ?? 0;
}

async function anyUser(scene: Scene): Promise<string> {
  const stamp = Date.now().toString(36);
  const users = [
    `zoë ${stamp}`,
    `日本/${stamp}`,
    `"a"\\b&c=d?#%41${stamp}`,
    `${stamp}@example.org`,
  ];
  for (const user of users) {
    await using part = scene.part();
    const consumer = await part.consumer();
    const producer = await part.open();
    await identify(producer, await part.producerToken(user), Role.Producer);
    producer.send(submit('{"val":1}'));
    demandSame((await consumer.takeDispatch()).uid, user, 'uid');
  }
  return `uid of ${users.length} odd users as asked for`;
}

export const tokenUseChecks: readonly Check[] = [
  {
    id: 'tokens.race-user',
    rule: 'P-TOK-5',
    title: 'lets one of 20 win that offer one user token at once',
    expected: 'one READY, 19 closed with 4001',
    run: async (scene) => race(scene, await scene.producerToken(), Role.Producer),
  },
  {
    id: 'tokens.race-developer',
    rule: 'P-TOK-5',
    title: 'lets one of 20 win that offer one developer token at once',
    expected: 'one READY, 19 closed with 4001',
    run: async (scene) => race(scene, await scene.consumerToken(), Role.Consumer),
  },
  {
    id: 'tokens.any-user',
    rule: 'P-TOK-7',
    title: 'accepts any user id, and gives it back as uid',
    expected: 'DISPATCH with the uid that the token was asked for',
    run: anyUser,
  },
];
