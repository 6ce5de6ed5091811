/** The meta of the values of `physical-activity.ts`, which share four decoders. */
import type { DecoderMeta } from '../meta.js';
import type { PhysicalActivity } from './physical-activity.js';

const meta = (id: string, name: string): DecoderMeta<PhysicalActivity> => ({
  profile: 'gatt',
  id,
  name,
  source: 'PAMS 1.0',
  fields: {
    headerRaw: '',
    flagsRaw: '',
    sessionId: '',
    subSessionId: '',
    relativeTimestampS: 's',
    sequenceNumber: '',
    payload: '',
  },
});

export const physicalActivityMetas: readonly DecoderMeta[] = [
  meta('2B3C', 'General Activity Instantaneous Data'),
  meta('2B3D', 'General Activity Summary Data'),
  meta('2B3E', 'CardioRespiratory Activity Instantaneous Data'),
  meta('2B3F', 'CardioRespiratory Activity Summary Data'),
  meta('2B40', 'Step Counter Activity Summary Data'),
  meta('2B41', 'Sleep Activity Instantaneous Data'),
  meta('2B42', 'Sleep Activity Summary Data'),
];
