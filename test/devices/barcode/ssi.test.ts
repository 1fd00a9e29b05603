/** Zebra's SSI: packets against known ones, the host's talk with the simulated scanner, and when an ACK may be sent. */
import { describe, expect, test } from 'vitest';
import { ssi } from '../../../devices/barcode/ssi.ts';
import { scanPackets, ssiMessage } from '../../../devices/barcode/ssi-message.ts';
import { hostPacket, opcodes, packetsIn, ssiFraming } from '../../../devices/barcode/ssi-packet.ts';
import { ssiSession } from '../../../devices/barcode/ssi-session.ts';
import { byType } from '../../../devices/barcode/ssi-types.ts';
import { framerOf } from '../../../devices/codec/framer.ts';
import { bytesOfHex, hexOf } from '../../../devices/codec/hex.ts';
import { type Session, type SessionStep, understand } from '../../../devices/driver.ts';
import type { LineFaults } from '../../../simulators/line-faults.ts';
import { seedOf } from '../../../simulators/seed.ts';
import { type SsiScanner, type SsiScannerOptions, ssiScanner } from '../../../simulators/ssi-scanner.ts';
import { HandClock } from '../../live/hand-clock.ts';

const bytes = (hex: string) => bytesOfHex(hex.replaceAll(' ', '')) ?? new Uint8Array();

describe('packets', () => {
  test.each([
    ['ACK', hostPacket(opcodes.ack), '04D00400FF28'],
    ['START_SESSION', hostPacket(opcodes.start_session), '04E40400FF14'],
    ['SCAN_ENABLE, for good', hostPacket(opcodes.scan_enable, [], 8), '04E90408FF07'],
    ['NAK, send again', hostPacket(opcodes.nak, [1]), '05D1040001FF25'],
    ['BEEP', hostPacket(opcodes.beep, [0x11]), '05E6040011FF00'],
  ])('%s', (_, packet, hex) => {
    expect(hexOf(packet)).toBe(hex);
  });

  test('a wrong checksum is refused where it stands', () => {
    expect(packetsIn(bytes('04d00400ff29'))).toEqual({
      ok: false,
      fault: { kind: 'checksum', place: 'frame[4]', rule: 'the sum is wrong' },
    });
  });

  test('a QR Code of 500 characters comes in three segments', () => {
    const packets = scanPackets({ type: 0x1c, resent: false, code: 'Z'.repeat(500) });
    const z = (count: number) => '5A'.repeat(count);
    expect(packets.map((packet) => hexOf(packet))).toEqual([
      `FF73020000F3000001F71C0101F4${z(241)}A6D5`,
      `FF73000001${z(250)}A6A9`,
      `0E73000002${z(9)}FC53`,
    ]);
    const frame = Uint8Array.from(packets.flatMap((packet) => [...packet]));
    expect(understand(ssi, frame, { retained: false })).toMatchObject({
      ok: true,
      value: [{ kind: 'scan', code: 'Z'.repeat(500) }],
    });
    const [first, second, third] = packets;
    const missing = Uint8Array.from([...(first ?? []), ...(third ?? [])]);
    expect(ssiMessage.decode(missing)).toMatchObject({ ok: false, fault: { place: 'packets[1]' } });
    const cut = Uint8Array.from([...(first ?? []), ...(second ?? [])]);
    expect(ssiMessage.decode(cut)).toMatchObject({ ok: false, fault: { kind: 'truncated' } });
  });

  test('decode data in several packets is one code, when each but the last says so', () => {
    // 0x0b EAN-13 in two packets; the first has the continuation bit.
    const frame = bytes('0b f3 00 02 0b 39 35 30 36 30 30 fd c1 0c f3 00 00 0b 30 31 33 34 33 35 32 fd 94');
    expect(ssiMessage.decode(frame)).toMatchObject({ ok: true, value: { code: '9506000134352' } });
    expect(ssiMessage.decode(frame.subarray(0, 13))).toMatchObject({ ok: false, fault: { kind: 'truncated' } });
  });

  test.each([
    [8, '042100005264', ']E0', '0042100005264'],
    [9, '425261', ']E0', '0042100005264'],
    [9, '04252614', ']E0', '0042100005264'],
    [9, '04252615', undefined, '04252615'],
    [10, '96385074', ']E4', '96385074'],
    [3, '12345678', undefined, '12345678'],
    [27, '0109506000134352', undefined, '0109506000134352'],
    [0xc1, '0109506000134352', ']d2', '0109506000134352'],
    [0xee, 'x', undefined, 'x'],
  ])('type %i with %s is %s %s', (type, code, aim, become) => {
    expect(byType(type, code)).toEqual(aim === undefined ? { code: become } : { aim, code: become });
  });
});

