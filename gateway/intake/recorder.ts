/** Writes what one device says into a capture, in the place of a gateway's intake: no ledger, no meaning. */
import { appendFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import type { JournalRow } from '../ledger/reader.ts';
import type { Site } from '../stock/site.ts';
import type { Arrival, IntakePort, Settled } from '../transport/arrival.ts';
import { arrivalTime } from './arrival-time.ts';
import { type CaptureHeader, printHeader, printRow } from './capture.ts';
import { endLine, freshFile } from './capture-file.ts';

export interface RecorderParts {
  readonly file: string;
  readonly header: CaptureHeader;
  /** The settings that the device is of: with them the capture says by itself how its frames are read. */
  readonly site?: Site;
  readonly clock: Clock;
  /** Told of every row, after it was written. */
  wrote(row: JournalRow): void;
  /** The file cannot be written any more; nothing further is recorded. At most once. */
  failed(fault: GatewayFault): void;
}

/** A row before it has its number and time. */
type Happened = Omit<JournalRow, 'n' | 'at_ms'>;

export class Recorder implements IntakePort {
  /** Where the capture is written, see `freshFile`. */
  readonly path: string;
  readonly #parts: RecorderParts;
  readonly #time: () => number;
  #n = 0;
  #bytes = 0;
  #isEnded = false;
  /** Ended, or broken. */
  #isOver = false;

  /** Begins the file. Throws GatewayFault `capture-invalid` when it cannot be written. */
  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.path = freshFile(parts.file, printHeader(parts.header));
    this.#time = arrivalTime(parts.clock, 0, (to_ms) =>
      this.#write(to_ms, { ...nothing, event: 'leap', detail: JSON.stringify({ to_ms }) }),
    );
    if (parts.site !== undefined) this.#add({ ...nothing, event: 'settings', detail: JSON.stringify(parts.site) });
    this.#add({ ...nothing, event: 'started', detail: '{}' });
  }

  /** Of all frames. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A file takes what it is given at once, so nothing ever waits. */
  readonly waiting = 0;

  whenRoom(then: () => void): void {
    queueMicrotask(then);
  }

  offer({ device, topic, retained, qos, data }: Arrival, settled: Settled): void {
    const frame: Happened = { kind: 'frame', device, retained, qos, data };
    const isWritten = this.#add(topic === undefined ? frame : { ...frame, topic });
    if (isWritten) this.#bytes += data.length;
    // What comes after the end is nobody's loss; the wire is about to be closed.
    queueMicrotask(() => settled(isWritten || this.#isEnded ? 'committed' : 'failed'));
  }

  note(device: string, event: 'connected' | 'disconnected', says: string): void {
    this.#add({ ...nothing, device, event, detail: JSON.stringify({ says }) });
  }

  /** Says up to when nothing more came; what comes later is not recorded. Idempotent. */
  end(): void {
    if (this.#isEnded) return;
    const at_ms = this.#time();
    this.#append(endLine(this.#n, at_ms));
    this.#isEnded = true;
    this.#isOver = true;
  }

  /** False when it was not written. */
  #add(happened: Happened): boolean {
    // A leap found in taking the time is a row of its own before this one.
    const at_ms = this.#time();
    return this.#write(at_ms, happened);
  }

  #write(at_ms: number, happened: Happened): boolean {
    if (this.#isOver) return false;
    const row: JournalRow = { ...happened, n: this.#n + 1, at_ms };
    if (!this.#append(printRow(row))) return false;
    this.#n = row.n;
    this.#parts.wrote(row);
    return true;
  }

  #append(line: string): boolean {
    if (this.#isOver) return false;
    try {
      appendFileSync(this.path, `${line}\n`);
      return true;
    } catch (thrown) {
      this.#isOver = true;
      const says = `The capture ${this.path} cannot be written any more and ends here: ${messageOf(thrown)}`;
      this.#parts.failed(new GatewayFault('capture-invalid', says, thrown));
      return false;
    }
  }
}

const nothing = { kind: 'event', retained: false, qos: 0 } as const;
