/** Keyboards by position, and what the printed layout test says of a scanner. */
import { describe, expect, test } from 'vitest';
import { type LayoutName, layouts, retyped } from '../../../devices/barcode/keyboard-layout.ts';
import { layout_test, layoutVerdict } from '../../../devices/barcode/layout-test.ts';

describe('keyboard layouts', () => {
  test.each(Object.entries(layouts))('%s has a character or none for each of 48 keys', (_, { plain, shifted }) => {
    expect([plain.length, shifted.length]).toEqual([48, 48]);
  });

  test.each([
    ['azerty-fr', 'us', 'HA112', 'HQ!!@'],
    ['us', 'azerty-fr', 'HA112', 'HQ&&é'],
    ['qwertz', 'us', 'YZ-/:', 'ZY/&>'],
    ['qwerty-eu', 'us', 'YZ-/:', 'YZ/&>'],
    ['turkish-q', 'us', '-.:', '=/?'],
    ['japanese', 'us', '-./:', "-./'"],
    ['azerty-be', 'us', '-.', '=<'],
  ] as const)('typed for %s and read by %s, %s becomes %s', (typed, read, text, become) => {
    expect(retyped(text, typed, read)).toBe(become);
  });
});

describe('the layout test', () => {
  test('as printed says that all is well', () => {
    expect(layoutVerdict('TG-TEST.AQZWYM0123456789-./:')).toEqual({
      ok: true,
      says: 'layout test read as printed: this scanner is set up right',
    });
  });

  test.each([
    [
      'TG6TEST<QAWZY:)!@#$%^&*(6<>.',
      'the scanner types for AZERTY (French): set the scanner to the US English keyboard',
    ],
    ['TG/TEST.AQYWZM0123456789/.&>', 'the scanner types for QWERTZ (German, Austrian or Swiss)'],
    ['TG/TEST.AQZWYM0123456789/.&>', 'the scanner types for QWERTY of Spain, Italy, Portugal or the Nordic countries'],
    ['TG)TEST:QAWZY?à&é"\'(-è_ç):!M', 'reads the scanner as AZERTY (French): set the scanner to that keyboard'],
    ['tg-test.aqzwym0123456789-./:', 'Caps Lock is on, or the scanner changes upper and lower case'],
    ['tg/test.aqywzm0123456789/.&>', 'turn that off; the scanner types for QWERTZ'],
    ['TG-TEST.AQZWYM01234', 'cut off after 19 of 28 characters'],
    ['*TG-TEST.AQZWYM0123456789-./:#', 'layout test with "*" before it and "#" behind it'],
    ['TG-TEST.AQZWYM0123456789-./;', 'no known keyboard does that'],
  ])('read as %s names the cause', (code, says) => {
    expect(layoutVerdict(code)).toMatchObject({ ok: false });
    expect(layoutVerdict(code)?.says).toContain(says);
  });

  test.each(['9506000134352', 'TG-LOC.A1', 'TG-CMD.RECEIVE', 'TG-TEST.AQ-01', '', ']C10109506000134352'])(
    '%j is another code',
    (code) => {
      expect(layoutVerdict(code)).toBeUndefined();
    },
  );

  test('tells every keyboard there is from US English, unless it moves none of our characters', () => {
    const others = Object.keys(layouts).filter((name): name is Exclude<LayoutName, 'us'> => name !== 'us');
    for (const name of others) {
      const text = retyped(layout_test, name, 'us');
      expect([name, layoutVerdict(text ?? '')?.ok]).toEqual([name, false]);
      expect(layoutVerdict(text ?? '')?.says).toContain(layouts[name].title);
    }
  });
});
