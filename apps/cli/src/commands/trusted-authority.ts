/**
 * Trusts the certificate authorities of a PEM file for every TLS connection of this process, beside those that
 * Node trusts: sockets (`ws`) and `fetch` alike, whatever library opens them.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { CommandError, messageOf } from '../line/errors.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** What Node has from 22.19 and 24.5 on. */
interface DefaultAuthorities {
  getCACertificates?(kind: 'default'): readonly string[];
  setDefaultCACertificates?(certificates: readonly string[]): void;
}

/** `name`: the flag or variable that names the file. Throws `CommandError` for a file without certificates. */
export async function trustAuthority(name: string, path: string): Promise<void> {
  const pem = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`${name}: cannot read ${path} (${cause.code})`, { cause });
  });
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw new CommandError(
      `${name}: ${path} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)`,
    );
  }
  for (const one of certificates) checkCertificate(name, path, one);
  trust(certificates);
}

function checkCertificate(name: string, path: string, pem: string): void {
  try {
    new X509Certificate(pem);
  } catch (cause) {
    throw new CommandError(`${name}: cannot parse a certificate in ${path}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function trust(certificates: readonly string[]): void {
  const { getCACertificates, setDefaultCACertificates } = tls as DefaultAuthorities;
  if (getCACertificates !== undefined && setDefaultCACertificates !== undefined) {
    setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
    return;
  }
  // Older versions: every secure context is made by this function of the module, which can be wrapped.
  const createSecureContext = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const secure = createSecureContext(options);
    const { context } = secure as { context: { addCACert(pem: string): void } };
    for (const one of certificates) context.addCACert(one);
    return secure;
  };
}
