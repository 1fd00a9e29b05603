/** The tables that text formats are made of: what they read, what they refuse, and where they say it went wrong. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Codec } from '../../devices/codec/codec.ts';
import { decimalOf, printDecimal, timesFraction } from '../../devices/codec/decimal.ts';
import { instant, instantOf } from '../../devices/codec/instant.ts';
import { json } from '../../devices/codec/json.ts';
import {
  flag,
  hex,
  list,
  object,
  oneOrMany,
  optional,
  scaled,
  text,
  whole,
  withOneOf,
} from '../../devices/codec/json-shapes.ts';
import { lineForm, lines, oneOfWords } from '../../devices/codec/line.ts';
import { orLiveness } from '../../devices/codec/liveness.ts';
import { randomOf } from '../../gateway/base/random.ts';

const utf8 = new TextEncoder();

function decode<Value>(codec: Codec<Value>, text: string) {
  return codec.decode(utf8.encode(text));
}

/** Place and rule of what is refused. */
function refusal<Value>(codec: Codec<Value>, text: string | Uint8Array): string {
  const decoded = codec.decode(typeof text === 'string' ? utf8.encode(text) : text);
  return decoded.ok ? 'understood' : `${decoded.fault.kind}: ${decoded.fault.place} ${decoded.fault.rule}`;
}

const shelf = json(
  object('A shelf', {
    name: text('Its name', { max: 8 }),
    plates: list(
      'Its plates',
      object('A plate', {
        at: whole('Number', { min: 1, max: 9 }),
        mass: optional(scaled('Grams', { min: -100, max: 100, per: 1_000 })),
        tags: optional(list('Tags on it', hex('An EPC', { min: 2, max: 4, even: true }), { max: 2 })),
      }),
      { min: 1, max: 3 },
    ),
    open: optional(flag('Whether it is open')),
  }),
  200,
);

