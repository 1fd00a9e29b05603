/** The talk with RFID modules on serial lines, frame by frame and with time passed in. */
import { describe, expect, test } from 'vitest';
import { bytesOfHex, hexOf } from '../../../devices/codec/hex.ts';
import type { SessionStep } from '../../../devices/driver.ts';
import { m100 } from '../../../devices/rfid/m100.ts';
import { reader18 } from '../../../devices/rfid/reader18.ts';
import { thingmagic } from '../../../devices/rfid/thingmagic.ts';

function bytes(hex: string): Uint8Array {
  return bytesOfHex(hex.replaceAll(' ', '')) ?? new Uint8Array();
}

function sent(step: SessionStep | undefined): readonly string[] {
  return (step?.send ?? []).map((each) => hexOf(each));
}

const stop = 'BB00280000287E';
const version = 'BB0003000100047E';
const multi_poll = 'BB0027000322FFFF4A7E';
const tag = bytes('BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EF 7E');
const no_tag = bytes('BB 01 FF 00 01 15 16 7E');

describe('an M100', () => {
  function reading() {
    const session = m100.session?.({});
    session?.opened(0);
    session?.heard(bytes('BB 01 28 00 01 00 2A 7E'), 10);
    session?.heard(bytes('BB 01 03 00 02 00 31 37 7E'), 20);
    return { session, ready: session?.heard(no_tag, 30) };
  }

  test('is told to stop, asked for its version and told to poll, each after the answer before', () => {
    const session = m100.session?.({});
    expect(sent(session?.opened(0))).toEqual([stop]);
    expect(sent(session?.heard(bytes('BB 01 28 00 01 00 2A 7E'), 10))).toEqual([version]);
    expect(sent(session?.heard(bytes('BB 01 03 00 02 00 31 37 7E'), 20))).toEqual([multi_poll]);
    expect(session?.heard(no_tag, 30)).toMatchObject({ send: [], deliver: false, status: { state: 'ready' } });
    expect(session?.heard(tag, 40)).toMatchObject({ send: [], deliver: true });
  });

  test('need not answer the request to stop', () => {
    const session = m100.session?.({});
    session?.opened(0);
    expect(sent(session?.waited(500))).toEqual([version]);
  });

  test('that has finished its rounds is told to poll again, and nobody is alarmed', () => {
    const { session } = reading();
    const step = session?.waited(2_030);
    expect(sent(step)).toEqual([stop]);
    expect(step?.status).toBeUndefined();
  });

  test('that is asked too early is left alone', () => {
    const { session } = reading();
    expect(session?.waited(1_000)).toMatchObject({ send: [], wake_in_ms: 1_030 });
  });

  test('whose tags come while it is being set up is heard all the same', () => {
    const session = m100.session?.({});
    session?.opened(0);
    expect(session?.heard(tag, 5)).toMatchObject({ deliver: true, send: [] });
  });

  test('that says nothing at all is asked three times, then with growing pauses', () => {
    const session = m100.session?.({});
    let step = session?.opened(0);
    const asked_ms: number[] = [0];
    const says: string[] = [];
    for (let now_ms = 0; now_ms < 60_000; ) {
      now_ms += Math.max(1, step?.wake_in_ms ?? 0);
      step = session?.waited(now_ms);
      if (sent(step).length > 0) asked_ms.push(now_ms);
      if (step?.status !== undefined) says.push(step.status.says);
    }
    expect(asked_ms.slice(0, 4)).toEqual([0, 500, 1_000, 1_500]);
    expect(asked_ms.length).toBeLessThan(40);
    expect(says).toEqual([
      'The M100 module does not answer when asked for its version; check that it is on, the baud rate and the cable.',
    ]);
  });
});

describe('a Reader18', () => {
  const information = bytes('0D 00 21 00 02 51 09 03 4E 00 1E 0A 98 53');
  const more = bytes(
    '23 00 01 03 04 02 0C 30 34 25 7B F7 19 4E 40 00 00 1A 85 4F 0C 31 74 25 7B F4 49 96 02 D2 00 00 00 38 AC 22',
  );
  const none = bytes('05 00 01 FB F2 3D');
  const antenna_fault = bytes('05 00 01 F8 69 0F');

  test('is asked who it is, then for tags', () => {
    const session = reader18.session?.({});
    expect(sent(session?.opened(0))).toEqual(['04FF211995']);
    expect(sent(session?.heard(information, 10))).toEqual(['04FF011BB4']);
    expect(session?.heard(none, 100)).toMatchObject({ deliver: false, send: [], wake_in_ms: 110 });
    expect(sent(session?.waited(210))).toEqual(['04FF011BB4']);
  });

  test('whose answer goes on is not asked again before it has ended', () => {
    const session = reader18.session?.({});
    session?.opened(0);
    session?.heard(information, 10);
    expect(session?.heard(more, 100)).toMatchObject({ deliver: true, wake_in_ms: 3_000 });
    expect(session?.heard(none, 150)).toMatchObject({ deliver: false, wake_in_ms: 60 });
  });

  test('that says the same trouble at every question has said it once', () => {
    const session = reader18.session?.({});
    session?.opened(0);
    session?.heard(information, 10);
    expect(session?.heard(antenna_fault, 100)?.deliver).toBe(true);
    expect(session?.heard(antenna_fault, 300)?.deliver).toBe(false);
    expect(session?.heard(antenna_fault, 60_100)?.deliver).toBe(true);
  });
});

test('a ThingMagic is told protocol, antennas and region before it is told to read', () => {
  const session = thingmagic.session?.({ antennas: [1, 3], region: 'eu' });
  const steps = [sent(session?.opened(0))];
  for (const answer of [
    'FF 00 2F 00 00 51 4D',
    'FF 00 03 00 00',
    'FF 00 93 00 00',
    'FF 00 91 00 00',
    'FF 00 97 00 00',
  ]) {
    const bare = bytes(answer);
    const reply = thingmagic.frame.encode({ kind: 'other', command: bare[2] ?? 0, status: 0, data: '' });
    steps.push(sent(session?.heard(reply, 10)));
  }
  expect(steps.flat().map((frame) => frame.slice(4, -4))).toEqual([
    '2F000002',
    '03',
    '930005',
    '910201010303',
    '9708',
    '2F00000122000005072210001B03E801FF',
  ]);
});
