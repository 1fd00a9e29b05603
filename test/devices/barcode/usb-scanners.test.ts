/** USB scanners, both classes: what their reports mean in every layout, how codes are gathered, and what they can be told. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidPos } from '../../../devices/barcode/hid-pos.ts';
import { reportsOf } from '../../../devices/barcode/hid-report.ts';
import { keyboardWedge } from '../../../devices/barcode/keyboard-wedge.ts';
import { typed } from '../../../devices/barcode/keystrokes.ts';
import { bytesOfHex, hexOf } from '../../../devices/codec/hex.ts';
import { type DecodeSettings, type Driver, type SessionSettings, understand } from '../../../devices/driver.ts';
import { hidPosScanner, typingScanner } from '../../../simulators/hid-scanner.ts';
import { seedOf } from '../../../simulators/seed.ts';

const gs1 = { aim: ']C1', code: '010950600013435210AB-1\x1d217' };

/** What a driver makes of these reports: its session gathers them, with so much silence after each, and time for it at the end. */
function readFrom(
  driver: Driver,
  reports: readonly Uint8Array[],
  {
    session = {},
    decode = {},
    pause_ms = 1,
  }: { session?: SessionSettings; decode?: DecodeSettings; pause_ms?: number } = {},
): string[] {
  const talk = driver.session?.(session);
  if (talk === undefined) throw new Error(`${driver.id} has no session`);
  const frames: Uint8Array[] = [];
  let now_ms = 1_000;
  talk.opened(now_ms);
  for (const report of reports) {
    let step = talk.heard(report, now_ms);
    frames.push(...(step.gathered ?? []), ...(step.deliver ? [report] : []));
    if (step.wake_in_ms !== undefined && step.wake_in_ms <= pause_ms) {
      step = talk.waited(now_ms + step.wake_in_ms);
      frames.push(...(step.gathered ?? []));
    }
    now_ms += pause_ms;
  }
  frames.push(...(talk.waited(now_ms + 10_000).gathered ?? []));
  return frames.flatMap((frame) => {
    const understood = understand(driver, frame, { retained: false, ...decode });
    if (!understood.ok) return [`fault: ${understood.fault.kind}`];
    return understood.value.map((reading) => (reading.kind === 'scan' ? `${reading.aim ?? ''} ${reading.code}` : ''));
  });
}

describe('the point-of-sale class', () => {
  test('has the published layout: two reports of 64 bytes for 60 characters', () => {
    const [first, second] = reportsOf({ aim: ']Q0', code: `${'A'.repeat(56)}BBBB` });
    expect(hexOf(first ?? new Uint8Array())).toBe(`02385D5130${'41'.repeat(56)}000001`);
    expect(hexOf(second ?? new Uint8Array())).toBe(`02045D513042424242${'00'.repeat(54)}00`);
  });

  test.each([
    ['standard', 'kept'],
    ['standard', 'stripped'],
    ['standard', 'doubled'],
    ['no-length', 'kept'],
    ['no-length', 'stripped'],
    ['microscan', 'kept'],
    ['microscan', 'stripped'],
  ] as const)('in layout %s with its number %s, codes of any length come whole', (layout, number) => {
    const settings = { session: { layout }, decode: { layout } };
    const code = fc.stringMatching(/^[0-9A-Z-]{1,400}$/);
    fc.assert(
      fc.property(code, (text) => {
        const reports = reportsOf({ aim: ']C0', code: text }, { layout, number });
        expect(readFrom(hidPos, reports, settings)).toEqual([`]C0 ${text}`]);
      }),
      { numRuns: 60 },
    );
  });

  test.each([56, 112])(
    'a code of %i characters whose last report promises another is over after a moment',
    (length) => {
      const code = '7'.repeat(length);
      const reports = reportsOf({ aim: ']C0', code });
      const promised = reports.map((report) => report.map((byte, at) => (at === 63 ? 1 : byte)));
      expect(readFrom(hidPos, promised)).toEqual([`]C0 ${code}`]);
    },
  );

  test('a report of another layout is refused, and the next code is good again', () => {
    const strange = bytesOfHex('0105414243') ?? new Uint8Array();
    expect(readFrom(hidPos, [strange, ...reportsOf(gs1)])).toEqual(['fault: truncated', `]C1 ${gs1.code}`]);
    expect(readFrom(hidPos, reportsOf(gs1, { layout: 'microscan' }))).toEqual(['fault: format']);
  });

  test('a code that never ends is refused once, and the next one is good again', () => {
    const [endless = new Uint8Array()] = reportsOf({ aim: ']C0', code: '1'.repeat(100) });
    const reports = [...Array.from({ length: 200 }, () => endless), ...reportsOf({ code: 'x' }), ...reportsOf(gs1)];
    expect(readFrom(hidPos, reports)).toEqual(['fault: too-long', `]C1 ${gs1.code}`]);
  });

  test('Honeywell and Youjie are switched on, nobody else is', () => {
    const features = (vendor_id: number) => hidPos.session?.({ vendor_id }).opened(0).feature ?? [];
    expect([0x0c2e, 0x23d0, 0x05e0, 0x05f9].map((id) => features(id).map((report) => hexOf(report)))).toEqual([
      ['FE01'],
      ['FE01'],
      [],
      [],
    ]);
    const scanner = hidPosScanner({ wants_switching_on: true }, {}, seedOf(1));
    expect(scanner.scan(gs1)).toEqual([]);
    for (const report of features(0x0c2e)) scanner.heardFeature(report);
    expect(readFrom(hidPos, scanner.scan(gs1))).toEqual([`]C1 ${gs1.code}`]);
  });

  test('beeps by report 4 where the settings say that it has one, and says so where they do not', () => {
    const scanner = hidPosScanner({}, {}, seedOf(1));
    const told = (settings: SessionSettings, tone: 'ok' | 'mode' | 'duplicate' | 'error') =>
      hidPos.session?.(settings).told?.({ kind: 'feedback', tone, says: '', at_ms: 0 }, 1, 0);
    const beeps = (tone: 'ok' | 'mode' | 'duplicate' | 'error') =>
      (told({ answer: 'trigger-report' }, tone)?.send ?? []).flatMap((report) => scanner.beepsIn(report));
    expect([beeps('ok'), beeps('mode'), beeps('duplicate'), beeps('error')]).toEqual([
      [],
      ['ok'],
      ['error'],
      ['error'],
    ]);
    expect(told({}, 'error')).toMatchObject({ send: [], outcomes: [{ number: 1, ok: false }] });
  });
});

