/** Reads the services and values of a sensor from an advertisement. */
import { profileOf, type ServiceProfile } from '@wearwire/ble-parsers';
import type { Sighting } from '../radio/radio.js';
import type { PacketSource } from './sensor.js';

/** Services that many other devices also have. A device with only these services is not treated as a sensor. */
const COMMON_SERVICES = new Set(['180F', '180A']);
/** Profiles whose decoder expects manufacturer data with the company id. Others, such as Polar, do not. */
const WITH_COMPANY_ID = new Set(['keiser']);

/** Returns the profiles of the advertised services; empty if the device is not a sensor that can be decoded. */
export function profilesOf(sighting: Sighting): ServiceProfile[] {
  const found = profileOf({
    name: sighting.name,
    serviceUuids: sighting.serviceUuids,
    companyIds: sighting.manufacturerData.map(({ companyId }) => companyId),
    serviceDataUuids: sighting.serviceData.map(({ uuid }) => uuid),
  });
  return found.some(({ service }) => !COMMON_SERVICES.has(service)) ? found : [];
}

/** Returns the payloads of the advertisement that can be decoded. */
export function advertisedPackets(
  sighting: Sighting,
): { readonly from: PacketSource; readonly bytes: Uint8Array }[] {
  const ofCompanies = sighting.manufacturerData.flatMap(({ companyId, bytes }) =>
    packetsOf(profileOf({ companyIds: [companyId] }), (profile) =>
      WITH_COMPANY_ID.has(profile) ? withCompanyId(companyId, bytes) : bytes,
    ),
  );
  const ofServices = sighting.serviceData.flatMap(({ uuid, bytes }) =>
    packetsOf(profileOf({ serviceDataUuids: [uuid] }), () => bytes),
  );
  return [...ofCompanies, ...ofServices];
}

function packetsOf(profiles: readonly ServiceProfile[], bytesFor: (profile: string) => Uint8Array) {
  return profiles
    .filter(({ transport }) => transport === 'advertisement')
    .map(({ profile, service }) => ({
      from: { profile, id: service },
      bytes: bytesFor(profile),
    }));
}

function withCompanyId(companyId: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([companyId & 0xff, companyId >> 8, ...bytes]);
}
