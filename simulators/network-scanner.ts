/** Handhelds and phones on the network: a socket that sends lines as DataWedge does, and posts over HTTP. */
import { connect, type Socket } from 'node:net';
import type { ScannedLine } from '../devices/barcode/line-scanner.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import { faultyScans, type ScanFaults } from './scan-faults.ts';
import { type ScannerManner, scanBytes, usualManner } from './scanner.ts';
import type { Seed } from './seed.ts';

export interface HandheldOptions {
  readonly host: string;
  readonly port: number;
  /** The address it calls from, where this machine has several. */
  readonly local?: string;
  readonly seed: Seed;
  readonly manner?: ScannerManner;
  readonly scan_faults?: ScanFaults;
  /** What happens to its lines on the way; TCP loses nothing and turns no bit, so split and merged are those that occur. */
  readonly line_faults?: Pick<LineFaults, 'split_permille' | 'merged_permille'>;
  /** A line of the gateway, without its end. */
  heard?(line: string): void;
}

export interface Handheld {
  scan(line: ScannedLine): void;
  /** Resolves when the connection is over, whoever ended it. */
  readonly gone: Promise<void>;
  /** Out of reach: the connection breaks without a goodbye. */
  drop(): void;
  stop(): Promise<void>;
}

/** Resolves when it is connected; rejects when nobody listens there. */
export function handheld(options: HandheldOptions): Promise<Handheld> {
  const { host, port, local, seed, manner = usualManner, heard } = options;
  const become = faultyScans(options.scan_faults ?? {}, seed.stream('scans'));
  const spoil = faultyLine(options.line_faults ?? {}, seed.stream('line'));
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({
      host,
      port,
      noDelay: true,
      ...(local === undefined ? {} : { localAddress: local }),
    });
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) heard?.(line);
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      const gone = new Promise<void>((done) => socket.once('close', () => done()));
      resolve({
        gone,
        scan(line) {
          for (const chunk of spoil(become(line).map((scan) => scanBytes(scan, manner)))) socket.write(chunk);
        },
        drop: () => socket.resetAndDestroy(),
        stop() {
          socket.end();
          return gone;
        },
      });
    });
  });
}

export interface PostedScan {
  readonly status: number;
  /** JSON of the answer. */
  readonly body: unknown;
}

/** Posts one body as a device; rejects when the gateway is not there. */
export async function postScan(
  url: string,
  { device, connection, secret }: { readonly device: string; readonly connection: string; readonly secret: string },
  body: string,
  { type = 'text/plain', key }: { readonly type?: string; readonly key?: string } = {},
): Promise<PostedScan> {
  const response = await fetch(new URL(`/api/v1/devices/${device}/readings`, url), {
    method: 'POST',
    headers: {
      'Content-Type': type,
      Authorization: `Basic ${Buffer.from(`${connection}:${secret}`).toString('base64')}`,
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    },
    body,
  });
  return { status: response.status, body: await response.json() };
}
