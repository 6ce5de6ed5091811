/** An operator with one account and one user for nats-server, as `nsc` creates them: JWTs signed by the level above. */
import { createAccount, createOperator, createUser, type KeyPair } from '@nats-io/nkeys';

const unlimited = (...names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, -1]));

const USER_LIMITS = { ...unlimited('subs', 'data', 'payload'), pub: {}, sub: {} };
const ACCOUNT_LIMITS = {
  ...unlimited('subs', 'data', 'payload', 'conn', 'leaf', 'imports', 'exports'),
  wildcards: true,
};
const JETSTREAM_LIMITS = unlimited('mem_storage', 'disk_storage', 'streams', 'consumer');

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function jwt(issuer: KeyPair, subject: KeyPair, name: string, nats: object): string {
  const sub = subject.getPublicKey();
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { jti: name, iat, iss: issuer.getPublicKey(), sub, name, nats };
  const text = `${encode({ typ: 'JWT', alg: 'ed25519-nkey' })}.${encode(claims)}`;
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString('base64url')}`;
}

export interface NatsOperator {
  /** For the configuration of nats-server. */
  readonly config: string;
  /** A credentials file of the user. */
  readonly credentials: string;
}

export function createNatsOperator(): NatsOperator {
  const [operator, account, user] = [createOperator(), createAccount(), createUser()];
  const ofOperator = jwt(operator, operator, 'operator', { type: 'operator', version: 2 });
  // JetStream does not start without a system account; that account must not use JetStream.
  const system = createAccount();
  const accountJwt = (one: KeyPair, name: string, limits: object): string =>
    jwt(operator, one, name, { type: 'account', version: 2, limits });
  const ofSystem = accountJwt(system, 'system', ACCOUNT_LIMITS);
  const ofAccount = accountJwt(account, 'account', { ...ACCOUNT_LIMITS, ...JETSTREAM_LIMITS });
  const ofUser = jwt(account, user, 'user', { type: 'user', version: 2, ...USER_LIMITS });
  const seed = new TextDecoder().decode(user.getSeed());
  return {
    config: [
      `operator: ${ofOperator}`,
      'resolver: MEMORY',
      `system_account: ${system.getPublicKey()}`,
      'resolver_preload: {',
      `  ${system.getPublicKey()}: ${ofSystem}`,
      `  ${account.getPublicKey()}: ${ofAccount}`,
      '}',
    ].join('\n'),
    credentials: [
      '-----BEGIN NATS USER JWT-----',
      ofUser,
      '------END NATS USER JWT------',
      '-----BEGIN USER NKEY SEED-----',
      seed,
      '------END USER NKEY SEED------',
      '',
    ].join('\n'),
  };
}
