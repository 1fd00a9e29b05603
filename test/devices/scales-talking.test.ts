/** NCI, CAS with ENQ, and how scales that are asked are talked to. */
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../devices/codec/framer.ts';
import { type Driver, type Session, type SessionStep, understand } from '../../devices/driver.ts';
import { adStGs } from '../../devices/scales/ad-st-gs.ts';
import { adam } from '../../devices/scales/adam.ts';
import { casBcc, casEnq } from '../../devices/scales/cas-enq.ts';
import { nciEcr } from '../../devices/scales/nci-ecr.ts';
import { ohaus } from '../../devices/scales/ohaus.ts';
import { sartoriusSbi } from '../../devices/scales/sartorius-sbi.ts';
import { toledo8217 } from '../../devices/scales/toledo-8217.ts';
import { toledoContinuous } from '../../devices/scales/toledo-continuous.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);

function said(driver: Driver, text: string) {
  const understood = understand(driver, latin1(text), { retained: false });
  if (!understood.ok) return `${understood.fault.kind} ${understood.fault.place}`;
  return understood.value.map((reading) => {
    if (reading.kind === 'weight') return [reading.mass_mg, reading.stable];
    return reading.kind === 'condition' ? reading.condition : reading.kind;
  });
}

describe('an NCI answer', () => {
  test.each([
    ['\n0012.34lb\r\n00\r\x03', [[5_597_330, true]]],
    ['\n0012.34LB\r\nS00\r\x03', [[5_597_330, true]]],
    ['\n000.538kg\r\n0p0\r\x03', [[538_000, true]]],
    ['\n000.538KG\r\nS0pp0\r\x03', [[538_000, true]]],
    ['\n00.500oz\r\n00\r\x03', [[14_175, true]]],
    ['\n  538g \r\n00\r\x03', [[538_000, true]]],
    ['\n- 0.050kg\r\n01\r\x03', [[-50_000, true]]],
    ['\n1LB 02.50OZ\r\n00\r\x03', [[524_466, true]]],
    ['\n 12lb  0.5 oz\r\n00\r\x03', [[5_457_283, true]]],
    ['\n0012.34lb\r\n10\r\x03', [[5_597_330, false]]],
    ['\n0012.34lb\r\n30\r\x03', [[5_597_330, false]]],
    ['\n0000.00lb\r\n20\r\x03', [[0, true]]],
    ['\n0012.34lb\r\n02\r\x03', ['overload']],
    ['\n0012.34lb\r\n01\r\x03', ['underload']],
    ['\n0012.34lb\r\n40\r\x03', ['fault']],
    ['\n0012.34lb\r\n80\r\x03', ['fault']],
    ['\n0012.34lb\r\n04\r\x03', ['fault']],
    ['\n0012.34lb\r\n08\r\x03', ['fault']],
    ['\n0012.34lb\r\n0p8\r\x03', ['fault']],
    ['\n00\r\x03', []],
    ['\n10\r\x03', ['motion']],
    ['\nS20\r\x03', ['zero']],
    ['\n01\r\x03', ['underload']],
    ['\n12\r\x03', ['overload']],
    ['\n0p8\r\x03', ['fault']],
    ['\n^^^^^^lb\r\n02\r\x03', ['overload']],
    ['\n______\r\n01\r\x03', ['underload']],
    ['\n -------kg\r\n00\r\x03', ['fault']],
    ['\n?\r\x03', ['fault']],
    ['\n00\xb1\xb2.3\xb4l\xe2\x8d\n00\x8d\x03', [[5_597_330, true]]],
  ])('%j means %j', (text, expected) => {
    expect(said(nciEcr, text)).toEqual(expected);
  });

  test.each([
    ['\n0012.34\r\n00\r\x03', 'unsupported mass.unit'],
    ['\n0012.34st\r\n00\r\x03', 'unsupported mass.unit'],
    ['\n12,34lb\r\n00\r\x03', 'format mass.amount'],
    ['\nlb\r\n00\r\x03', 'format mass.amount'],
    ['\n0012.34lb\r\n0\r\x03', 'format status'],
    ['\n0012.34lb\r\n00000\r\x03', 'format status'],
    ['\n0012.34lb\r\n0\x01\r\x03', 'format status'],
    ['\n0012.34lb\r\n00\r\n0012.34lb\r\n00\r\x03', 'format frame'],
    ['0012.34lb\r\n00\r\x03', 'format frame'],
    ['\n\r\x03', 'format status'],
    ['', 'format frame'],
  ])('%j is refused', (text, expected) => {
    expect(said(nciEcr, text)).toBe(expected);
  });

  test('ends with ETX however many status bytes there are, and after a lost ETX the next but one is good', () => {
    const framer = framerOf(nciEcr.framing);
    const answers = ['\n001.00kg\r\n00\r\x03', '\n001.00kg\r\nS0pp0\r\x03', '\n10\r\x03'];
    const cuts = framer.push(latin1(`noise${answers.join('')}`));
    expect(cuts.map((cut) => (cut.kind === 'frame' ? textOf(cut.data) : cut.bytes))).toEqual([5, ...answers]);
    const merged = framer.push(latin1('\n001.00kg\r\n00\r\n001.00kg\r\n00\r\x03\n001.00kg\r\n00\r\x03'));
    expect(merged.map((cut) => (cut.kind === 'frame' ? said(nciEcr, textOf(cut.data)) : cut.bytes))).toEqual([
      'format frame',
      [[1_000_000, true]],
    ]);
  });
});

