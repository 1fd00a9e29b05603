/**
 * Zebra's Simple Serial Interface, packet by packet (Zebra, Simple Serial Interface Programmer's Guide 72E-40451, and the SSI
 * chapters of the DS2208, DS4308 and SE955 manuals): length, opcode, source, status, data, checksum. The length counts all but
 * the checksum, which is the two's complement of the sum of all bytes before it.
 */
import { checksumFits, checksumOf } from '../codec/checksum.ts';
import { type Decoded, fault } from '../codec/codec.ts';
import type { CountedFraming } from '../codec/framing.ts';

export const opcodes = {
  /** A segment of a message longer than a packet; its third byte is no source. */
  segment: 0x73,
  segment_ack: 0x74,
  management: 0x80,
  revision: 0xa3,
  revision_reply: 0xa4,
  param_send: 0xc6,
  param_request: 0xc7,
  ack: 0xd0,
  nak: 0xd1,
  flush_queue: 0xd2,
  capabilities_request: 0xd3,
  capabilities_reply: 0xd4,
  start_session: 0xe4,
  stop_session: 0xe5,
  beep: 0xe6,
  led_on: 0xe7,
  led_off: 0xe8,
  scan_enable: 0xe9,
  scan_disable: 0xea,
  sleep: 0xeb,
  decode_data: 0xf3,
  event: 0xf6,
} as const;

/** Bits of the status byte. */
export const status_bits = { resent: 0x01, continued: 0x02, permanent: 0x08 } as const;

/** Why a packet is not taken: its checksum is wrong; the other side does not know it now; it cannot be done. */
export const nak_causes = { resend: 1, bad_context: 2, denied: 6 } as const;

export const scanner_source = 0;
export const host_source = 4;

export const header_bytes = 4;
const checksum_bytes = 2;
export const packet_bytes_max = 255 + checksum_bytes;
export const packet_data_max = 255 - header_bytes;

export interface SsiPacket {
  readonly opcode: number;
  readonly source: number;
  readonly status: number;
  readonly data: Uint8Array;
}

/** What scanners send. The third byte is their source, 0; in segments it is 2 in the first and 0 in the others. */
export const ssiFraming: CountedFraming = {
  by: 'counted',
  length: { offset: 0, width: 1, adds: checksum_bytes },
  marks: [
    { offset: 1, any_of: Object.values(opcodes) },
    { offset: 2, any_of: [scanner_source, 2] },
    { offset: 3, any_of: Array.from({ length: 16 }, (_, bits) => bits) },
  ],
  check: { of: 'complement-16', from: 0, after: 0 },
  bytes_min: header_bytes + checksum_bytes,
  bytes_max: packet_bytes_max,
};

/** The same for what the host sends. */
export const ssiHostFraming: CountedFraming = {
  ...ssiFraming,
  marks: [
    { offset: 1, any_of: Object.values(opcodes) },
    { offset: 2, any_of: [host_source] },
  ],
};

export function packetBytes({ opcode, source, status, data }: SsiPacket): Uint8Array {
  const body = [header_bytes + data.length, opcode, source, status, ...data];
  return Uint8Array.from([...body, ...checksumOf('complement-16', Uint8Array.from(body))]);
}

/** A packet of the host. */
export function hostPacket(opcode: number, data: readonly number[] = [], status = 0): Uint8Array {
  return packetBytes({ opcode, source: host_source, status, data: Uint8Array.from(data) });
}

/** The packets that stand one behind the other in a frame, nothing before, between or behind them. */
export function packetsIn(frame: Uint8Array): Decoded<readonly SsiPacket[]> {
  const packets: SsiPacket[] = [];
  for (let at = 0; at < frame.length; ) {
    const length = frame[at] ?? 0;
    const end = at + length;
    if (length < header_bytes) return fault('format', `frame[${at}]`, `a packet has at least ${header_bytes} bytes`);
    if (end + checksum_bytes > frame.length) return fault('truncated', `frame[${at}]`, 'the packet is not whole');
    if (!checksumFits('complement-16', frame, at, end)) return fault('checksum', `frame[${end}]`, 'the sum is wrong');
    packets.push({
      opcode: frame[at + 1] ?? 0,
      source: frame[at + 2] ?? 0,
      status: frame[at + 3] ?? 0,
      data: frame.slice(at + header_bytes, end),
    });
    at = end + checksum_bytes;
  }
  return packets.length === 0 ? fault('truncated', 'frame', 'must hold a packet') : { ok: true, value: packets };
}
