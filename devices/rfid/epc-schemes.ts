/**
 * EPC binary codings as rows: all of the GS1 EPC Tag Data Standard up to 1.13 (chapter 14), and of TDS 2.3 (section 14.6)
 * those that name stock. A row names its fields in the order of the bits; the interpreters in `epc-read.ts` and
 * `epc-encode.ts` know the kinds of field and nothing of any scheme.
 */
import {
  cpi_96_splits,
  cpi_var_splits,
  giai_96_splits,
  giai_202_splits,
  grai_splits,
  item_splits,
  place_splits,
  type Split,
  unit_splits,
} from './epc-partitions.ts';
import type { EpcPart } from './epc-value.ts';

export type EpcField =
  /** How the tag is packed. */
  | { readonly kind: 'filter'; readonly bits: number }
  /**
   * Three bits of partition, then company prefix and reference. `padded`: the reference always has the partition's
   * digits; `plain`: a number without leading zeros; `text`: seven bits a character, filled up with zero bits;
   * `six-bit`: six bits a character, ended by six zero bits.
   */
  | {
      readonly kind: 'split';
      readonly splits: readonly Split[];
      readonly reference: 'padded' | 'plain' | 'text' | 'six-bit';
    }
  /** A whole number without leading zeros. */
  | { readonly kind: 'number'; readonly into: EpcPart; readonly bits: number }
  /** Digits that keep their leading zeros: a 1 is put before them. */
  | { readonly kind: 'digits'; readonly into: EpcPart; readonly bits: number; readonly digits_max: number }
  /** A number from 0 to 99, always two digits, in seven bits. */
  | { readonly kind: 'two-digits'; readonly into: EpcPart }
  /** Seven bits a character, filled up with zero bits. */
  | { readonly kind: 'text'; readonly into: EpcPart; readonly characters: number }
  /** Six bits a character, ended by six zero bits; `#` only in front, and only where allowed. */
  | {
      readonly kind: 'six-bit';
      readonly into: EpcPart;
      readonly characters: { readonly min: number; readonly max: number };
      readonly hash_first: boolean;
    }
  /** Five characters with a space in front, or six, each of so many bits. */
  | { readonly kind: 'cage'; readonly bits_each: 6 | 8 }
  /** Decimal digits of four bits each, the last of them the check digit. */
  | { readonly kind: 'key'; readonly digits: number }
  /** Four bits for which date it is, then year, month and day in 7, 4 and 5 bits. */
  | { readonly kind: 'date' }
  /** Three bits for how the characters are packed, five for how many there are, then the characters. */
  | { readonly kind: 'packed'; readonly into: EpcPart; readonly characters: number }
  /** One bit: data may follow the EPC in its bank. */
  | { readonly kind: 'toggle' }
  /** Reserved: must be zero. */
  | { readonly kind: 'zeros'; readonly bits: number };

export type EpcKey =
  | 'gtin'
  | 'sscc'
  | 'sgln'
  | 'grai'
  | 'giai'
  | 'gsrn'
  | 'gsrnp'
  | 'gdti'
  | 'sgcn'
  | 'cpi'
  | 'itip'
  | 'gid'
  | 'usdod'
  | 'adi';

export interface EpcScheme {
  readonly scheme: string;
  /** First byte. */
  readonly header: number;
  /** All bits of the coding, or undefined when it depends on the characters; the tag fills up to whole 16-bit words. */
  readonly bits?: number;
  /** The kind of key it holds. */
  readonly key: EpcKey;
  /** The word in the pure identity URI; absent where the standard defines no URI. */
  readonly urn?: string;
  readonly fields: readonly EpcField[];
}

const filter = { kind: 'filter', bits: 3 } as const;
const toggle = { kind: 'toggle' } as const;
const number = (bits: number) => ({ kind: 'number', into: 'serial', bits }) as const;
const text = (characters: number) => ({ kind: 'text', into: 'serial', characters }) as const;
const padded = (splits: readonly Split[]) => ({ kind: 'split', splits, reference: 'padded' }) as const;
const piece = { kind: 'two-digits', into: 'piece' } as const;
const total = { kind: 'two-digits', into: 'total' } as const;
const reserved = { kind: 'zeros', bits: 24 } as const;
const item = padded(item_splits);
const place = padded(place_splits);
const serial_20 = { kind: 'packed', into: 'serial', characters: 20 } as const;

function row(scheme: string, header: number, bits: number, key: EpcKey, urn: string, ...fields: EpcField[]): EpcScheme {
  return { scheme, header, bits, key, urn, fields };
}

