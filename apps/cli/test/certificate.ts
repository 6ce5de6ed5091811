/** Self-signed certificates for tests. */
import { execFileSync } from 'node:child_process';
import { ensureProgram } from '@wearwire/test-support';

/** Path of the program; `undefined` if it is missing and cannot be installed. */
export const openssl = ensureProgram('openssl');

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Writes a certificate for 127.0.0.1 and its key to PEM files. `name`: the subject's common name. */
export function createCertificate(name: string, { cert, key }: CertificateFiles, days: number) {
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-noenc', '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert, '-days', String(days)];
  execFileSync(openssl as string, [...request, ...subject, ...files], { stdio: 'ignore' });
}
