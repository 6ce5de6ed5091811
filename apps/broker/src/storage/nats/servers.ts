/** Reads `nats://user:password@a:4222,b:4222`. */

export interface NatsServers {
  /** `HOST:PORT`. */
  readonly servers: string[];
  readonly isTls: boolean;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

const FORM = /^(nats|tls):\/\/(?:([^@/]*)@)?([^@/]+)\/?$/;

/** Whether the text is a URL of NATS servers. */
export function isNatsUrl(text: string): boolean {
  const hosts = FORM.exec(text)?.[3];
  return (
    hosts?.split(',').every((host) => /^(?:\[[\da-f:]+\]|[^:[\]\s]+)(?::\d{1,5})?$/i.test(host)) ??
    false
  );
}

/** `url`: a URL that `isNatsUrl` accepts. */
export function serversOf(url: string): NatsServers {
  const [, scheme, userInfo, hosts = ''] = FORM.exec(url) ?? [];
  const servers = hosts.split(',');
  const isTls = scheme === 'tls';
  if (userInfo === undefined) return { servers, isTls };
  const [name = '', pass] = userInfo.split(':').map(decodeURIComponent);
  return pass === undefined
    ? { servers, isTls, token: name }
    : { servers, isTls, user: name, pass };
}

/** The URL without credentials, for logs and messages. */
export function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^@/]*@/, '$1');
}