describe('a scanner that types', () => {
  const seed = seedOf(7);

  test('is read key by key, with FNC1 as Ctrl+] or Alt+029', () => {
    for (const controls of ['ctrl', 'alt'] as const) {
      const scanner = typingScanner({ controls, aim: true }, {}, seed);
      expect(readFrom(keyboardWedge, scanner.scan(gs1))).toEqual([`]C1 ${gs1.code}`]);
    }
  });

  test('a code without end key is over after half a second, slow keys are not', () => {
    const reports = typingScanner({ enter: false }, {}, seed).scan({ code: 'AB-12' });
    expect(readFrom(keyboardWedge, reports, { pause_ms: 100 })).toEqual([' AB-12']);
    expect(readFrom(keyboardWedge, reports, { pause_ms: 600 }).length).toBeGreaterThan(1);
  });

  test('Enter twice is one code, and two codes are two', () => {
    const enter = typed('');
    const enters = [enter.slice(0, 8), enter.slice(8)];
    const scanner = typingScanner({}, {}, seed);
    const reports = [...scanner.scan({ code: 'A1' }), ...enters, ...scanner.scan({ code: 'A1' })];
    expect(readFrom(keyboardWedge, reports)).toEqual([' A1', ' A1']);
  });

  test('a keyboard that shares its interface numbers its reports', () => {
    const reports = typingScanner({}, {}, seed).scan({ code: 'A1' });
    expect(
      readFrom(
        keyboardWedge,
        reports.map((report) => Uint8Array.from([1, ...report])),
      ),
    ).toEqual([' A1']);
  });

  test('dropped FNC1 leaves a code that says what it seems to lack', () => {
    const reports = typingScanner({ controls: 'dropped', aim: true }, {}, seed).scan({
      aim: ']C1',
      code: '010950600013435210AB-1\x1d15261231',
    });
    const frame = Uint8Array.from(reports.flatMap((report) => [...report]));
    const understood = understand(keyboardWedge, frame, { retained: false });
    expect(understood).toMatchObject({
      ok: true,
      value: [
        {
          meaning: {
            lot: 'AB-115261231',
            lacks_separator:
              'the value of AI (10) ends in 15261231, which reads like more AIs: a separator may be missing',
          },
        },
      ],
    });
  });

  test.each([['{GS}'], ['<GS>'], ['~'], ['|'], ['#GS#']])('%s in its place is put right by the settings', (gs_as) => {
    const scanner = typingScanner({ aim: true }, { gs_as }, seed);
    const decode = { gs_substitutes: [gs_as] };
    expect(readFrom(keyboardWedge, scanner.scan(gs1), { decode })).toEqual([`]C1 ${gs1.code}`]);
    // A code of another kind keeps its characters.
    expect(readFrom(keyboardWedge, scanner.scan({ code: `A${gs_as}B` }), { decode })).toEqual([` A${gs_as}B`]);
  });

  test('for another keyboard garbles the layout test in a way that names the keyboard', () => {
    const scanner = typingScanner({ layout: 'azerty-fr' }, {}, seed);
    const reports = scanner.scan({ code: 'TG-TEST.AQZWYM0123456789-./:' });
    const frame = Uint8Array.from(reports.flatMap((report) => [...report]));
    expect(understand(keyboardWedge, frame, { retained: false })).toMatchObject({
      ok: true,
      value: [{ code: 'TG6TEST<QAWZY:)!@#$%^&*(6<>.', meaning: { kind: 'test', ok: false } }],
    });
  });

  test('a key that is no character is refused', () => {
    const f1 = Uint8Array.of(0, 0, 0x3a, 0, 0, 0, 0, 0);
    expect(
      readFrom(keyboardWedge, [f1, new Uint8Array(8), ...typingScanner({}, {}, seed).scan({ code: 'A' })]),
    ).toEqual(['fault: unsupported']);
  });
});
