/** Scales on a serial line by the name of what they speak: some answer, some talk all the time. */
import { framerOf } from '../devices/codec/framer.ts';
import { casScale } from './cas-scale.ts';
import { adamScale, adScale, ohausScale, sartoriusScale } from './line-scales.ts';
import { nciScale } from './nci-scale.ts';
import { toledo8217Scale, toledoContinuousScale } from './toledo-scales.ts';
import { type Weighing, type WeighingOptions, weighingOf } from './weighing.ts';

/** One way to speak, in the driver's own table. */
export interface Dialect {
  /** What it answers to one command; nothing to what it does not know and keeps silent about. */
  answer(command: string, at_ms: number): Uint8Array;
  /** What it sends by itself, ten times a second; absent where it only answers. */
  speak?(at_ms: number): Uint8Array;
  /** True where commands end with CR or LF; else each byte is one. */
  readonly by_line: boolean;
  /** Where its checksum stands in a frame; undefined for frames without one. */
  sumAt(frame: Uint8Array): number | undefined;
}

export interface SerialScale {
  readonly weighing: Weighing;
  /** Bytes from the wire, cut anywhere, and its answers, each apart. */
  heard(chunk: Uint8Array, at_ms: number): readonly Uint8Array[];
  /** What it sends by itself now. */
  spoken(at_ms: number): readonly Uint8Array[];
  sumAt(frame: Uint8Array): number | undefined;
}

const command_bytes_max = 32;

const dialects: Readonly<Record<string, (weighing: Weighing) => Dialect>> = {
  'toledo-8217': toledo8217Scale,
  'toledo-continuous': toledoContinuousScale,
  'nci-ecr': nciScale,
  'ad-st-gs': adScale,
  'cas-enq': casScale,
  ohaus: ohausScale,
  'sartorius-sbi': sartoriusScale,
  adam: adamScale,
};

export const serialScales: readonly string[] = Object.keys(dialects);

/** Undefined for a driver that is no scale of this kind. */
export function serialScaleOf(driver: string, options: WeighingOptions): SerialScale | undefined {
  const dialectOf = dialects[driver];
  if (dialectOf === undefined) return undefined;
  const weighing = weighingOf(options);
  const dialect = dialectOf(weighing);
  const framer = framerOf({ by: 'line', bytes_max: command_bytes_max });

  function commandsIn(chunk: Uint8Array): readonly string[] {
    if (!dialect.by_line) return Array.from(chunk, (byte) => String.fromCharCode(byte));
    return framer.push(chunk).map((cut) => (cut.kind === 'frame' ? String.fromCharCode(...cut.data) : ''));
  }
  return {
    weighing,
    heard: (chunk, at_ms) => said(commandsIn(chunk).map((command) => dialect.answer(command, at_ms))),
    spoken: (at_ms) => said(dialect.speak === undefined ? [] : [dialect.speak(at_ms)]),
    sumAt: (frame) => dialect.sumAt(frame),
  };
}

function said(answers: readonly Uint8Array[]): readonly Uint8Array[] {
  return answers.filter((answer) => answer.length > 0);
}
