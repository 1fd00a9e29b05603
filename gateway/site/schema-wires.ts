/** How the devices of a connection are reached. */
import { z } from 'zod';
import { modbusWire } from './schema-modbus.ts';
import { host, usbNumber, words } from './schema-values.ts';

const tls = z.strictObject({
  ca_file: z
    .string()
    .min(1)
    .max(1_024)
    .exactOptional()
    .describe("PEM file of the authority, or of the device's own certificate, that is trusted and nothing else"),
  servername: host.exactOptional().describe('The name in the certificate, where it is another than `host`'),
  fingerprint_sha256: z
    .string()
    .max(95)
    .regex(/^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, 'must be 64 hexadecimal digits, with or without colons')
    .exactOptional()
    .describe('The one certificate that is trusted, whoever signed it and whatever it says'),
});

export const wire = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mqtt').describe('A credential at the broker; may carry several devices') }),
  z.strictObject({
    kind: z.literal('serial').describe('A serial port of this machine; carries one device'),
    path: z.string().min(1).max(1_024).describe('The port, best by its stable name: `/dev/serial/by-id/…`'),
    baud: z.int().min(50).max(4_000_000).default(9_600).describe('Symbols per second, as the device is set'),
    data_bits: z
      .union([z.literal(7), z.literal(8)])
      .default(8)
      .describe('7 or 8'),
    parity: z.enum(['none', 'even', 'odd']).default('none').describe('As the device is set'),
    stop_bits: z
      .union([z.literal(1), z.literal(2)])
      .default(1)
      .describe('1 or 2'),
  }),
  z.strictObject({
    kind: z.literal('tcp').describe('A device, or a serial device server, that the gateway connects to'),
    host: host.describe('Name or address of the device'),
    port: z.int().min(1).max(65_535).describe('Its TCP port; LLRP readers use 5084, and 5085 with TLS'),
    tls: tls
      .exactOptional()
      .describe('Encrypted; `{}` trusts a certificate of a known authority that is made out to `host`'),
  }),
  z.strictObject({
    kind: z.literal('tcp-server').describe('A port of the gateway that devices connect to, as handhelds do'),
    host: host
      .default('127.0.0.1')
      .describe(
        'The address it listens at; `0.0.0.0` for all of this machine, and then anybody in the network can scan',
      ),
    port: z.int().min(1).max(65_535).describe('Its TCP port'),
  }),
  z.strictObject({
    kind: z.literal('http').describe('A credential for devices that post; may carry several'),
  }),
  z.strictObject({
    kind: z
      .literal('hid')
      .describe('The one USB HID device of this machine that fits all keys below, at least one; carries one device'),
    vendor_id: usbNumber.exactOptional().describe('As `lsusb` prints it before the colon, with `0x`: `"0x0922"`'),
    product_id: usbNumber.exactOptional().describe('As `lsusb` prints it after the colon; needs `vendor_id`'),
    usage_page: usbNumber.exactOptional().describe('What the device is for: `"0x8D"` for scales'),
    usage: usbNumber.exactOptional().describe('Which use of that page; needs `usage_page`'),
    serial_number: z.string().min(1).max(255).exactOptional().describe('Tells devices of one model apart'),
    path: z
      .string()
      .min(1)
      .max(1_024)
      .exactOptional()
      .describe('The file of the device, for example `/dev/hidraw0`; may change when something is plugged in'),
  }),
  z.strictObject({
    kind: z
      .literal('http-stream')
      .describe('A device that the gateway asks over HTTP, and that answers with an event a line; carries one device'),
    url: words.describe('`http://` or `https://`; at Impinj readers the path is `/api/v1/data/stream`'),
    username: words.exactOptional().describe('As the device knows the gateway'),
    password_file: words.exactOptional().describe('A file that holds the password and nothing else'),
    ca_file: words
      .exactOptional()
      .describe('A file with the certificates to trust (PEM), where the device has one of its own'),
    silence_ms: z
      .int()
      .min(1_000)
      .max(3_600_000)
      .default(60_000)
      .describe(
        'Without a byte for so long the stream is opened anew; longer than the device takes for a sign of life',
      ),
  }),
  modbusWire,
]);
