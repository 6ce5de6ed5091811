export { BluezMock, type MockDevice, type MockHooks } from './bluez-mock.js';
export { longUuid, variant } from './bluez-names.js';
export type { MockService } from './mock-gatt.js';
export { dbusDaemon, PrivateBus } from './private-bus.js';
