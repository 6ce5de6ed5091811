/** The library `ws` without its check of the reserved bits (RFC 6455, 5.2). */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(new URL('../../broker/package.json', import.meta.url));
const Receiver = require(join(dirname(require.resolve('ws')), 'lib/receiver.js'));
const { getInfo } = Receiver.prototype;
const RESERVED_BITS = 0x70;

Receiver.prototype.getInfo = function (...args) {
  const [first] = this._buffers;
  if (first !== undefined && first.length > 0) first[0] &= ~RESERVED_BITS;
  return getInfo.apply(this, args);
};
