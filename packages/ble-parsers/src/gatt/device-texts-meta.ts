/** The meta of the texts of `device-information.ts`, which share a decoder. */
import type { DecoderMeta } from '../meta.js';
import type { DeviceText } from './device-information.js';

const text = (id: string, name: string, source: string): DecoderMeta<DeviceText> => ({
  profile: 'gatt',
  id,
  name,
  source,
  fields: { text: '' },
});

export const deviceTextMetas: readonly DecoderMeta[] = [
  text('2A24', 'Model Number String', 'DIS 1.1, 3.2'),
  text('2A25', 'Serial Number String', 'DIS 1.1, 3.3'),
  text('2A26', 'Firmware Revision String', 'DIS 1.1, 3.5'),
  text('2A27', 'Hardware Revision String', 'DIS 1.1, 3.4'),
  text('2A28', 'Software Revision String', 'DIS 1.1, 3.6'),
  text('2A29', 'Manufacturer Name String', 'DIS 1.1, 3.1'),
];
