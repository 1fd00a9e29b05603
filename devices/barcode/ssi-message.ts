/** What a Zebra scanner says over SSI: a scan in one packet or several, an event, or something that is no news. */
import type { Chance, Codec, DecodeContext, Decoded } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import { latin1Of, type ScannedLine, sampleCode, sampled_aims, scannedText } from './line-scanner.ts';
import { code_characters_max } from './scanned-code.ts';
import {
  opcodes,
  packet_bytes_max,
  packet_data_max,
  packetBytes,
  packetsIn,
  type SsiPacket,
  scanner_source,
  status_bits,
} from './ssi-packet.ts';
import { ssiTypes } from './ssi-types.ts';

export type SsiMessage =
  | ({
      readonly kind: 'scan';
      /** As Zebra numbers them, see `ssi-types.ts`. */
      readonly type: number;
      /** The scanner had no answer when it sent this before. */
      readonly resent: boolean;
    } & ScannedLine)
  | { readonly kind: 'event'; readonly code: number }
  /** An answer or a sign of life. */
  | { readonly kind: 'other'; readonly opcode: number; readonly status: number; readonly data: string };

/** The longest code in packets, each with its header. */
export const frame_bytes_max = Math.ceil(code_characters_max / 240 + 1) * packet_bytes_max;

/** In front of the code in the first segment: its number, opcode, bytes that follow, type, parts, bytes of the code. */
const first_segment_bytes = 10;

export const ssiMessage: Codec<SsiMessage> = {
  decode(bytes, context) {
    if (bytes.length > frame_bytes_max) return fault('too-long', 'frame', `must be at most ${frame_bytes_max} bytes`);
    const packets = packetsIn(bytes);
    if (!packets.ok) return packets;
    const [first, ...more] = packets.value;
    if (first?.opcode === opcodes.decode_data) return scanOf([first, ...more], context);
    if (first?.opcode === opcodes.segment) return segmentsOf([first, ...more], context);
    if (first === undefined || more.length > 0) return fault('trailing', 'frame', 'must be one packet');
    if (first.opcode === opcodes.event) {
      const [code] = first.data;
      return code === undefined || first.data.length > 1
        ? fault('format', 'event', 'must be one byte')
        : { ok: true, value: { kind: 'event', code } };
    }
    const { opcode, status, data } = first;
    return { ok: true, value: { kind: 'other', opcode, status, data: latin1Of(data) } };
  },
  encode(message) {
    switch (message.kind) {
      case 'scan':
        return Uint8Array.from(scanPackets(message).flatMap((packet) => [...packet]));
      case 'event':
        return fromScanner(opcodes.event, [message.code]);
      case 'other': {
        const data = Array.from(message.data, (character) => character.charCodeAt(0));
        return fromScanner(message.opcode, data, message.status);
      }
    }
  },
  sample(chance) {
    const way = chance.int(0, 9);
    if (way === 0) return { kind: 'event', code: chance.int(0, 255) };
    if (way === 1) return { kind: 'other', ...otherSample(chance) };
    const types = Object.keys(ssiTypes).map(Number);
    const type = types[chance.int(0, types.length - 1)] ?? 0;
    const aim = sampled_aims[chance.int(0, sampled_aims.length * 2)];
    const code = sampleCode(chance);
    return { kind: 'scan', type, resent: chance.int(0, 4) === 0, code, ...(aim === undefined ? {} : { aim }) };
  },
  fields: [
    { name: 'length', says: 'bytes of the packet without its checksum' },
    { name: 'opcode', says: 'what it is: 0xF3 decode data, 0x73 a segment of them, 0xF6 event, 0xD0 ACK, 0xD1 NAK, …' },
    { name: 'source', says: '0 scanner, 4 host' },
    { name: 'status', says: 'bit 0 sent again, bit 1 more packets follow, bit 3 a permanent change' },
    { name: 'type', says: 'of the bar code, by Zebra’s numbers' },
    { name: 'data', says: 'the code, latin1, with symbology identifier where the scanner is told to send it' },
    { name: 'checksum', says: '16 bits, high byte first: makes the sum of all bytes 0' },
  ],
};

function otherSample(chance: Chance): { opcode: number; status: number; data: string } {
  const known = [opcodes.ack, opcodes.nak, opcodes.param_send, opcodes.capabilities_reply, opcodes.revision_reply];
  const data = Array.from({ length: chance.int(0, 8) }, () => String.fromCharCode(chance.int(0, 255))).join('');
  return { opcode: known[chance.int(0, known.length - 1)] ?? opcodes.ack, status: chance.int(0, 15), data };
}

