/** Simulated scanners on their wires: a Zebra on a serial line, a handheld that calls the gateway, a phone on MQTT. */
import type { ScannedLine } from '../devices/barcode/line-scanner.ts';
import { scanMessage } from '../devices/barcode/scan-message.ts';
import type { SimulatorClock } from './clock.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import type { Liveness, MqttNode } from './mqtt-node.ts';
import { type Handheld, handheld } from './network-scanner.ts';
import { openPty } from './pty.ts';
import { faultyScans, type ScanFaults } from './scan-faults.ts';
import { type Scanner, scanBytes } from './scanner.ts';
import type { Seed } from './seed.ts';
import { type SsiScanner, ssiScanner } from './ssi-scanner.ts';

export interface ScanWireParts {
  readonly clock: SimulatorClock;
  readonly seed: Seed;
  /** Scanners that people can take up, by device. */
  readonly scanners: Map<string, Scanner>;
  /** When phones were powered whose clocks were never set; absent: their clocks are right. */
  readonly unset_since_ms?: number | undefined;
}

export interface ScanWireFaults {
  readonly scan_faults?: ScanFaults;
  readonly line_faults?: LineFaults;
}

/** How long a handheld waits before it calls again. */
const call_again_ms = 1_000;

/** Type numbers of Zebra for the identifiers that simulated people scan; Code 128 for all others. */
const types: Readonly<Record<string, number>> = { ']C1': 15, ']E0': 11, ']E4': 10, ']Q3': 28, ']d2': 27 };

export function ssiTypeOf({ aim = '' }: ScannedLine): number {
  return types[aim] ?? 3;
}

/** A Zebra scanner on a serial line. */
export async function ssiWire(
  { clock, seed, scanners }: ScanWireParts,
  device: string,
  { path, broke, ...faults }: ScanWireFaults & { readonly path: string; broke(says: string): void },
): Promise<() => Promise<void>> {
  let scanner: SsiScanner | undefined;
  const line = await openPty({ path, broke, clock, heard: (chunk) => scanner?.heard(chunk) });
  const made = ssiScanner({
    clock,
    seed: seed.stream(`ssi-${device}`),
    packeted: 0,
    ...faults,
    write: (chunk) => line.write(chunk),
  });
  scanner = made;
  scanners.set(device, {
    scan(scan) {
      made.scan({ ...scan, type: ssiTypeOf(scan) });
      return scan.code;
    },
  });
  return async () => {
    made.stop();
    await line.stop();
  };
}

/** A handheld that calls the gateway's port, and calls again while nobody listens there. What it scans meanwhile is lost, as on the real one. */
export function handheldWire(
  { clock, seed, scanners }: ScanWireParts,
  device: string,
  { host, port, ...faults }: ScanWireFaults & { readonly host: string; readonly port: number },
): () => Promise<void> {
  let connected: Handheld | undefined;
  let isStopping = false;
  let cancel = () => {};
  const call = () => {
    handheld({ host, port, seed: seed.stream(`handheld-${device}`), ...faults }).then(
      (made) => {
        if (isStopping) return made.stop();
        connected = made;
        return made.gone.then(() => {
          connected = undefined;
          callLater();
        });
      },
      () => callLater(),
    );
  };
  const callLater = () => {
    if (!isStopping) cancel = clock.after(call_again_ms, call);
  };
  call();
  scanners.set(device, {
    scan(scan) {
      connected?.scan(scan);
      return scan.code;
    },
  });
  return async () => {
    isStopping = true;
    cancel();
    await connected?.stop();
  };
}

/** A phone that publishes each scan as one object, numbered within its `boot`. */
export function scanMessageWire(
  { scanners, clock, seed, unset_since_ms = 0 }: ScanWireParts,
  {
    device,
    node,
    boot,
    scan_faults = {},
  }: { readonly device: string; readonly node: MqttNode; readonly boot: string; readonly scan_faults?: ScanFaults },
): () => void {
  const become = faultyScans(scan_faults, seed.stream(`scans-${device}`));
  let seq = 0;
  scanners.set(device, {
    scan(scanned) {
      for (const { aim, code } of become(scanned)) {
        seq += 1;
        const scan = { code, ...(aim === undefined ? {} : { aim }), ts: clock.now_ms() - unset_since_ms, seq, boot };
        node.publish(
          `tallygate/${device}/scan`,
          scanMessage.frame.encode({ kind: 'message', message: { kind: 'object', scan } }),
        );
      }
      return scanned.code;
    },
  });
  return () => {
    scanners.delete(device);
  };
}

/** A scanner that sends lines on a serial line. */
export async function lineScannerWire(
  { clock, seed, scanners }: ScanWireParts,
  device: string,
  {
    path,
    broke,
    scan_faults = {},
    line_faults = {},
  }: ScanWireFaults & { readonly path: string; broke(says: string): void },
): Promise<() => Promise<void>> {
  const become = faultyScans(scan_faults, seed.stream(`scans-${device}`));
  const spoil = faultyLine(line_faults, seed.stream(`line-${device}`));
  const line = await openPty({ path, broke, clock, heard() {} });
  scanners.set(device, {
    scan(scan) {
      for (const chunk of spoil(become(scan).map((each) => scanBytes(each)))) line.write(chunk);
      return scan.code;
    },
  });
  return () => line.stop();
}

/** A scanner on the network that posts each line. */
export function postedLineWire(
  { seed, scanners }: ScanWireParts,
  {
    device,
    node,
    scan_faults = {},
  }: { readonly device: string; readonly node: MqttNode; readonly scan_faults?: ScanFaults },
): () => void {
  const become = faultyScans(scan_faults, seed.stream(`scans-${device}`));
  scanners.set(device, {
    scan(scan) {
      for (const each of become(scan)) node.publish('', scanBytes(each));
      return scan.code;
    },
  });
  return () => {
    scanners.delete(device);
  };
}

export function scanMessageLiveness(device: string): Liveness {
  const status = (online: boolean) => scanMessage.frame.encode({ kind: 'liveness', online });
  return { topic: `tallygate/${device}/status`, online: status(true), offline: status(false) };
}
