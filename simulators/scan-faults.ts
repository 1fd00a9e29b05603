/** What goes wrong between a label and a scanner's wire, by chance from a seed: each fault as real scanners have it. */
import { type LayoutName, retyped } from '../devices/barcode/keyboard-layout.ts';
import type { ScannedLine } from '../devices/barcode/line-scanner.ts';
import type { Seed } from './seed.ts';

/** How often, in a thousand scans. All absent: a scanner without faults. */
export interface ScanFaults {
  /** The trigger bounces and the code is sent twice. */
  readonly doubled_permille?: number;
  /** The code ends early, as when a keyboard's buffer runs over. */
  readonly truncated_permille?: number;
  /** FNC1 inside the code is dropped. */
  readonly dropped_gs_permille?: number;
  /** FNC1 inside the code is sent as this instead, always. */
  readonly gs_as?: string;
  /** It types for this keyboard and is read as US English, always. Characters that keyboard does not have are dropped. */
  readonly layout?: LayoutName;
}

const fnc1 = '\x1d';

/** What a scan becomes on its way: none, one or two. */
export function faultyScans(faults: ScanFaults, seed: Seed): (scan: ScannedLine) => readonly ScannedLine[] {
  const happens = (permille: number | undefined) => permille !== undefined && seed.happens(permille);
  return (scan) => {
    let { code } = scan;
    if (happens(faults.dropped_gs_permille)) code = code.replaceAll(fnc1, '');
    else if (faults.gs_as !== undefined) code = code.replaceAll(fnc1, faults.gs_as);
    if (happens(faults.truncated_permille)) code = code.slice(0, seed.int(1, Math.max(1, code.length - 1)));
    if (faults.layout !== undefined) code = typedFor(code, faults.layout);
    const sent = scan.aim === undefined ? { code } : { aim: scan.aim, code };
    return happens(faults.doubled_permille) ? [sent, sent] : [sent];
  };
}

function typedFor(code: string, layout: LayoutName): string {
  return Array.from(code, (character) => retyped(character, layout, 'us') ?? '').join('');
}
