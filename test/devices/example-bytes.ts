/** A driver's examples as a decoder takes them. */
import { bytesOfHex } from '../../devices/codec/hex.ts';
import type { Example, FrameContext } from '../../devices/driver.ts';

export function bytesOf({ hex, text }: Pick<Example, 'hex' | 'text'>): Uint8Array {
  const bytes = text === undefined ? bytesOfHex((hex ?? '').replaceAll(' ', '')) : new TextEncoder().encode(text);
  if (bytes === undefined) throw new Error(`an example's hex is not hexadecimal: ${hex}`);
  return bytes;
}

/** What came with an example, and what the settings say of its device: all of it that is not the bytes or their meaning. */
export function contextOf({
  says: _says,
  proof: _proof,
  hex: _hex,
  text: _text,
  after: _after,
  readings: _readings,
  topic,
  retained,
  ...settings
}: Omit<Partial<Example>, 'retained'> & { readonly retained?: true | undefined }): FrameContext {
  return { ...settings, retained: retained === true, ...(topic !== undefined && { topic }) };
}
