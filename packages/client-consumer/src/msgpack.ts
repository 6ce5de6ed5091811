/**
 * MessagePack for the option `encoding`: a separate entry, so that it is not bundled with other consumers.
 */
export { msgpack } from '@wearwire/client-core/msgpack';
