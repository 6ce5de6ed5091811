/** P-TOK-5, P-TOK-7: a token that several connections use at once; unusual user ids. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { identify, READY, type TestContext } from '../context/test-context.js';
import { submit } from '../context/test-stream.js';
import { assert, assertSame } from '../verdict.js';
import type { End } from '../wire/wire-socket.js';
import { skipIfTokensReusable } from './expect-close.js';

const CONNECTIONS = 20;

/** Many connections send one token at the same time. */
async function race(context: TestContext, token: string, role: Role): Promise<string> {
  skipIfTokensReusable(context);
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => context.open()));
  for (const client of clients) client.send({ op: 3, d: { token, type: role } });
  const answers = await Promise.all(
    clients.map((client) =>
      client.changed.until(
        () => (client.texts.includes(READY) ? 'READY' : client.end && endCode(client.end)),
        context.settings.replyTimeoutMs,
        'an answer to IDENTIFY',
      ),
    ),
  );
  const accepted = answers.filter((answer) => answer === 'READY').length;
  const refused = answers.filter((answer) => answer === CloseCode.InvalidToken).length;
  const seen = `${accepted} READY, ${refused} closed with 4001, of ${CONNECTIONS}`;
  assert(accepted === 1 && refused === CONNECTIONS - 1, seen);
  return seen;
}

/** The close code; `cut` for a connection without one. */
function endCode(end: End): number | 'cut' {
  return end.kind === 'close' ? end.code : 'cut';
}

async function anyUser(context: TestContext): Promise<string> {
  const stamp = Date.now().toString(36);
  const users = [
    `zoë ${stamp}`,
    `日本/${stamp}`,
    `"a"\\b&c=d?#%41${stamp}`,
    `${stamp}@example.org`,
  ];
  for (const user of users) {
    await using part = context.subcontext();
    const consumer = await part.consumer();
    const producer = await part.open();
    await identify(producer, await part.producerToken(user), Role.Producer);
    producer.send(submit('{"val":1}'));
    assertSame((await consumer.nextDispatch()).uid, user, 'uid');
  }
  return `${users.length} unusual user ids arrived unchanged as uid`;
}

export const tokenUseChecks: readonly Check[] = [
  {
    id: 'tokens.race-user',
    rule: 'P-TOK-5',
    title: 'accepts only one of 20 connections that send the same user token at once',
    expected: 'one READY, 19 closed with 4001',
    run: async (context) => race(context, await context.producerToken(), Role.Producer),
  },
  {
    id: 'tokens.race-developer',
    rule: 'P-TOK-5',
    title: 'accepts only one of 20 connections that send the same developer token at once',
    expected: 'one READY, 19 closed with 4001',
    run: async (context) => race(context, await context.consumerToken(), Role.Consumer),
  },
  {
    id: 'tokens.any-user',
    rule: 'P-TOK-7',
    title: 'accepts any user id and dispatches it as uid',
    expected: 'a DISPATCH whose uid is the user id in the token request',
    run: anyUser,
  },
];
