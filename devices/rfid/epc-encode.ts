/** What an EPC stands for, to EPC memory in hexadecimal: the inverse of `decodeEpc`, by the same rows. */
import { type EpcField, epcSchemes, type Split } from './epc-schemes.ts';
import { type Epc, type EpcError, type EpcResult, epcError, isSerialText } from './epc-value.ts';

/** Upper-case hexadecimal, filled up with zero bits to whole 16-bit words. An EPC that breaks its scheme's rules is refused. */
export function encodeEpc(epc: Epc): EpcResult<string> {
  const row = epcSchemes.find((one) => one.scheme === epc.scheme);
  if (row === undefined) return epcError('unknown-scheme', 'This is no scheme we write.');
  const has_serial = row.fields.some((field) => field.kind === 'number' || field.kind === 'text');
  if (!has_serial && epc.serial !== undefined) return epcError('serial', `${row.scheme} has no serial.`);
  const bits: Bits = { value: BigInt(row.header), width: 8 };
  for (const field of row.fields) {
    const error = putField(field, epc, bits);
    if (error !== undefined) return { ok: false, error };
  }
  const words = Math.ceil(row.bits / 16);
  put(bits, 0n, words * 16 - bits.width);
  return {
    ok: true,
    value: bits.value
      .toString(16)
      .toUpperCase()
      .padStart(words * 4, '0'),
  };
}

interface Bits {
  value: bigint;
  width: number;
}

function put(bits: Bits, value: bigint, width: number): void {
  bits.value = (bits.value << BigInt(width)) | value;
  bits.width += width;
}

function putField(field: EpcField, epc: Epc, bits: Bits): EpcError | undefined {
  switch (field.kind) {
    case 'filter':
      if (!Number.isInteger(epc.filter) || epc.filter < 0 || epc.filter > 7) {
        return { code: 'filter', message: 'A filter value is a whole number from 0 to 7.' };
      }
      put(bits, BigInt(epc.filter), 3);
      return undefined;
    case 'split':
      return putSplit(field.splits, field.reference === 'padded', epc, bits);
    case 'number':
      return putNumber(field.bits, epc.serial ?? '', bits);
    case 'text':
      return putText(field.characters, epc.serial ?? '', bits);
    case 'zeros':
      put(bits, 0n, field.bits);
      return undefined;
  }
}

function putSplit(splits: readonly Split[], padded: boolean, epc: Epc, bits: Bits): EpcError | undefined {
  const { company_prefix, reference } = epc;
  const partition = splits.findIndex((one) => one.prefix_digits === company_prefix.length);
  const split = splits[partition];
  if (split === undefined || !/^\d+$/.test(company_prefix)) {
    return { code: 'company-prefix', message: 'A company prefix has 6 to 12 digits.' };
  }
  const { prefix_bits, reference_bits, reference_digits } = split;
  const fits = padded ? reference.length === reference_digits : isNumber(reference, reference_bits);
  if (!fits || !/^\d*$/.test(reference)) {
    const rule = padded ? `exactly ${reference_digits} digits` : `no leading zeros and fit into ${reference_bits} bits`;
    return { code: 'reference', message: `After this company prefix a reference must have ${rule}.` };
  }
  put(bits, BigInt(partition), 3);
  put(bits, BigInt(company_prefix), prefix_bits);
  put(bits, BigInt(reference), reference_bits);
  return undefined;
}

function putNumber(width: number, serial: string, bits: Bits): EpcError | undefined {
  if (!isNumber(serial, width)) {
    return { code: 'serial', message: `A serial is a number without leading zeros of at most ${width} bits here.` };
  }
  put(bits, BigInt(serial), width);
  return undefined;
}

function putText(characters: number, serial: string, bits: Bits): EpcError | undefined {
  if (!isSerialText(serial, characters)) {
    return { code: 'serial', message: `A serial is 1 to ${characters} characters of GS1's set of 82.` };
  }
  for (const character of serial) put(bits, BigInt(character.charCodeAt(0)), 7);
  put(bits, 0n, (characters - serial.length) * 7);
  return undefined;
}

/** A whole number in decimal, without leading zeros, below two to the power of `width`. */
function isNumber(text: string, width: number): boolean {
  return text.length <= 20 && /^(?:0|[1-9]\d*)$/.test(text) && BigInt(text) < 1n << BigInt(width);
}