/** A block with its BCC and everything around it. */
function block(text: string, wrong = 0): string {
  return `\x01\x02${text}${String.fromCharCode(casBcc(latin1(text)) ^ wrong)}\x03\x04`;
}

describe('a CAS answer', () => {
  test('has the BCC that was computed by hand', () => {
    expect(casBcc(latin1('S  1.234kg'))).toBe(0x75);
  });

  test.each([
    [block('S  1.234kg'), [[1_234_000, true]]],
    [block('U  1.234kg'), [[1_234_000, false]]],
    [block('S- 1.234kg'), [[-1_234_000, true]]],
    [block('S 01.234Kg'), [[1_234_000, true]]],
    [block('S  2.505lb'), [[1_136_249, true]]],
    [block('S   1234 g'), [[1_234_000, true]]],
    [block('SFFFFFFFkg'), ['overload']],
    [block('UF 1.234kg'), ['overload']],
    [block('S FFFFFFkg'), ['overload']],
    ['\x06', []],
    ['\x15', []],
  ])('%j means %j', (text, expected) => {
    expect(said(casEnq, text)).toEqual(expected);
  });

  test.each([
    [block('S  1.234kg', 1), 'checksum bcc'],
    [block('S  1.234st'), 'unsupported mass.unit'],
    [block('S  1..34kg'), 'format mass.amount'],
    [block('X  1.234kg'), 'format frame'],
    ['\x05', 'format frame'],
    ['\x01\x02S  1.234kgu\x04\x03', 'format frame'],
  ])('%j is refused', (text, expected) => {
    expect(said(casEnq, text)).toBe(expected);
  });

  test('with one wrong bit between STX and ETX is never another weight', () => {
    const frame = latin1(block('S  1.234kg'));
    for (let at = 2; at < frame.length - 2; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const wrong = frame.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(said(casEnq, textOf(wrong))).toBe('checksum bcc');
      }
    }
  });
});

function begun(driver: Driver): { session: Session; step: SessionStep } {
  const session = driver.session?.({});
  if (session === undefined) throw new Error('there is a session');
  return { session, step: session.opened(0) };
}
const sent = (step: SessionStep) => step.send.map(textOf);

