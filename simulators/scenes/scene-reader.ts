/** A reader of a scene: it looks through its antennas in turn and sends what they heard, in its own bytes. */
import { encodeLlrp } from '../../devices/rfid/llrp-encode.ts';
import { llrpMessage, llrpParameter } from '../../devices/rfid/llrp-message.ts';
import { tagReport, type WantedDetails } from '../llrp-tag-report.ts';
import type { Seed } from '../seed.ts';
import type { FieldRead, RadioField } from './radio-field.ts';
import type { FieldAntenna } from './radio-path.ts';
import type { SceneFrame } from './scene.ts';

/** Somebody has pulled the plug of an antenna, and finds it after a while. */
export interface Unplugged {
  readonly antenna: number;
  readonly from_ms: number;
  readonly until_ms: number;
}

export interface SceneReaderOptions {
  readonly device: string;
  /** `native`: JSON over MQTT with sequence and time. `llrp`: RO_ACCESS_REPORTs of a standard reader over TCP. */
  readonly driver: 'native' | 'llrp';
  /** In the order in which they take their turns. */
  readonly antennas: readonly FieldAntenna[];
  readonly dwell_ms: number;
  /** From the end of a look to its arrival at the gateway; a frame never overtakes another. */
  readonly delay_ms: { readonly min: number; readonly max: number };
  /** How far its clock is ahead. */
  readonly clock_ahead_ms: number;
  readonly start_ms: number;
  /** A standard reader tells of it. */
  readonly unplugged?: Unplugged;
}

/** What the gateway asks standard readers for: antenna, channel, strength, both times, count. */
const wanted: WantedDetails = { select: 0x1f80, protocol_control: false, impinj: [] };
const toUtf8 = new TextEncoder();

export class SceneReader {
  readonly #options: SceneReaderOptions;
  readonly #field: RadioField;
  readonly #seed: Seed;
  readonly #boot: string;
  #looked_ms: number;
  #turn = 0;
  #sequence = 0;
  #arrived_ms: number;
  #heard: FieldRead[] = [];
  #is_plugged = true;
  readonly #hear = (read: FieldRead) => {
    this.#heard.push(read);
  };

  constructor(options: SceneReaderOptions, field: RadioField, seed: Seed) {
    this.#options = options;
    this.#field = field;
    this.#seed = seed.stream(`reader-${options.device}`);
    this.#boot = this.#seed.int(0, 0xffff).toString(16).padStart(4, '0');
    this.#looked_ms = options.start_ms;
    this.#arrived_ms = options.start_ms;
  }

  /** All looks that end by then, as frames in order of arrival; an empty look sends nothing. Tags stand still meanwhile. */
  listen(to_ms: number): SceneFrame[] {
    const { antennas, dwell_ms } = this.#options;
    const frames: SceneFrame[] = [];
    while (this.#looked_ms + dwell_ms <= to_ms) {
      const antenna = antennas[this.#turn % antennas.length];
      this.#turn += 1;
      const isDeaf = !this.#is_plugged && antenna?.antenna === this.#options.unplugged?.antenna;
      if (antenna !== undefined && !isDeaf) this.#field.listen(antenna, this.#looked_ms, dwell_ms, this.#hear);
      this.#looked_ms += dwell_ms;
      frames.push(...this.#plug());
      if (this.#heard.length > 0) frames.push(this.#frame());
    }
    return frames;
  }

  /** Says so when a plug has come out or is in again. */
  #plug(): SceneFrame[] {
    const { unplugged, driver, device } = this.#options;
    if (unplugged === undefined) return [];
    const { antenna, from_ms, until_ms } = unplugged;
    const is_plugged = this.#looked_ms < from_ms || this.#looked_ms >= until_ms;
    if (is_plugged === this.#is_plugged) return [];
    this.#is_plugged = is_plugged;
    if (driver === 'native') return [];
    this.#sequence += 1;
    const event = llrpParameter('AntennaEvent', { event: is_plugged ? 1 : 0, antenna });
    const at_us = (this.#looked_ms + this.#options.clock_ahead_ms) * 1_000;
    const told = llrpParameter('ReaderEventNotificationData', {}, [llrpParameter('UTCTimestamp', { at_us }), event]);
    const data = encodeLlrp(llrpMessage('READER_EVENT_NOTIFICATION', this.#sequence, {}, [told]));
    return [{ kind: 'frame', at_ms: this.#arrived(), device, retained: false, qos: 0, data }];
  }

  #arrived(): number {
    const { min, max } = this.#options.delay_ms;
    this.#arrived_ms = Math.max(this.#arrived_ms, this.#looked_ms + this.#seed.int(min, max));
    return this.#arrived_ms;
  }

  #frame(): SceneFrame {
    const { device, driver } = this.#options;
    const reads = this.#heard;
    this.#heard = [];
    this.#sequence += 1;
    const common = { kind: 'frame', at_ms: this.#arrived(), device, retained: false } as const;
    if (driver === 'native') {
      return { ...common, topic: `tallygate/${device}/reading`, qos: 1, data: this.#native(reads) };
    }
    return { ...common, qos: 0, data: this.#llrp(reads) };
  }

  #native(reads: readonly FieldRead[]): Uint8Array {
    const { clock_ahead_ms } = this.#options;
    const tags = reads.map(
      ({ epc, antenna, rssi_cdbm, count, at_ms }) =>
        `{"epc":"${epc}","antenna":${antenna},"rssi":${rssi_cdbm / 100},"count":${count},"at":${at_ms + clock_ahead_ms}}`,
    );
    const at_ms = this.#looked_ms + clock_ahead_ms;
    return toUtf8.encode(`{"tags":[${tags.join(',')}],"seq":${this.#sequence},"boot":"${this.#boot}","at":${at_ms}}`);
  }

  #llrp(reads: readonly FieldRead[]): Uint8Array {
    const { clock_ahead_ms } = this.#options;
    const reports = reads.map((read) =>
      tagReport(read, 1 + (this.#turn % 4), (read.at_ms + clock_ahead_ms) * 1_000, wanted),
    );
    return encodeLlrp(llrpMessage('RO_ACCESS_REPORT', this.#sequence, {}, reports));
  }
}
