/**
 * Health check of the image: requests /readyz on the loopback address, at the port that the variables set, and exits
 * with 0 or 1. Does not verify the certificate, which is for other host names.
 */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

const { WEARWIRE_PORT: port = '8080', WEARWIRE_TLS_CERT: cert } = process.env;
const request = cert ? requestHttps : requestHttp;
const options = { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false };

request(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('error', () => process.exit(1))
  .end();
