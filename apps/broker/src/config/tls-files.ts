/** Checks the two PEM files of TLS, certificate and key, so that a mistake is reported in one line. */
import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { ConfigError } from './config-error.js';
import { BYTE_ORDER_MARK, readSettingsFile } from './settings-file.js';

/** Paths of the two files. */
export interface TlsFiles {
  /** The certificate and its chain, PEM. */
  readonly cert: string;
  /** Its private key, PEM, without a passphrase. */
  readonly key: string;
}

/** The facts about a certificate that are logged. */
export interface CertificateFacts {
  readonly names: string;
  readonly validTo: string;
  readonly isExpired: boolean;
}

/** Throws `ConfigError` if the files cannot be used. */
export async function checkTlsFiles(files: TlsFiles, nowMs: number): Promise<CertificateFacts> {
  const cert = await readPem('--tls-cert', files.cert);
  const key = await readPem('--tls-key', files.key);
  if (/ENCRYPTED/.test(key.toString('latin1'))) {
    throw new ConfigError(`--tls-key ${files.key} has a passphrase; use a key without one`);
  }
  const { subjectAltName, subject, validTo } = readCertificate(files.cert, cert);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new ConfigError(tlsMessage(files, cause), { cause });
  }
  return {
    names: subjectAltName ?? subject,
    validTo,
    isExpired: new Date(validTo).getTime() < nowMs,
  };
}

async function readPem(flag: string, path: string): Promise<Buffer> {
  const pem = await readSettingsFile(`${flag} ${path}`, path);
  // The socket library reads the file itself and would not recognise it as PEM.
  if (pem.subarray(0, 3).toString('utf8') === BYTE_ORDER_MARK) {
    throw new ConfigError(`${flag} ${path} begins with a byte order mark; save it without one`);
  }
  return pem;
}

function readCertificate(path: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new ConfigError(`--tls-cert ${path} is not a certificate in PEM`, { cause });
  }
}

function tlsMessage({ cert, key }: TlsFiles, cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') {
    return `--tls-key ${key} is not the key of --tls-cert ${cert}`;
  }
  if (code === 'ERR_OSSL_UNSUPPORTED' || code === 'ERR_OSSL_PEM_NO_START_LINE') {
    return `--tls-key ${key} is not a private key in PEM`;
  }
  return `cannot load --tls-cert ${cert} with --tls-key ${key}: ${message}`;
}
