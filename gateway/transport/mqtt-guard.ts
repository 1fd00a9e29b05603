/**
 * Stands between a socket and the broker's parser, which knows no packet limit and buffers whatever length a header claims:
 * every chunk's fixed headers (MQTT 3.1.1, section 2.2) are read first, and nothing is read at all while the gate is shut.
 */
import type { Socket } from 'node:net';
import { limits } from '../base/limits.ts';

const connectPacket = 1;

/** Follows the packets of one client through chunks of any size. Gives the broken rule, once one is broken. */
export function packetMeter(
  bytes_max: number = limits.mqtt_packet_bytes_max,
): (chunk: Uint8Array) => string | undefined {
  let first = true;
  let body_bytes = 0;
  let length: { value: number; factor: number; bytes: number } | undefined;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (body_bytes > 0) {
        const step = Math.min(body_bytes, chunk.length - at);
        body_bytes -= step;
        at += step;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (length === undefined) {
        if (first && byte >> 4 !== connectPacket) return 'the first packet is no CONNECT';
        first = false;
        length = { value: 0, factor: 1, bytes: 0 };
        continue;
      }
      length = {
        value: length.value + (byte & 0x7f) * length.factor,
        factor: length.factor * 128,
        bytes: length.bytes + 1,
      };
      if (1 + length.bytes + length.value > bytes_max) return `a packet is longer than ${bytes_max} bytes`;
      if ((byte & 0x80) === 0) {
        body_bytes = length.value;
        length = undefined;
      } else if (length.bytes === 4) return 'a packet length is malformed';
    }
    return undefined;
  };
}

export interface Gate {
  /** Asked before every read; while false the socket fills and the client is held back by TCP. */
  mayRead(): boolean;
  /** A limit was broken; nothing more is read. */
  broken(rule: string): void;
}

/** Puts the gate before the socket's `read`, which is the only way the broker takes bytes. */
export function guardReads(socket: Socket, gate: Gate): void {
  const read = socket.read.bind(socket);
  const check = packetMeter();
  let broken = false;
  socket.read = (size?: number): unknown => {
    // The stream itself asks for zero bytes to start the flow; that takes nothing and must pass.
    if (size === 0) return read(0);
    if (broken || !gate.mayRead()) return null;
    const chunk: unknown = read();
    if (!(chunk instanceof Uint8Array)) return chunk;
    const rule = check(chunk);
    if (rule === undefined) return chunk;
    broken = true;
    gate.broken(rule);
    return null;
  };
}
