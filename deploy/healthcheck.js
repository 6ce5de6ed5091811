/**
 * Whether the broker beside it takes connections: asks /readyz on this machine, where the variables say that
 * it listens, and ends with 0 or 1. The certificate is not looked at: it is for other names than this one.
 */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

const { WEARWIRE_PORT: port = '8080', WEARWIRE_TLS_CERT: cert } = process.env;
const request = cert ? requestHttps : requestHttp;
const options = { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false };

request(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('error', () => process.exit(1))
  .end();