describe('a JSON table', () => {
  test('reads what it names and ignores the rest', () => {
    const message = '{"name":"A1","plates":[{"at":2,"mass":-0.5,"tags":["30aB"]}],"open":true,"colour":"red"}';
    expect(decode(shelf, message)).toEqual({
      ok: true,
      value: { name: 'A1', plates: [{ at: 2, mass: -500, tags: ['30AB'] }], open: true },
    });
  });

  test.each([
    [
      '{"name":"A1","plates":[{"at":1},{"at":2,"tags":["3034","3"]}]}',
      'range: plates[1].tags[1] must be at least 2 bytes',
    ],
    [
      '{"name":"A1","plates":[{"at":1,"tags":["30345"]}]}',
      'format: plates[0].tags[0] must be whole 16-bit words in hexadecimal',
    ],
    ['{"plates":[{"at":1}]}', 'format: name must be present'],
    ['{"name":"A1","plates":{"at":1}}', 'format: plates must be a list'],
    ['{"name":"A1","plates":[]}', 'range: plates must have at least 1 entries'],
    ['{"name":"A1","plates":[{"at":1},{"at":1},{"at":1},{"at":1}]}', 'too-long: plates must have at most 3 entries'],
    ['{"name":"A1","plates":[7]}', 'format: plates[0] must be an object'],
    ['{"name":"A1","plates":[{"at":1.5}]}', 'format: plates[0].at must be a whole number'],
    ['{"name":"A1","plates":[{"at":10}]}', 'range: plates[0].at must be from 1 to 9'],
    ['{"name":"A1","plates":[{"at":1,"mass":1e999}]}', 'range: plates[0].mass must be from -100 to 100'],
    ['{"name":"A1","plates":[{"at":1,"mass":"5"}]}', 'format: plates[0].mass must be a number'],
    ['{"name":"A1","plates":[{"at":1,"mass":null}]}', 'format: plates[0].mass must be a number'],
    ['{"name":"123456789","plates":[{"at":1}]}', 'too-long: name must have at most 8 characters'],
    ['{"name":"a\\u0000","plates":[{"at":1}]}', 'format: name must be printable ASCII'],
    ['{"name":"A1","plates":[{"at":1}],"open":1}', 'format: open must be true or false'],
    ['[]', 'format: frame must be an object'],
    ['', 'format: frame must be JSON'],
    ['{"name":"A1"', 'format: frame must be JSON'],
    ['\ufeff{}', 'format: frame must be JSON'],
  ])('refuses %s, naming place and rule', (message, expected) => {
    expect(refusal(shelf, message)).toBe(expected);
  });

  test('refuses bytes that are not UTF-8, also inside a string', () => {
    expect(refusal(shelf, Uint8Array.of(0x22, 0xc3, 0x28, 0x22))).toBe('format: frame must be UTF-8');
  });

  test('refuses more than eight levels before it parses, and does not count brackets in strings', () => {
    expect(refusal(shelf, '[[[[[[[[[]]]]]]]]]')).toBe('range: frame must be at most 8 levels deep');
    expect(refusal(shelf, '[[[[[[[[]]]]]]]]')).toBe('format: frame must be an object');
    expect(refusal(shelf, '{"name":"[[[\\"{{","plates":[{"at":1}],"x":"[[[[[[[[[["}')).toBe('understood');
  });

  test('refuses more bytes than its limit', () => {
    expect(refusal(shelf, `{"name":"A1","plates":[{"at":1}]}${' '.repeat(200)}`)).toBe(
      'too-long: frame must be at most 200 bytes',
    );
  });

  test('a member called __proto__ has no effect', () => {
    const decoded = decode(shelf, '{"__proto__":{"name":"A1","open":true},"plates":[{"at":1}]}');
    expect(decoded).toEqual({ ok: false, fault: { kind: 'format', place: 'name', rule: 'must be present' } });
    const polluted = decode(shelf, '{"name":"A1","plates":[{"at":1,"__proto__":{"mass":7}}]}');
    expect(polluted.ok && polluted.value.plates[0]).toEqual({ at: 1 });
    expect(polluted.ok && polluted.value.plates[0]?.mass).toBeUndefined();
  });

  test('minus zero is zero', () => {
    const decoded = decode(shelf, '{"name":"A1","plates":[{"at":1,"mass":-0.0}]}');
    expect(decoded.ok && Object.is(decoded.value.plates[0]?.mass, 0)).toBe(true);
  });

  test('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const value = shelf.sample(randomOf(seed));
        expect(shelf.decode(shelf.encode(value))).toEqual({ ok: true, value });
      }),
      { numRuns: 200 },
    );
  });

  test('lists its fields with their paths', () => {
    expect(shelf.fields).toEqual([
      { name: 'name', says: 'Its name' },
      { name: 'plates', says: 'Its plates' },
      { name: 'plates[]', says: 'A plate' },
      { name: 'plates[].at', says: 'Number' },
      { name: 'plates[].mass', says: 'Grams' },
      { name: 'plates[].tags', says: 'Tags on it' },
      { name: 'plates[].tags[]', says: 'An EPC' },
      { name: 'open', says: 'Whether it is open' },
    ]);
  });

  test('an object alone and a list of one mean the same, and places name the entry', () => {
    const several = json(
      oneOrMany('Plates', object('A plate', { at: whole('Number', { min: 1, max: 9 }) }), { max: 2 }),
      99,
    );
    expect(decode(several, '{"at":3}')).toEqual(decode(several, '[{"at":3}]'));
    expect(refusal(several, '[{"at":3},{"at":0}]')).toBe('range: [1].at must be from 1 to 9');
    expect(refusal(several, '[]')).toBe('range: frame must have at least 1 entries');
  });

  test('at least one of several members can be asked for', () => {
    const number = optional(whole('Number', { min: 0, max: 9 }));
    const either = json(withOneOf(object('Either', { a: number, b: number, c: number }), ['a', 'b']), 99);
    expect(refusal(either, '{"c":1}')).toBe('format: frame must have a or b');
    expect(refusal(either, '{"b":1}')).toBe('understood');
  });
});

