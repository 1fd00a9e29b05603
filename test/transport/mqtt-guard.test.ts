import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetMeter } from '../../gateway/transport/mqtt-guard.ts';
import { connectPacket, packet } from './raw-mqtt.ts';

const hello = connectPacket();

describe('the packet meter', () => {
  it('lets a client pass whose packets keep to the limit', () => {
    const meter = packetMeter(200);
    expect(meter(hello)).toBeUndefined();
    expect(meter(packet(0x30, Buffer.alloc(197)))).toBeUndefined();
  });

  it('stops a packet from its header alone, before its body has come', () => {
    expect(packetMeter(65_536)(Buffer.of(0x10, 0xff, 0xff, 0xff, 0x7f))).toBe('a packet is longer than 65536 bytes');
  });

  it('counts the header: a packet of exactly the limit passes, one byte more does not', () => {
    const at = packetMeter(100);
    expect(at(hello)).toBeUndefined();
    expect(at(packet(0x30, Buffer.alloc(98)))).toBeUndefined();
    expect(at(packet(0x30, Buffer.alloc(99)))).toBe('a packet is longer than 100 bytes');
  });

  it('stops a client whose first packet is no CONNECT', () => {
    expect(packetMeter()(Buffer.of(0xc0, 0))).toBe('the first packet is no CONNECT');
  });

  it('stops a length that never ends', () => {
    expect(packetMeter()(Buffer.of(0x10, 0x80, 0x80, 0x80, 0x80))).toBe('a packet length is malformed');
  });

  it('says the same wherever the chunks are cut', () => {
    const stream = Buffer.concat([
      hello,
      packet(0x30, Buffer.alloc(300)),
      packet(0xc0),
      packet(0x30, Buffer.alloc(500)),
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), fc.boolean(), (cuts, fits) => {
        const meter = packetMeter(fits ? 503 : 502);
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const said = borders.flatMap(
          (from, at) => meter(stream.subarray(from, borders[at + 1] ?? stream.length)) ?? [],
        );
        expect(said[0]).toBe(fits ? undefined : 'a packet is longer than 502 bytes');
      }),
    );
  });
});
