/** A small site and the inputs that happen to it, so that a test reads like what happened. */

import { meaningOfCode } from '../../devices/barcode/code.ts';
import type { CommandOutcome } from '../../devices/driver.ts';
import type { CodeMeaning, EpcMeaning, Reading } from '../../devices/reading.ts';
import { interpret } from '../../gateway/interpretation/interpret.ts';
import {
  type Command,
  type CommandForDevice,
  type CountMade,
  type Feedback,
  type Input,
  type Outcome,
  type QuestionChange,
  tick_ms,
} from '../../gateway/interpretation/interpretation.ts';
import { checkpointOf, type Memory, memoryFrom, memoryOf } from '../../gateway/interpretation/memory.ts';
import type { AssociationChange } from '../../gateway/stock/association.ts';
import { levelOf } from '../../gateway/stock/levels.ts';
import type { LotCorrection } from '../../gateway/stock/lots/lot-correction.ts';
import type { LotEvent } from '../../gateway/stock/lots/lot-record.ts';
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Site } from '../../gateway/stock/site.ts';

/** 2026-11-23T08:00:00Z. */
export const start_ms = 1_795_420_800_000;

export const site: Site = {
  name: 'Test site',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [
    {
      id: 'bolt',
      name: 'Bolt M8',
      gtins: ['0109506000134'.padStart(14, '0')],
      codes: ['SKU-BOLT'],
      unit: 'piece',
      unit_mass_mg: 206_000,
    },
    { id: 'nut', name: 'Nut M8', gtins: ['09506000134352'], codes: ['SKU-NUT'], unit: 'piece', unit_mass_mg: 12_000 },
    { id: 'shirt', name: 'Shirt', gtins: ['00614141123452'], codes: [], unit: 'piece' },
  ],
  locations: [
    { id: 'hall', name: 'Hall', kind: 'site', codes: [], taken_to: 'production', filled_from: 'dock' },
    { id: 'B1', name: 'Bin B1', kind: 'bin', in: 'hall', codes: ['RACK-B1'], item: 'nut' },
    { id: 'B2', name: 'Bin B2', kind: 'bin', in: 'hall', codes: [], item: 'bolt' },
    { id: 'S1', name: 'Shelf S1', kind: 'shelf', in: 'hall', codes: [] },
    { id: 'S2', name: 'Shelf S2', kind: 'shelf', in: 'hall', codes: [] },
    { id: 'dock', name: 'Dock', kind: 'zone', codes: [] },
  ],
  connections: [],
  devices: [
    {
      id: 'scale',
      name: 'Scale',
      connection: 'scale',
      driver: 'native',
      channels: [
        { channel: '1', location: 'B1' },
        { channel: '2', location: 'B2', empty_mass_mg: 500_000 },
      ],
      antennas: [],
    },
    {
      id: 'reader',
      name: 'Reader',
      connection: 'reader',
      driver: 'native',
      channels: [],
      antennas: [
        { antenna: 1, role: 'shelf', location: 'S1', rssi_floor_cdbm: -7_000 },
        { antenna: 2, role: 'shelf', location: 'S2', rssi_floor_cdbm: -7_000 },
      ],
    },
    {
      id: 'gate',
      name: 'Gate 1',
      connection: 'gate',
      driver: 'native',
      channels: [],
      antennas: [
        { antenna: 1, role: 'portal-outside' },
        { antenna: 2, role: 'portal-inside' },
      ],
      portal: { inside: 'dock', from_outside: 'supplier', to_outside: 'customer' },
    },
    { id: 'gun', name: 'Gun 1', connection: 'gun', driver: 'native', channels: [], antennas: [] },
    {
      id: 'desk',
      name: 'Desk',
      connection: 'desk',
      driver: 'native',
      channels: [],
      antennas: [],
      scanner: { location: 'dock', reader: { device: 'reader', antenna: 1 } },
    },
  ],
  rules: {
    late_ms: 2_000,
    // Nobody on this floor rests a hand on a scale unless a test says so.
    weight: {
      rest_ms: 800,
      rest_band_mg: 3_000,
      hand_ms: 800,
      step_min_permille: 400,
      confidence_min_permille: 900,
    },
    tags: {
      arrive_reads: 2,
      arrive_within_ms: 3_000,
      stay_ms: 0,
      absent_ms: 10_000,
      move_margin_cdb: 600,
      sold_grace_ms: 600_000,
      exit_grace_ms: 30_000,
      packaging: 'lowest-tagged',
    },
    portal: { quiet_ms: 2_000, reads_min: 3, confidence_min_permille: 800 },
    scan: { idle_ms: 600_000, duplicate_ms: 500 },
    fusion: { window_ms: 10_000 },
  },
  network: {
    dashboard: { host: '127.0.0.1', port: 0 },
    broker: { kind: 'embedded', host: '127.0.0.1', port: 0 },
  },
  journal: { days: 7, bytes: 4_000_000_000 },
  upstream: [],
};

export const shirt: EpcMeaning = {
  scheme: 'sgtin-96',
  uri: 'urn:epc:id:sgtin:0614141.012345.1',
  gtin: '00614141123452',
};

/** A commonplace reading of each kind. */
export function weightReading(channel: string, grams: number): Reading {
  return { kind: 'weight', channel, mass_mg: Math.round(grams * 1_000) };
}

