/** A driver's examples as a decoder takes them. */
import { bytesOfHex } from '../../devices/codec/hex.ts';
import type { Example, FrameContext } from '../../devices/driver.ts';

export function bytesOf({ hex, text }: Pick<Example, 'hex' | 'text'>): Uint8Array {
  const bytes = text === undefined ? bytesOfHex((hex ?? '').replaceAll(' ', '')) : new TextEncoder().encode(text);
  if (bytes === undefined) throw new Error(`an example's hex is not hexadecimal: ${hex}`);
  return bytes;
}

export function contextOf({
  topic,
  retained,
  unit,
}: Pick<Example, 'topic' | 'unit'> & { readonly retained?: true | undefined }): FrameContext {
  return { retained: retained === true, ...(topic !== undefined && { topic }), ...(unit !== undefined && { unit }) };
}