export const epcSchemes: readonly EpcScheme[] = [
  row('gdti-96', 0x2c, 96, 'gdti', 'gdti', filter, place, number(41)),
  row('gsrn-96', 0x2d, 96, 'gsrn', 'gsrn', filter, padded(unit_splits), reserved),
  row('gsrnp-96', 0x2e, 96, 'gsrnp', 'gsrnp', filter, padded(unit_splits), reserved),
  row('usdod-96', 0x2f, 96, 'usdod', 'usdod', { kind: 'filter', bits: 4 }, { kind: 'cage', bits_each: 8 }, number(36)),
  row('sgtin-96', 0x30, 96, 'gtin', 'sgtin', filter, item, number(38)),
  row('sscc-96', 0x31, 96, 'sscc', 'sscc', filter, padded(unit_splits), reserved),
  row('sgln-96', 0x32, 96, 'sgln', 'sgln', filter, place, number(41)),
  row('grai-96', 0x33, 96, 'grai', 'grai', filter, padded(grai_splits), number(38)),
  row('giai-96', 0x34, 96, 'giai', 'giai', filter, { kind: 'split', splits: giai_96_splits, reference: 'plain' }),
  row(
    'gid-96',
    0x35,
    96,
    'gid',
    'gid',
    { kind: 'number', into: 'manager', bits: 28 },
    { kind: 'number', into: 'object_class', bits: 24 },
    number(36),
  ),
  row('sgtin-198', 0x36, 198, 'gtin', 'sgtin', filter, item, text(20)),
  row('grai-170', 0x37, 170, 'grai', 'grai', filter, padded(grai_splits), text(16)),
  row('giai-202', 0x38, 202, 'giai', 'giai', filter, { kind: 'split', splits: giai_202_splits, reference: 'text' }),
  row('sgln-195', 0x39, 195, 'sgln', 'sgln', filter, place, text(20)),
  row('gdti-113', 0x3a, 113, 'gdti', 'gdti', filter, place, {
    kind: 'digits',
    into: 'serial',
    bits: 58,
    digits_max: 17,
  }),
  {
    scheme: 'adi-var',
    header: 0x3b,
    key: 'adi',
    urn: 'adi',
    fields: [
      { kind: 'filter', bits: 6 },
      { kind: 'cage', bits_each: 6 },
      { kind: 'six-bit', into: 'part_number', characters: { min: 0, max: 32 }, hash_first: false },
      { kind: 'six-bit', into: 'serial', characters: { min: 1, max: 30 }, hash_first: true },
    ],
  },
  row(
    'cpi-96',
    0x3c,
    96,
    'cpi',
    'cpi',
    filter,
    { kind: 'split', splits: cpi_96_splits, reference: 'plain' },
    number(31),
  ),
  {
    scheme: 'cpi-var',
    header: 0x3d,
    key: 'cpi',
    urn: 'cpi',
    fields: [filter, { kind: 'split', splits: cpi_var_splits, reference: 'six-bit' }, number(40)],
  },
  row('gdti-174', 0x3e, 174, 'gdti', 'gdti', filter, place, text(17)),
  row('sgcn-96', 0x3f, 96, 'sgcn', 'sgcn', filter, place, { kind: 'digits', into: 'serial', bits: 41, digits_max: 12 }),
  row('itip-110', 0x40, 110, 'itip', 'itip', filter, item, piece, total, number(38)),
  row('itip-212', 0x41, 212, 'itip', 'itip', filter, item, piece, total, text(20)),
  { scheme: 'sgtin+', header: 0xf7, key: 'gtin', fields: [toggle, filter, { kind: 'key', digits: 14 }, serial_20] },
  {
    scheme: 'dsgtin+',
    header: 0xfb,
    key: 'gtin',
    fields: [toggle, filter, { kind: 'date' }, { kind: 'key', digits: 14 }, serial_20],
  },
  { scheme: 'sscc+', header: 0xf9, key: 'sscc', fields: [toggle, filter, { kind: 'key', digits: 18 }] },
];

export const epcSchemesByName: ReadonlyMap<string, EpcScheme> = new Map(epcSchemes.map((each) => [each.scheme, each]));

/** The parts of a scheme in the order in which its URI names them, which is the order of its bits. */
export function partsOf({ fields }: EpcScheme): readonly EpcPart[] {
  return fields.flatMap((field): EpcPart[] => {
    switch (field.kind) {
      case 'split':
        return ['company_prefix', 'reference'];
      case 'cage':
        return ['cage'];
      case 'key':
        return ['key'];
      default:
        return 'into' in field ? [field.into] : [];
    }
  });
}

/** Headers that the standard gives a name and that are not read here, and headers that mean that nobody wrote an EPC. */
export const epcHeaderNames: ReadonlyMap<number, string> = new Map([
  [0xe6, 'CPI++'],
  [0xe7, 'GSRN++'],
  [0xe8, 'GSRNP++'],
  [0xe9, 'SGLN++'],
  [0xea, 'GDTI++'],
  [0xeb, 'GRAI++'],
  [0xec, 'SGCN++'],
  [0xed, 'ITIP++'],
  [0xee, 'GIAI++'],
  [0xef, 'SSCC++'],
  [0xf0, 'CPI+'],
  [0xf1, 'GRAI+'],
  [0xf2, 'SGLN+'],
  [0xf3, 'ITIP+'],
  [0xf4, 'GSRN+'],
  [0xf5, 'GSRNP+'],
  [0xf6, 'GDTI+'],
  [0xf8, 'SGCN+'],
  [0xfa, 'GIAI+'],
  [0xfc, 'DSGTIN++'],
  [0xfd, 'SGTIN++'],
]);
