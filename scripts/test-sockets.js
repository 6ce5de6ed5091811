// With the variable WEARWIRE_SOCKETS, brokers in tests use the socket library that it names, unless the test sets one;
// without it, the library that `auto` selects. Example: WEARWIRE_SOCKETS=ws vitest run apps/broker/test/conformance
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