describe('scales are asked', () => {
  test.each([
    [toledo8217, 'W', 200],
    [nciEcr, 'W\r', 250],
    [ohaus, 'IP\r\n', 250],
    [sartoriusSbi, '\x1bP\r\n', 250],
    [adam, 'P\r\n', 5_000],
    [casEnq, '\x05', 250],
  ])('$id with its own question, in its own time', (driver, question, poll_ms) => {
    const { session, step } = begun(driver);
    expect(sent(step)).toEqual([question]);
    expect(step.status?.state).toBe('greeting');
    const weight = driver.examples.find(({ readings }) => readings[0]?.kind === 'weight');
    const frame = latin1(weight?.text ?? '');
    const bytes = weight?.hex === undefined ? frame : Buffer.from(weight.hex.replaceAll(' ', ''), 'hex');
    const heard = session.heard(bytes, 40);
    expect(heard).toMatchObject({ send: [], deliver: true, wake_in_ms: poll_ms - 40, status: { state: 'ready' } });
    expect(sent(session.waited(poll_ms))).toEqual([question]);
  });

  test('after ENQ and ACK comes DC1, and neither is news', () => {
    const { session, step } = begun(casEnq);
    expect(sent(step)).toEqual(['\x05']);
    const acknowledged = session.heard(latin1('\x06'), 20);
    expect([sent(acknowledged), acknowledged.deliver]).toEqual([['\x11'], false]);
    expect(session.heard(latin1(block('S  1.234kg')), 40).deliver).toBe(true);
    expect(sent(session.waited(250))).toEqual(['\x05']);
    expect(session.heard(latin1('\x15'), 270)).toMatchObject({ send: [], deliver: false, wake_in_ms: 230 });
    expect(sent(session.waited(500))).toEqual(['\x05']);
  });

  test('an Ohaus that does not know IP is asked with P, and one that knows neither is told about', () => {
    const { session } = begun(ohaus);
    const refused = session.heard(latin1('ES'), 30);
    expect([sent(refused), refused.deliver]).toEqual([['P\r\n'], false]);
    expect(session.heard(latin1('    0.360 kg    G  '), 60).status?.state).toBe('ready');
    expect(sent(session.waited(310))).toEqual(['P\r\n']);
    const { session: other } = begun(ohaus);
    other.heard(latin1('ES'), 30);
    expect(other.heard(latin1('ES'), 60).deliver).toBe(true);
  });

  test('an Adam that is silent for good is asked with G too; one that has answered may be silent', () => {
    const { session, step } = begun(adam);
    const questions: string[] = [];
    let now_ms = step.wake_in_ms ?? 0;
    for (let at = 0; at < 4; at += 1) {
      const next = session.waited(now_ms);
      questions.push(...sent(next));
      now_ms += next.wake_in_ms ?? 0;
    }
    expect(questions).toEqual(['P\r\n', 'P\r\n', 'G\r\n', 'G\r\n']);
    expect(session.heard(latin1('G/W  + 5.00 lb'), now_ms).status?.state).toBe('ready');
    const after: (string | undefined)[] = [];
    for (let at = 0; at < 6; at += 1) {
      now_ms += 5_000;
      const next = session.waited(now_ms);
      after.push(...sent(next), next.status?.state);
    }
    expect(new Set(after)).toEqual(new Set(['G\r\n', undefined]));
  });

  test('a unit changed at the keys is told', () => {
    const { session } = begun(nciEcr);
    session.heard(latin1('\n001.000kg\r\n00\r\x03'), 10);
    expect(session.heard(latin1('\n002.205lb\r\n00\r\x03'), 300).status).toEqual({
      state: 'ready',
      says: 'The scale answers; its unit was changed from kg to lb.',
    });
  });
});

describe('scales that send by themselves', () => {
  test.each([toledoContinuous, adStGs])('$id is asked nothing, and its silence is told and forgiven', (driver) => {
    const { session, step } = begun(driver);
    expect(step).toMatchObject({ send: [], status: { state: 'greeting' }, wake_in_ms: 10_000 });
    const frame = latin1('anything');
    expect(session.heard(frame, 100)).toMatchObject({ send: [], deliver: true, status: { state: 'ready' } });
    expect(session.heard(frame, 200).status).toBeUndefined();
    expect(session.waited(5_200)).toEqual({ send: [], deliver: false, wake_in_ms: 5_000 });
    expect(session.waited(10_200)).toMatchObject({ send: [], deliver: false, status: { state: 'greeting' } });
    expect(session.heard(frame, 60_000).status?.state).toBe('ready');
  });
});
