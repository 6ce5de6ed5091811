/** Certificates for tests, created by openssl, for 127.0.0.1 and localhost. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Whether openssl is installed. If not, prints which package to install; throws in CI. */
export function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    const text = 'openssl is not installed; install the package openssl';
    if (process.env.CI === 'true') throw new Error(text);
    console.warn(`skipped: ${text}`);
    return false;
  }
}

/** Creates `NAME.pem` and `NAME.key` in the directory; NAME is the common name. Valid for two days. */
export function makeCertificate(directory: string, name: string): CertificateFiles {
  const files = { cert: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) };
  const key = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const output = ['-keyout', files.key, '-out', files.cert, '-days', '2'];
  execFileSync('openssl', ['req', ...key, ...subject, ...output], { stdio: 'ignore' });
  return files;
}
