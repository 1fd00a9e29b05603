/**
 * What a USB id says for certain, and what it only hints at. A vendor's number names the device; the number of a serial
 * adapter's chip (FTDI, CH340, CP210x, PL2303) names the cable and nothing behind it.
 */

export interface UsbFact {
  /** What it is, for people. */
  readonly name: string;
  /** Drivers, likeliest first; some may not be in the registry. Empty: anything may be behind it. */
  readonly drivers: readonly string[];
  /** The first driver is certain on this wire. */
  readonly certain: boolean;
}

interface Row extends UsbFact {
  readonly vendor_id: string;
  /** Absent: every product of the vendor. */
  readonly product_id?: string;
}

/** Makers of scanners, whose serial mode (USB CDC) is lines of text. */
const scanner = { drivers: ['line-scanner'], certain: true };
const cable = { drivers: [], certain: false };

const serial: readonly Row[] = [
  { vendor_id: '0c2e', name: 'Honeywell scanner', ...scanner },
  { vendor_id: '05e0', name: 'Zebra or Symbol scanner', ...scanner },
  { vendor_id: '05f9', name: 'Datalogic scanner', ...scanner },
  { vendor_id: '23d0', name: 'Youjie scanner', ...scanner },
  {
    vendor_id: '0eb8',
    name: 'Mettler-Toledo scale',
    drivers: ['mt-sics', 'toledo-8217', 'toledo-continuous'],
    certain: false,
  },
  { vendor_id: '0403', name: 'FTDI serial adapter', ...cable },
  { vendor_id: '1a86', name: 'CH340 serial adapter', ...cable },
  { vendor_id: '10c4', name: 'CP210x serial adapter', ...cable },
  { vendor_id: '067b', name: 'PL2303 serial adapter', ...cable },
];

/** Seen with the scales of these makers; by their usage page any scale fits the driver. */
const hid: readonly Row[] = [
  { vendor_id: '0922', product_id: '8003', name: 'DYMO M10 scale', drivers: ['hid-scale'], certain: true },
  { vendor_id: '0922', product_id: '8004', name: 'DYMO M25 scale', drivers: ['hid-scale'], certain: true },
  { vendor_id: '1446', product_id: '6a73', name: 'Stamps.com scale', drivers: ['hid-scale'], certain: true },
  { vendor_id: '0eb8', product_id: 'f000', name: 'Mettler-Toledo scale', drivers: ['hid-scale'], certain: true },
];

/** HID usage pages of what a stock gateway reads (USB HID Usage Tables, and HID Point of Sale Usage Tables 1.02). */
const pages: ReadonlyMap<number, UsbFact> = new Map([
  [0x8d, { name: 'USB scale', drivers: ['hid-scale'], certain: true }],
  [0x8c, { name: 'USB scanner, point-of-sale mode', drivers: ['hid-pos'], certain: true }],
]);

export function serialFact(vendor_id: string | undefined, product_id: string | undefined): UsbFact | undefined {
  return rowOf(serial, vendor_id, product_id);
}

/** Undefined for devices that are neither scales nor scanners. Ids as four hexadecimal digits in lower case. */
export function hidFact(vendor_id: string, product_id: string, usage_page: number | undefined): UsbFact | undefined {
  const page = usage_page === undefined ? undefined : pages.get(usage_page);
  const row = rowOf(hid, vendor_id, product_id);
  if (page === undefined) return usage_page === undefined ? row : undefined;
  return row === undefined ? page : { ...page, name: row.name };
}

function rowOf(
  rows: readonly Row[],
  vendor_id: string | undefined,
  product_id: string | undefined,
): UsbFact | undefined {
  return rows.find(
    (row) => row.vendor_id === vendor_id && (row.product_id === undefined || row.product_id === product_id),
  );
}