/** Decode data, each packet with the type in front; all but the last say that another follows. */
function scanOf(packets: readonly SsiPacket[], context: DecodeContext | undefined): Decoded<SsiMessage> {
  let text = '';
  let resent = false;
  for (const [at, { opcode, status, data }] of packets.entries()) {
    const isLast = at === packets.length - 1;
    if (opcode !== opcodes.decode_data || data[0] !== packets[0]?.data[0] || data.length < 1) {
      return fault('format', `packets[${at}]`, 'must be decode data of the type of the first packet');
    }
    if (((status & status_bits.continued) === 0) !== isLast) {
      return fault('truncated', `packets[${at}].status`, 'all packets but the last must say that another follows');
    }
    resent ||= (status & status_bits.resent) !== 0;
    text += latin1Of(data.subarray(1));
  }
  return scanned(packets[0]?.data[0] ?? 0, text, resent, context);
}

function segmentsOf(packets: readonly SsiPacket[], context: DecodeContext | undefined): Decoded<SsiMessage> {
  const head = packets[0]?.data ?? new Uint8Array();
  if (head.length < first_segment_bytes || head[0] !== 0 || head[1] !== opcodes.decode_data) {
    return fault('unsupported', 'packets[0]', 'must begin decode data');
  }
  const code_bytes = bytesAnnounced(packets[0]) ?? 0;
  let text = latin1Of(head.subarray(first_segment_bytes));
  for (const [at, { opcode, data }] of packets.entries()) {
    if (at === 0) continue;
    if (opcode !== opcodes.segment || data[0] !== at) {
      return fault('format', `packets[${at}]`, `must be segment ${at}`);
    }
    text += latin1Of(data.subarray(1));
  }
  if (text.length < code_bytes) return fault('truncated', 'frame', `must hold ${code_bytes} bytes of code`);
  return scanned(head[6] ?? 0, text.slice(0, code_bytes), false, context);
}

/** How many bytes of code the segments hold together, as the first one says; undefined for any other packet. */
export function bytesAnnounced(packet: SsiPacket | undefined): number | undefined {
  if (packet?.opcode !== opcodes.segment || packet.data[0] !== 0 || packet.data.length < first_segment_bytes)
    return undefined;
  return (packet.data[8] ?? 0) * 256 + (packet.data[9] ?? 0);
}

/** How many of them this segment holds. */
export function bytesCarried({ data }: SsiPacket): number {
  return Math.max(0, data.length - (data[0] === 0 ? first_segment_bytes : 1));
}

function scanned(type: number, text: string, resent: boolean, context: DecodeContext | undefined): Decoded<SsiMessage> {
  const line = scannedText(text.replace(/[\r\n]{1,4}$/, ''), context);
  return line.ok ? { ok: true, value: { kind: 'scan', type, resent, ...line.value } } : line;
}

function fromScanner(opcode: number, data: readonly number[], status = 0, source = scanner_source): Uint8Array {
  return packetBytes({ opcode, source, status, data: Uint8Array.from(data) });
}

/** The packets of a scan: one, or segments where it is too long. */
export function scanPackets({
  type,
  resent,
  aim = '',
  code,
}: Pick<Extract<SsiMessage, { kind: 'scan' }>, 'type' | 'resent' | 'aim' | 'code'>): readonly Uint8Array[] {
  const text = Array.from(aim + code, (character) => character.charCodeAt(0));
  const status = resent ? status_bits.resent : 0;
  if (text.length < packet_data_max) return [fromScanner(opcodes.decode_data, [type, ...text], status)];
  const follows = text.length + 3;
  const sizes = [0, 0, follows >> 8, follows & 0xff, type, 1, text.length >> 8, text.length & 0xff];
  const first_room = packet_data_max - first_segment_bytes;
  const packets = [
    fromScanner(opcodes.segment, [0, opcodes.decode_data, ...sizes, ...text.slice(0, first_room)], 0, 2),
  ];
  for (let at = first_room; at < text.length; at += packet_data_max - 1) {
    const piece = text.slice(at, at + packet_data_max - 1);
    packets.push(fromScanner(opcodes.segment, [packets.length, ...piece]));
  }
  return packets;
}
