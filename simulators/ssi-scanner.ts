/**
 * A Zebra scanner on SSI: answers its host, waits for an ACK after each scan, sends it again twice when none comes, then tells
 * its user. Speaks through the driver's own tables; has no port, and its clock is passed in.
 */
import type { ScannedLine } from '../devices/barcode/line-scanner.ts';
import { scanPackets } from '../devices/barcode/ssi-message.ts';
import {
  nak_causes,
  opcodes,
  packetBytes,
  packetsIn,
  type SsiPacket,
  scanner_source,
  ssiHostFraming,
  status_bits,
} from '../devices/barcode/ssi-packet.ts';
import { framerOf } from '../devices/codec/framer.ts';
import type { SimulatorClock } from './clock.ts';
import { faultyLine, type LineFaults } from './line-faults.ts';
import { faultyScans, type ScanFaults } from './scan-faults.ts';
import type { Seed } from './seed.ts';

export interface SsiScannerOptions {
  readonly clock: SimulatorClock;
  readonly seed: Seed;
  readonly scan_faults?: ScanFaults;
  /** What happens to its packets on the line. */
  readonly line_faults?: LineFaults;
  /** The parameter "decode data packet format": 0 is how scanners come from the factory. */
  readonly packeted?: 0 | 1;
  /** Its time-out for an answer. */
  readonly answer_ms?: number;
  /** Sends symbology identifiers in front of the data. */
  readonly aim?: true;
  write(chunk: Uint8Array): void;
}

export interface SsiScanner {
  /** Bytes from the host, cut anywhere. */
  heard(chunk: Uint8Array): void;
  /** The trigger is pulled over a code of this type, as Zebra numbers types. */
  scan(line: ScannedLine & { readonly type: number }): void;
  /** Scans whose last packet was acknowledged. */
  readonly acknowledged: number;
  /** Numbers of the beeps that the host asked for. */
  readonly beeps: readonly number[];
  /** Scans that it gave up after three tries, and said so with four low beeps. */
  readonly transmit_errors: number;
  /** Packets sent again. */
  readonly resent: number;
  readonly is_packeted: boolean;
  stop(): void;
}

const answer_ms_default = 2_000;
const tries_max = 3;
const packeted_parameter = 0xee;

export function ssiScanner(options: SsiScannerOptions): SsiScanner {
  return new Scanner(options);
}

class Scanner implements SsiScanner {
  readonly #options: SsiScannerOptions;
  readonly #framer = framerOf(ssiHostFraming);
  readonly #become: (scan: ScannedLine) => readonly ScannedLine[];
  readonly #spoil: (frames: readonly Uint8Array[]) => readonly Uint8Array[];
  /** Packets to send, those of one scan together. */
  readonly #queue: Uint8Array[][] = [];
  #open: { readonly packets: Uint8Array[]; tries: number } | undefined;
  #cancelWait = () => {};
  #isEnabled = true;
  acknowledged = 0;
  readonly beeps: number[] = [];
  transmit_errors = 0;
  resent = 0;
  #packeted: number;

  constructor(options: SsiScannerOptions) {
    this.#options = options;
    this.#become = faultyScans(options.scan_faults ?? {}, options.seed.stream('scans'));
    this.#spoil = faultyLine(options.line_faults ?? {}, options.seed.stream('line'));
    this.#packeted = options.packeted ?? 1;
  }

  get is_packeted(): boolean {
    return this.#packeted === 1;
  }

  heard(chunk: Uint8Array): void {
    for (const cut of this.#framer.push(chunk)) {
      if (cut.kind === 'noise') continue;
      const packets = packetsIn(cut.data);
      const packet = packets.ok ? packets.value[0] : undefined;
      if (packet !== undefined) this.#answer(packet);
    }
  }

  scan({ type, ...line }: ScannedLine & { readonly type: number }): void {
    if (!this.#isEnabled) return;
    for (const { aim, code } of this.#become(line)) {
      const identifier = this.#options.aim === true && aim !== undefined ? { aim } : {};
      this.#queue.push([...scanPackets({ type, resent: false, ...identifier, code })]);
    }
    this.#sendNext();
  }

  stop(): void {
    this.#cancelWait();
    this.#queue.length = 0;
    this.#open = undefined;
  }

  #answer({ opcode, data }: SsiPacket): void {
    switch (opcode) {
      case opcodes.ack:
        this.#acknowledged();
        return;
      case opcodes.segment_ack:
        this.#acknowledged();
        return;
      case opcodes.nak:
        if (data[0] === nak_causes.resend) this.#again();
        return;
      case opcodes.param_request:
        this.#say(opcodes.param_send, [0xff, ...Array.from(data).flatMap((parameter) => this.#parameter(parameter))]);
        return;
      case opcodes.param_send:
        for (let at = 1; at + 1 < data.length; at += 2) {
          if (data[at] === packeted_parameter) this.#packeted = data[at + 1] ?? 0;
        }
        break;
      case opcodes.beep:
        this.beeps.push(data[0] ?? 0);
        break;
      case opcodes.scan_enable:
        this.#isEnabled = true;
        break;
      case opcodes.scan_disable:
        this.#isEnabled = false;
        break;
      default:
        this.#say(opcodes.nak, [nak_causes.bad_context]);
        return;
    }
    this.#say(opcodes.ack);
  }

  #parameter(parameter: number): readonly number[] {
    return parameter === packeted_parameter ? [parameter, this.#packeted] : [parameter, 1];
  }

  #say(opcode: number, data: readonly number[] = []): void {
    this.#send(packetBytes({ opcode, source: scanner_source, status: 0, data: Uint8Array.from(data) }));
  }

  #sendNext(): void {
    if (this.#open !== undefined) return;
    const packets = this.#queue.shift();
    if (packets === undefined) return;
    this.#open = { packets, tries: 0 };
    this.#sendPacket();
  }

  #sendPacket(): void {
    const [packet] = this.#open?.packets ?? [];
    if (this.#open === undefined || packet === undefined) return;
    this.#open.tries += 1;
    if (this.#open.tries > 1) this.resent += 1;
    this.#send(this.#open.tries > 1 ? markedResent(packet) : packet);
    this.#cancelWait();
    this.#cancelWait = this.#options.clock.after(this.#options.answer_ms ?? answer_ms_default, () => this.#again());
  }

  #acknowledged(): void {
    if (this.#open === undefined) return;
    this.#cancelWait();
    this.#open.packets.shift();
    this.#open.tries = 0;
    if (this.#open.packets.length > 0) {
      this.#sendPacket();
      return;
    }
    this.#open = undefined;
    this.acknowledged += 1;
    this.#sendNext();
  }

  #again(): void {
    if (this.#open === undefined) return;
    this.#cancelWait();
    if (this.#open.tries < tries_max) {
      this.#sendPacket();
      return;
    }
    this.#open = undefined;
    this.transmit_errors += 1;
    this.#sendNext();
  }

  #send(packet: Uint8Array): void {
    for (const chunk of this.#spoil([packet])) this.#options.write(chunk);
  }
}

function markedResent(packet: Uint8Array): Uint8Array {
  const packets = packetsIn(packet);
  const [first] = packets.ok ? packets.value : [];
  return first === undefined ? packet : packetBytes({ ...first, status: first.status | status_bits.resent });
}
