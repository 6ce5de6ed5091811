/**
 * Encodes a PropertiesChanged signal with manufacturer data, because dbus-next can read dictionaries with
 * numeric keys (`a{qv}`) but cannot write them. Source: D-Bus specification, Message Protocol.
 */

const LITTLE_ENDIAN = 0x6c;
const SIGNAL = 4;
const VERSION = 1;
const FIELDS = { path: 1, interface: 2, member: 3, signature: 8 } as const;

class Writer {
  readonly bytes: number[] = [];

  align(to: number): this {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
    return this;
  }
  u8(...values: number[]): this {
    this.bytes.push(...values);
    return this;
  }
  u16(value: number): this {
    return this.align(2).u8(value & 0xff, value >> 8);
  }
  u32(value: number): this {
    return this.align(4).u8(...[0, 8, 16, 24].map((shift) => (value >> shift) & 0xff));
  }
  text(value: string): this {
    return this.u32(value.length).u8(...Buffer.from(value), 0);
  }
  signature(value: string): this {
    return this.u8(value.length, ...Buffer.from(value), 0);
  }
  /** An array whose elements are aligned to `to`; its length does not count the padding before them. */
  array(to: number, write: () => void): this {
    this.u32(0);
    const at = this.bytes.length - 4;
    this.align(to);
    const start = this.bytes.length;
    write();
    const size = this.bytes.length - start;
    [0, 8, 16, 24].forEach((shift, index) => {
      this.bytes[at + index] = (size >> shift) & 0xff;
    });
    return this;
  }
}

/** Encodes the signal for one device, with its RSSI and the data of one company. */
export function manufacturerDataSignal(
  path: string,
  companyId: number,
  data: Uint8Array,
  rssiDbm: number,
  serial: number,
): Buffer {
  const body = new Writer();
  body.text('org.bluez.Device1').array(8, () => {
    body
      .align(8)
      .text('RSSI')
      .signature('n')
      .u16(rssiDbm & 0xffff);
    body.align(8).text('ManufacturerData').signature('a{qv}');
    body.array(8, () => {
      body.align(8).u16(companyId).signature('ay');
      body.array(1, () => body.u8(...data));
    });
  });
  body.array(4, () => {});
  const header = new Writer();
  header.u8(LITTLE_ENDIAN, SIGNAL, 0, VERSION).u32(body.bytes.length).u32(serial);
  header.array(8, () => {
    header.align(8).u8(FIELDS.path).signature('o').text(path);
    header.align(8).u8(FIELDS.interface).signature('s').text('org.freedesktop.DBus.Properties');
    header.align(8).u8(FIELDS.member).signature('s').text('PropertiesChanged');
    header.align(8).u8(FIELDS.signature).signature('g').signature('sa{sv}as');
  });
  return Buffer.from([...header.align(8).bytes, ...body.bytes]);
}
