/** A bar code scanner that sends lines: the driver's own table, between the prefix and suffix it is set to. */
import { lineScanner, type ScannedLine } from '../devices/barcode/line-scanner.ts';
import type { Chance } from '../devices/codec/codec.ts';

/** How a scanner is set up; its manual prints bar codes for each of these. */
export interface ScannerManner {
  readonly prefix: 'none' | 'stx';
  readonly suffix: 'cr' | 'lf' | 'crlf' | 'crlfcr' | 'etx' | 'etx-crlf' | 'tab' | 'tab-cr';
  /** Sends symbology identifiers. */
  readonly aim: boolean;
  /** How often the suffix comes: some scanners send it twice. */
  readonly suffixes: 1 | 2;
}

export const usualManner: ScannerManner = { prefix: 'none', suffix: 'cr', aim: true, suffixes: 1 };

const suffixes: Readonly<Record<ScannerManner['suffix'], readonly number[]>> = {
  cr: [0x0d],
  lf: [0x0a],
  crlf: [0x0d, 0x0a],
  etx: [0x03],
  'etx-crlf': [0x03, 0x0d, 0x0a],
  crlfcr: [0x0d, 0x0a, 0x0d],
  tab: [0x09],
  'tab-cr': [0x09, 0x0d],
};

/** The bytes of one scan, as they leave the scanner. */
export function scanBytes(scan: ScannedLine, manner: ScannerManner = usualManner): Uint8Array {
  const line = lineScanner.frame.encode(manner.aim ? scan : { code: scan.code });
  const suffix = suffixes[manner.suffix];
  const ends = manner.suffixes === 2 ? [...suffix, ...suffix] : suffix;
  return Uint8Array.from([...(manner.prefix === 'stx' ? [0x02] : []), ...line, ...ends]);
}

export interface Scanner {
  /** Writes one scan. Returns what was sent as code, for the ground truth. */
  scan(line: ScannedLine): string;
}

/** A scanner that writes to a wire; with `chance`, in pieces of any size, as serial wires deliver them. */
export function scannerOn(
  write: (bytes: Uint8Array) => void,
  manner: ScannerManner = usualManner,
  chance?: Chance,
): Scanner {
  return {
    scan(line) {
      const bytes = scanBytes(line, manner);
      let at = 0;
      while (at < bytes.length) {
        const end = chance === undefined ? bytes.length : at + chance.int(1, bytes.length - at);
        write(bytes.subarray(at, end));
        at = end;
      }
      return line.code;
    },
  };
}