describe('an instant', () => {
  test.each([
    ['2026-11-23T08:00:00.123Z', 1_795_420_800_123],
    ['2026-11-23T08:00:00Z', 1_795_420_800_000],
    ['2026-11-23T09:30:00+01:30', 1_795_420_800_000],
    ['2026-11-23T08:00:00.123999999Z', 1_795_420_800_123],
    ['2026-11-23T08:00:00.1Z', 1_795_420_800_100],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
  ])('%s is read', (iso, at_ms) => {
    expect(instantOf(iso)).toBe(at_ms);
  });

  test.each([
    '2026-11-23T08:00:00',
    '2026-11-23 08:00:00Z',
    '2026-11-23',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T25:00:00Z',
    '1969-12-31T23:59:59Z',
    '2200-01-01T00:00:00Z',
    '2026-11-23T08:00:00.1234567890Z',
    'yesterday',
  ])('%s is refused', (iso) => {
    expect(instantOf(iso)).toBeUndefined();
  });

  test.each([
    ['1763884800123', 'understood'],
    ['-1', 'format: at'],
    ['1.5', 'format: at'],
    ['true', 'format: at'],
    ['9007199254740993', 'format: at'],
  ])('as a number, %s is %s', (at, expected) => {
    const codec = json(object('', { at: instant('When') }), 99);
    expect(refusal(codec, `{"at":${at}}`)).toContain(expected);
  });
});

describe('a decimal number', () => {
  test.each([
    ['100.00', { units: 10_000, decimals: 2 }],
    ['-0.05', { units: -5, decimals: 2 }],
    ['+7', { units: 7, decimals: 0 }],
    ['-0.00', { units: 0, decimals: 2 }],
    ['007.5', { units: 75, decimals: 1 }],
    ['123456789.012345', { units: 123_456_789_012_345, decimals: 6 }],
  ])('%s is kept digit by digit', (printed, decimal) => {
    expect(decimalOf(printed)).toEqual(decimal);
  });

  test.each(['', '-', '.5', '5.', '1,5', '1 000', '1e3', '0x10', 'NaN', '1234567890.123456', '--1'])(
    '"%s" is refused',
    (printed) => {
      expect(decimalOf(printed)).toBeUndefined();
    },
  );

  test('is printed as it was read', () => {
    const decimal = fc.record({ units: fc.integer({ min: -99_999_999, max: 99_999_999 }), decimals: fc.nat(7) });
    fc.assert(
      fc.property(decimal, (value) => {
        expect(decimalOf(printDecimal(value))).toEqual(value.units === 0 ? { ...value, units: 0 } : value);
      }),
    );
  });

  test.each([
    ['0.5', 1n, 1n],
    ['-0.5', 1n, -1n],
    ['0.49999', 1n, 0n],
    ['1.0005', 1_000n, 1_001n],
    ['-1.0005', 1_000n, -1_001n],
  ])('%s times %s, rounded to the nearest with halves away from zero, is %s', (printed, times, expected) => {
    const decimal = decimalOf(printed);
    expect(decimal && timesFraction(decimal, times, 1n)).toBe(expected);
  });
});

describe('a line table', () => {
  const lamp = lines<{ kind: 'lamp'; state: 'on' | 'off' }>(
    [
      lineForm(
        'lamp',
        /^L (?<state>[a-z]{1,8})$/,
        { state: oneOfWords('Whether it burns', ['on', 'off']) },
        ({ state }) => `L ${state}`,
      ),
    ],
    12,
  );

  test.each([
    ['L dim', 'format: lamp.state must be one of on, off'],
    ['X', 'format: frame must be one of the lines lamp'],
    ['', 'format: frame must be one of the lines lamp'],
    ['L on\r', 'format: frame must be printable ASCII'],
    ['L ün', 'format: frame must be printable ASCII'],
    ['L on         ', 'too-long: frame must be at most 12 bytes'],
  ])('refuses "%s", naming place and rule', (line, expected) => {
    expect(refusal(lamp, line)).toBe(expected);
  });

  test('reads and writes a line of its forms', () => {
    expect(decode(lamp, 'L off')).toEqual({ ok: true, value: { kind: 'lamp', state: 'off' } });
    expect(lamp.encode({ kind: 'lamp', state: 'on' })).toEqual(utf8.encode('L on'));
    expect(lamp.fields).toEqual([{ name: 'lamp.state', says: 'Whether it burns' }]);
  });

  test('words of liveness are told from messages by the bytes alone', () => {
    const lively = orLiveness(lamp, { online: 'Online', offline: 'Offline' });
    expect(decode(lively, 'Offline')).toEqual({ ok: true, value: { kind: 'liveness', online: false } });
    expect(decode(lively, 'L on')).toEqual({
      ok: true,
      value: { kind: 'message', message: { kind: 'lamp', state: 'on' } },
    });
    expect(refusal(lively, 'offline')).toBe('format: frame must be one of the lines lamp');
  });
});
