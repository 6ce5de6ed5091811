// WEARWIRE_SOCKETS=ws vitest run apps/broker/test/conformance: brokers in tests use this socket library unless the
// test sets one. Without the variable they use the library that `auto` selects.
import { vi } from 'vitest';

vi.mock('../apps/broker/src/sockets/choose.js', async (importOriginal) => {
  const original = await importOriginal();
  const { WEARWIRE_SOCKETS } = process.env;
  return {
    ...original,
    chooseSockets: (setting) =>
      original.chooseSockets(setting === 'auto' ? WEARWIRE_SOCKETS : setting),
  };
});
