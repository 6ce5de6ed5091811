/** MessagePack for the option `encoding`: an entry of its own, so that producers of JSON do not carry it. */
export { msgpack } from '@wearwire/client-core/msgpack';