/** A session and a simulated scanner on one line, with time by hand; frames it delivers are settled when the test says so. */
function talk(
  options: Partial<SsiScannerOptions> = {},
  settles = true,
  onTheWay = (chunk: Uint8Array): Uint8Array => chunk,
) {
  const clock = new HandClock();
  const session: Session = ssiSession();
  const framer = framerOf(ssiFraming);
  const delivered: string[] = [];
  const states: string[] = [];
  const outcomes: [number, boolean][] = [];
  let unsettled = 0;
  let cancelWake = () => {};
  const scanner: SsiScanner = ssiScanner({
    clock,
    seed: seedOf(11),
    write: (chunk) => heard(onTheWay(chunk)),
    ...options,
  });

  function follow(step: SessionStep, frame?: Uint8Array): void {
    cancelWake();
    for (const gathered of step.gathered ?? []) deliver(gathered);
    if (step.deliver && frame !== undefined) deliver(frame);
    if (step.status !== undefined) states.push(step.status.state);
    for (const { number, ok } of step.outcomes ?? []) outcomes.push([number, ok]);
    if (step.wake_in_ms !== undefined) {
      cancelWake = clock.after(step.wake_in_ms, () => follow(session.waited(clock.monotonic_ms())));
    }
    for (const sent of step.send) clock.after(0, () => scanner.heard(sent));
  }
  function deliver(frame: Uint8Array): void {
    const understood = understand(ssi, frame, { retained: false });
    for (const reading of understood.ok ? understood.value : []) {
      if (reading.kind === 'scan') delivered.push(reading.code);
    }
    if (!understood.ok) delivered.push(understood.fault.kind);
    unsettled += 1;
    if (settles) clock.after(1, settle);
  }
  function settle(): void {
    if (unsettled === 0) return;
    unsettled -= 1;
    follow(session.settled?.(clock.monotonic_ms()) ?? { send: [], deliver: false });
  }
  function heard(chunk: Uint8Array): void {
    for (const cut of framer.push(chunk)) {
      const now_ms = clock.monotonic_ms();
      if (cut.kind === 'frame') follow(session.heard(cut.data, now_ms), cut.data);
      else follow(session.garbled?.(now_ms) ?? { send: [], deliver: false });
    }
  }
  function pass(total_ms: number): void {
    for (let passed_ms = 0; passed_ms < total_ms; passed_ms += 5) clock.pass(5);
  }
  follow(session.opened(clock.monotonic_ms()));
  const tell = (tone: 'ok' | 'mode' | 'duplicate' | 'error', number: number) =>
    follow(
      session.told?.({ kind: 'feedback', tone, says: '', at_ms: 0 }, number, clock.monotonic_ms()) ?? {
        send: [],
        deliver: false,
      },
    );
  return { scanner, pass, settle, delivered, states, outcomes, tell, clock };
}

const ean = { type: 11, aim: ']E0', code: '9506000134352' };