/** Inputs in order, with ticks run as intake runs them, and all that followed. */
export class ShopFloor {
  readonly movements: Movement[] = [];
  readonly counted: CountMade[] = [];
  readonly questions: QuestionChange[] = [];
  readonly feedback: Feedback[] = [];
  readonly associations: AssociationChange[] = [];
  readonly commands: CommandForDevice[] = [];
  readonly notes: string[] = [];
  /** Why the last input was refused. */
  refused: Outcome['refused'];
  readonly corrections: LotCorrection[] = [];
  readonly lot_events: LotEvent[] = [];
  now_ms = start_ms;
  memory: Memory = memoryOf();
  #n = 0;
  #tick_at_ms = start_ms;

  constructor(settings: Site = site) {
    this.settings(settings);
  }

  /** Lets time pass; ticks run up to and including the new time. */
  wait(time_ms: number): this {
    this.now_ms += time_ms;
    while (this.#tick_at_ms + tick_ms <= this.now_ms) {
      this.#tick_at_ms += tick_ms;
      this.give({ kind: 'tick', at_ms: this.#tick_at_ms });
    }
    return this;
  }

  settings(settings: Site): this {
    this.#n += 1;
    this.give({ kind: 'settings', n: this.#n, at_ms: this.now_ms, revision: this.#n, site: settings });
    return this;
  }

  say(device: string, reading: Reading): this {
    this.#n += 1;
    this.give({
      kind: 'reading',
      n: this.#n,
      at_ms: this.now_ms,
      device,
      index: 0,
      id: `${device}:n${this.#n}:0`,
      reading,
    });
    return this;
  }

  gap(gap: 'connected' | 'disconnected' | 'gateway-started', device?: string): this {
    this.#n += 1;
    this.give({ kind: 'gap', n: this.#n, at_ms: this.now_ms, gap, ...(device === undefined ? {} : { device }) });
    return this;
  }

  /** The refusal's code, or undefined. */
  command(command: Command): string | undefined {
    this.#n += 1;
    return this.give({ kind: 'command', n: this.#n, at_ms: this.now_ms, person: 'anna', command });
  }

  /** What became of the last command to the device. */
  told(device: string, outcome: CommandOutcome): this {
    const command_n = this.commands.findLast((each) => each.device === device)?.n ?? 0;
    this.#n += 1;
    this.give({ kind: 'told', n: this.#n, at_ms: this.now_ms, device, command_n, outcome });
    return this;
  }

  /** Ten readings a second at one mass, for a while. */
  rest(channel: string, grams: number, time_ms = 2_000): this {
    for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 100) {
      // A triangle of two tenths of a gram stands for noise.
      this.say('scale', weightReading(channel, grams + ((passed_ms / 100) % 3) * 0.1));
      this.wait(100);
    }
    return this;
  }

  read(
    epc: string,
    antenna: number,
    rssi_dbm: number | undefined,
    more: { device?: string; meaning?: EpcMeaning; count?: number } = {},
  ): this {
    const { device = 'reader', meaning = shirt, count = 1 } = more;
    const power = rssi_dbm === undefined ? {} : { rssi_cdbm: Math.round(rssi_dbm * 100) };
    return this.say(device, { kind: 'tag', epc, antenna, ...power, count, meaning });
  }

  /** A read every 200 ms for a while. */
  keepReading(epc: string, antenna: number, rssi_dbm: number, time_ms: number): this {
    for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 200) this.read(epc, antenna, rssi_dbm).wait(200);
    return this;
  }

  /** A scan, and a second until the next one. The newest answer is in `feedback`. */
  scan(code: string, more: { device?: string; meaning?: CodeMeaning; wait_ms?: number; resent?: true } = {}): this {
    const { device = 'gun', meaning = meaningOfCode(code), wait_ms = 1_000, resent } = more;
    return this.say(device, { kind: 'scan', code, meaning, ...(resent && { resent }) }).wait(wait_ms);
  }

  scans(...codes: string[]): this {
    for (const code of codes) this.scan(code);
    return this;
  }

  level(item: string, location: string): number {
    return levelOf(this.memory.books.levels, item, location);
  }

  /** Stock that is there already; none of its movements show in what is booked. */
  stock(item: string, location: string, quantity: number): this {
    this.command({ kind: 'move', item, quantity, from: 'supplier', to: location, reason: 'opening stock' });
    this.movements.length = 0;
    return this;
  }

  /** Movements as `kind quantity item from → to`. */
  booked(): string[] {
    return this.movements.map(({ kind, quantity, item, from, to }) => `${kind} ${quantity} ${item} ${from} → ${to}`);
  }

  /** Ids of the questions that are open now, in order. */
  open(): string[] {
    return [...this.memory.books.questions.keys()].sort();
  }

  said(): string | undefined {
    const last = this.feedback.at(-1);
    return last === undefined ? undefined : `${last.tone}: ${last.says}`;
  }

  /** Goes on with what the checkpoint of this moment restores. */
  restore(): this {
    this.memory = memoryFrom(checkpointOf(this.memory));
    return this;
  }

  give(input: Input): string | undefined {
    const outcome = interpret(this.memory, input);
    this.movements.push(...outcome.movements);
    this.counted.push(...outcome.counts);
    this.questions.push(...outcome.questions);
    this.feedback.push(...outcome.feedback);
    this.associations.push(...outcome.associations);
    this.commands.push(...outcome.commands);
    this.notes.push(...outcome.notes);
    this.corrections.push(...(outcome.lots?.corrections ?? []));
    this.lot_events.push(...(outcome.lots?.events ?? []));
    this.refused = outcome.refused;
    return outcome.refused?.code;
  }
}
