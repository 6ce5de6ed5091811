/**
 * Adds the certificate authorities of a PEM file to those that Node trusts, for every TLS connection of this
 * process: WebSockets (`ws`) and `fetch` alike.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { CommandError, messageOf } from '../command-line/errors.js';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Available from Node 22.19 and 24.5. */
interface DefaultAuthorities {
  getCACertificates?(kind: 'default'): readonly string[];
  setDefaultCACertificates?(certificates: readonly string[]): void;
}

/**
 * `name`: the flag or variable that names the file. Throws `CommandError` if the file cannot be read, has no
 * certificate, or has an invalid one.
 */
export async function trustAuthority(name: string, path: string): Promise<void> {
  const pem = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`${name}: cannot read ${path} (${cause.code})`, { cause });
  });
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw new CommandError(
      `${name}: ${path} contains no PEM certificate (-----BEGIN CERTIFICATE-----)`,
    );
  }
  for (const certificate of certificates) checkCertificate(name, path, certificate);
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
  // Older versions: wrap the function of the module that creates every secure context.
  const createSecureContext = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const secure = createSecureContext(options);
    const { context } = secure as { context: { addCACert(pem: string): void } };
    for (const certificate of certificates) context.addCACert(certificate);
    return secure;
  };
}