describe('the host’s talk with a scanner', () => {
  test('wakes it, sets it to packets where it is not, and enables it', () => {
    const { scanner, pass, states } = talk({ packeted: 0 });
    pass(500);
    expect([states, scanner.is_packeted]).toEqual([['greeting', 'ready'], true]);
  });

  test('gives up on one that never answers, and says what to set', () => {
    const { states, pass } = talk({ write() {} });
    pass(7_000);
    expect(states).toEqual(['greeting', 'lost']);
  });

  test('acknowledges a scan when it is stored, and not before', () => {
    const { scanner, pass, settle, delivered } = talk({}, false);
    pass(500);
    scanner.scan(ean);
    pass(1_000);
    expect([delivered, scanner.acknowledged]).toEqual([['9506000134352'], 0]);
    settle();
    pass(20);
    expect([scanner.acknowledged, scanner.resent]).toEqual([1, 0]);
  });

  test('takes what is sent again while the disk is slow for the same scan', () => {
    const { scanner, pass, settle, delivered } = talk({}, false);
    pass(500);
    scanner.scan(ean);
    pass(3_000);
    expect([scanner.resent, delivered]).toEqual([1, ['9506000134352']]);
    settle();
    pass(50);
    expect([scanner.acknowledged, scanner.transmit_errors, delivered]).toEqual([1, 0, ['9506000134352']]);
  });

  test('two honest scans of one code are two', () => {
    const { scanner, pass, delivered } = talk();
    pass(500);
    scanner.scan(ean);
    pass(100);
    scanner.scan(ean);
    pass(100);
    expect([delivered.length, scanner.acknowledged]).toEqual([2, 2]);
  });

  test('a ledger that stores nothing any more leaves the scanner to tell its user', () => {
    const { scanner, pass } = talk({}, false);
    pass(500);
    scanner.scan(ean);
    pass(7_000);
    expect([scanner.acknowledged, scanner.transmit_errors]).toEqual([0, 1]);
  });

  test('beeps what became of a scan, each tone apart, and hears that it did', () => {
    const { scanner, pass, tell, outcomes } = talk();
    pass(500);
    tell('ok', 1);
    tell('error', 2);
    tell('duplicate', 3);
    tell('mode', 4);
    pass(500);
    expect(scanner.beeps).toEqual([0x11, 0x06, 0x17]);
    expect(outcomes).toEqual([
      [1, true],
      [2, true],
      [3, true],
      [4, true],
    ]);
  });

  test('wakes a scanner that has gone to sleep before it beeps', () => {
    const { scanner, pass, tell, outcomes } = talk();
    pass(5_000);
    tell('error', 9);
    pass(200);
    expect([scanner.beeps, outcomes]).toEqual([[0x11], [[9, true]]]);
  });

  test('asks for a garbled packet again', () => {
    let spoilt = 0;
    const spoilsOne = (chunk: Uint8Array) => {
      if (chunk[1] !== opcodes.decode_data || spoilt > 0) return chunk;
      spoilt += 1;
      return chunk.map((byte, at) => (at === 8 ? byte ^ 1 : byte));
    };
    const { scanner, pass, delivered } = talk({}, true, spoilsOne);
    pass(500);
    scanner.scan(ean);
    // Long before its own time-out of two seconds.
    pass(400);
    expect([spoilt, scanner.resent, delivered, scanner.acknowledged]).toEqual([1, 1, ['9506000134352'], 1]);
  });

  test('a code in segments is one frame, acknowledged at the end', () => {
    const { scanner, pass, delivered } = talk();
    pass(500);
    scanner.scan({ type: 28, code: 'Z'.repeat(500) });
    pass(200);
    expect([delivered, scanner.acknowledged]).toEqual([['Z'.repeat(500)], 1]);
  });

  test.each<[string, LineFaults]>([
    ['wrong checksums', { spoilt_permille: 300 }],
    ['noise', { noise_permille: 300 }],
    ['lost packets', { lost_permille: 200 }],
    ['split and merged packets', { split_permille: 400, merged_permille: 100 }],
    ['all of them', { spoilt_permille: 100, noise_permille: 100, lost_permille: 100, split_permille: 100 }],
  ])('with %s every scan that the scanner calls done is stored once', (_, line_faults) => {
    const { scanner, pass, delivered, states } = talk({ line_faults, seed: seedOf(20_261_128) });
    pass(8_000);
    const scans = 60;
    for (let at = 0; at < scans; at += 1) {
      scanner.scan({ type: 3, code: `A-${at}` });
      pass(9_000);
    }
    const codes = delivered.filter((code) => code.startsWith('A-'));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeGreaterThanOrEqual(scanner.acknowledged);
    expect(scanner.acknowledged + scanner.transmit_errors).toBe(scans);
    expect(scanner.acknowledged).toBeGreaterThan(40);
    expect(states).toContain('ready');
  });
});

test('a beep that has to wait for the rest of a scan is not asked for over and over meanwhile', () => {
  const session = ssiSession();
  session.opened(0);
  const [first] = scanPackets({ type: 0x1c, resent: false, code: 'Z'.repeat(500) });
  session.heard(first ?? new Uint8Array(), 1_000);
  const step = session.told?.({ kind: 'beep', tone: 'error' }, 1, 1_100);
  expect(step?.send).toEqual([]);
  // What comes next is the rest of the scan, or the end of its time: 2 s after its first packet.
  expect(step?.wake_in_ms).toBe(1_900);
  expect(session.waited(1_200).wake_in_ms).toBe(1_800);
});

test('nothing is asked while a garbled packet waits to be sent again, nor is the clock', () => {
  const session = ssiSession();
  session.opened(0);
  session.told?.({ kind: 'beep', tone: 'error' }, 1, 10);
  expect(session.garbled?.(50).wake_in_ms).toBe(100);
});

test('parameters that come a second time are no answer to a beep', () => {
  const session = ssiSession();
  session.opened(0);
  session.waited(20);
  const parameters = bytes('09 c6 00 00 ff ee 01 9f 01 fc a3');
  expect(packetsIn(parameters)).toMatchObject({ ok: true });
  session.heard(parameters, 100);
  session.waited(200);
  session.heard(hostPacket(opcodes.ack), 300);
  expect(session.told?.({ kind: 'beep', tone: 'error' }, 1, 400).send).toHaveLength(1);
  expect(session.heard(parameters, 450).outcomes).toBeUndefined();
  expect(session.heard(hostPacket(opcodes.ack), 500).outcomes).toEqual([{ number: 1, ok: true, says: 'Sounded.' }]);
});
