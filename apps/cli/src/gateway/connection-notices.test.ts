import { expect, it } from 'vitest';
import { ConnectionNotices } from './connection-notices.js';

function recorded() {
  const told: string[] = [];
  return { told, notices: new ConnectionNotices((message) => told.push(message)) };
}

it('tells a reason once for all users and attempts, and once that it is over', () => {
  const { told, notices } = recorded();
  for (const user of ['anna', 'ben']) notices.connected(user);
  for (let attempt = 0; attempt < 3; attempt++) {
    for (const user of ['anna', 'ben']) notices.waiting(user, 'connection refused');
  }
  for (const user of ['anna', 'ben']) notices.connected(user);
  notices.waiting('ben', 'connection refused');
  notices.connected('ben');
  expect(told).toEqual([
    'anna: connected',
    'ben: connected',
    'anna: connection refused; trying again until it works',
    'all users are connected',
    'ben: connection refused; trying again until it works',
    'ben: connected',
  ]);
});

it('tells another reason when it comes, and a reason that comes back only after all were connected', () => {
  const { told, notices } = recorded();
  for (const why of ['no answer', 'the key is wrong', 'no answer']) notices.waiting('anna', why);
  notices.connected('anna');
  notices.connected('anna');
  expect(told).toEqual([
    'anna: no answer; trying again until it works',
    'anna: the key is wrong; trying again until it works',
    'anna: connected',
  ]);
});
