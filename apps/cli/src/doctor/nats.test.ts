import type { NatsFacts } from '@wearwire/broker';
import { describe, expect, it } from 'vitest';
import { findingsOf } from './nats.js';

const GOOD: NatsFacts = {
  version: '2.11.4',
  isTooOld: false,
  isUnsafeInCluster: false,
  jetStreamProblem: undefined,
  payloadBytesMax: 1_048_576,
  streams: [{ name: 'wearwire-log-0', replicas: 3, currentReplicas: 3 }],
  clockAheadMs: 4,
};

const verdicts = (facts: Partial<NatsFacts>, replicas = 1) =>
  findingsOf({ ...GOOD, ...facts }, { replicas }).map(({ name, verdict }) => `${name} ${verdict}`);

const OK = ['nats ok', 'nats-version ok', 'nats-streams ok', 'nats-promise ok', 'nats-clock ok'];

describe('the findings about NATS servers', () => {
  it('are all ok for three copies on a recent server', () => {
    expect(verdicts({})).toEqual(OK);
  });

  it('fail for several copies on a server before 2.11, but not for one copy', () => {
    expect(verdicts({ isUnsafeInCluster: true })).toContain('nats-version fail');
    const streams = [{ name: 's', replicas: 1, currentReplicas: 1 }];
    expect(verdicts({ isUnsafeInCluster: true, streams })).toContain('nats-version ok');
  });

  it('count one stream in the singular', () => {
    const seen = findingsOf(GOOD, { replicas: 3 }).map((finding) => finding.seen);
    expect(seen).toContain('1 stream, all copies current');
  });

  it('use --replicas if there are no streams yet', () => {
    expect(verdicts({ isUnsafeInCluster: true, streams: [] }, 3)).toContain('nats-version fail');
    expect(verdicts({ streams: [], clockAheadMs: undefined }, 3)).toEqual(OK.slice(0, 4));
  });

  it('warn about a single copy, copies that are behind, and clocks that differ', () => {
    const streams = [
      { name: 'a', replicas: 1, currentReplicas: 1 },
      { name: 'b', replicas: 3, currentReplicas: 2 },
    ];
    expect(verdicts({ streams, clockAheadMs: -1_001 })).toEqual([
      'nats ok',
      'nats-version ok',
      'nats-streams warn',
      'nats-promise warn',
      'nats-clock warn',
    ]);
  });

  it('report only the failure for a server that is too old or has no JetStream', () => {
    expect(verdicts({ isTooOld: true })).toEqual(['nats fail']);
    expect(verdicts({ jetStreamProblem: 'not enabled' })).toEqual(['nats fail']);
  });
});
