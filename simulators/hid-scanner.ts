/** Bar code scanners on USB: the reports they send, in the drivers' own tables, and what they hear. They have no port and no clock. */
import { type ReportManner, reportsOf } from '../devices/barcode/hid-report.ts';
import type { LayoutName } from '../devices/barcode/keyboard-layout.ts';
import { type ControlManner, report_bytes, typed } from '../devices/barcode/keystrokes.ts';
import type { ScannedLine } from '../devices/barcode/line-scanner.ts';
import { faultyScans, type ScanFaults } from './scan-faults.ts';
import type { Seed } from './seed.ts';

export interface HidScanner {
  /** The reports of one scan, in order; none where a fault swallows it. */
  scan(line: ScannedLine): readonly Uint8Array[];
}

/** A scanner of the point-of-sale class. Until it is switched on, one of a maker that wants that says nothing. */
export function hidPosScanner(
  manner: ReportManner & { readonly wants_switching_on?: true },
  faults: ScanFaults,
  seed: Seed,
): HidScanner & { heardFeature(report: Uint8Array): void; beepsIn(report: Uint8Array): readonly ('error' | 'ok')[] } {
  const become = faultyScans(faults, seed);
  let isOn = manner.wants_switching_on === undefined;
  return {
    scan: (line) => (isOn ? become(line).flatMap((scan) => reportsOf(scan, manner)) : []),
    heardFeature([id, value]) {
      if (id === 0xfe) isOn = value === 1;
    },
    /** Report 4: bit 2 is the error beep, bit 3 the good one. */
    beepsIn([id, bits = 0]) {
      if (id !== 4) return [];
      return [...((bits & 4) === 0 ? [] : (['error'] as const)), ...((bits & 8) === 0 ? [] : (['ok'] as const))];
    },
  };
}

export interface TypingManner {
  readonly layout?: LayoutName;
  readonly controls?: ControlManner;
  /** Sends symbology identifiers. */
  readonly aim?: true;
  /** Whether Enter ends a code. */
  readonly enter?: false;
}

/** A scanner that types. */
export function typingScanner(manner: TypingManner, faults: ScanFaults, seed: Seed): HidScanner {
  const become = faultyScans(faults, seed);
  return {
    scan: (line) =>
      become(line).flatMap(({ aim = '', code }) => {
        const bytes = typed(manner.aim === true ? aim + code : code, manner);
        // Enter is pressed and let go in the last two reports.
        const end = manner.enter === false ? bytes.length - 2 * report_bytes : bytes.length;
        return Array.from({ length: end / report_bytes }, (_, at) =>
          bytes.slice(at * report_bytes, (at + 1) * report_bytes),
        );
      }),
  };
}
