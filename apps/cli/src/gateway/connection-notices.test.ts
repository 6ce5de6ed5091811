import { expect, it } from 'vitest';
import { ConnectionNotices } from './connection-notices.js';

function recorded() {
  const printed: string[] = [];
  return { printed, notices: new ConnectionNotices((message) => printed.push(message)) };
}

it('reports a reason once for all users and attempts, and the end of the outage once', () => {
  const { printed, notices } = recorded();
  for (const user of ['anna', 'ben']) notices.recordConnected(user);
  for (let attempt = 0; attempt < 3; attempt++) {
    for (const user of ['anna', 'ben']) notices.recordFailure(user, 'connection refused');
  }
  for (const user of ['anna', 'ben']) notices.recordConnected(user);
  notices.recordFailure('ben', 'connection refused');
  notices.recordConnected('ben');
  expect(printed).toEqual([
    'anna: connected',
    'ben: connected',
    'anna: connection refused; retrying until it succeeds',
    'all users are connected',
    'ben: connection refused; retrying until it succeeds',
    'ben: connected',
  ]);
});

it('reports a new reason at once, and a repeated reason only after all users were connected again', () => {
  const { printed, notices } = recorded();
  for (const reason of ['no response', 'the key is wrong', 'no response']) {
    notices.recordFailure('anna', reason);
  }
  notices.recordConnected('anna');
  notices.recordConnected('anna');
  expect(printed).toEqual([
    'anna: no response; retrying until it succeeds',
    'anna: the key is wrong; retrying until it succeeds',
    'anna: connected',
  ]);
});
