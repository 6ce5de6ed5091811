// WEARWIRE_SOCKETS=ws vitest run apps/broker/test/conformance: brokers that a test makes run on that socket library
// unless the test chooses one. Without the variable they run on the one that `auto` chooses.
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
