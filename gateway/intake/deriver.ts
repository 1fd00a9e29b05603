/**
 * From journal rows to what follows from them: decode, recognise redelivery, interpret. The same function serves the live
 * batch, the start after a crash, `replay` and `verify`, which is why they agree.
 */
import type { Driver } from '../../devices/driver.ts';
import { assert } from '../base/assert.ts';
import type { DeviceDetail } from '../base/device-detail.ts';
import { interpret } from '../interpretation/interpret.ts';
import { type Input, type Outcome, tick_ms } from '../interpretation/interpretation.ts';
import { checkpointOf, countersOf, type Memory, memoryFrom, memoryOf, nextDue_ms } from '../interpretation/memory.ts';
import type { DeviceActivity } from '../ledger/commit.ts';
import type { JournalRow } from '../ledger/reader.ts';
import type { Site } from '../stock/site.ts';
import type { Work } from '../work/desk.ts';
import { type Activities, activitiesOf, noteFrame, noteQuarantined, noteReading } from './activity.ts';
import { broughtBy } from './brought.ts';
import { parseCommand, type TakenCommand } from './command.ts';
import { Decoders } from './decoders.ts';
import { type Derived, gatherBooked, gatherTold, nothing, quarantined } from './derived.ts';
import { leapEndOf, toldOf } from './event-detail.ts';
import {
  type IdentityMemory,
  identityMemoryOf,
  identityOfJson,
  identityToJson,
  messageHash,
  newEpoch,
  passUnwatched,
  type Repeats,
  repeatsOf,
} from './identity.ts';
import { withHealth } from './memory-told.ts';
import { readingIdentity } from './reading-identity.ts';
import { asWork, booksAround, type InterpretWork, type WorkAsked, WorkDesk } from './work-desk.ts';

/** Outside values a deriver needs; it imports no registry, so a test may give its own drivers. */
export interface Surroundings {
  driverOf(id: string): Driver | undefined;
  /** Checks settings found in a journal or capture; undefined when they are not valid. */
  siteOf(json: unknown): Site | undefined;
}

export class Deriver {
  readonly #around: Surroundings;
  readonly #memory: Memory;
  readonly #identity: IdentityMemory;
  readonly #activities: Activities;
  readonly #counts: Map<string, number>;
  readonly #decoders: Decoders;
  readonly #work: WorkDesk;
  #revision: number;
  #site: Site | undefined;
  #tick_at_ms: number;
  #derived = nothing();

  /** A deriver that knows nothing yet, or one that goes on where a checkpoint stands. */
  constructor(around: Surroundings, checkpoint?: string) {
    this.#around = around;
    const saved = checkpoint === undefined ? undefined : JSON.parse(checkpoint);
    this.#work = new WorkDesk(saved?.work);
    const { units } = this.#work.work;
    this.#memory = saved === undefined ? memoryOf(units) : memoryFrom(saved.memory, units);
    this.#identity = saved === undefined ? identityMemoryOf() : identityOfJson(saved.identity);
    this.#activities = activitiesOf(saved?.activities);
    this.#counts = new Map(saved?.counts);
    this.#decoders = new Decoders((id) => around.driverOf(id));
    this.#revision = saved?.revision ?? 0;
    this.#tick_at_ms = saved?.tick_at_ms ?? Number.NEGATIVE_INFINITY;
    this.#site = saved?.site;
    if (saved?.site !== undefined) this.#decoders.use(saved.site, saved.followed);
  }

  get site(): Site | undefined {
    return this.#site;
  }

  /** Time of the last tick run; arrival times must not run behind it. */
  get tick_at_ms(): number {
    return this.#tick_at_ms;
  }

  /** Runs the ticks up to the row's time, then the row. Rows come in order, times never run backwards. */
  take(row: JournalRow): void {
    this.tickTo(row.at_ms);
    if (row.kind === 'frame') this.#takeFrame(row);
    else if (row.event === 'leap') this.#leap(row);
    else this.#takeEvent(row);
  }

  /** Runs every tick that is due up to and including `at_ms`. */
  tickTo(at_ms: number): void {
    const last = at_ms - (at_ms % tick_ms);
    if (this.#tick_at_ms === Number.NEGATIVE_INFINITY) {
      this.#tick_at_ms = last;
      return;
    }
    // Ticks with nothing due are passed over: a clock that starts in 1970 must not cost a billion of them.
    while (this.#tick_at_ms < last) {
      const due_ms = Math.ceil(nextDue_ms(this.#memory) / tick_ms) * tick_ms;
      this.#tick_at_ms = Math.min(last, Math.max(this.#tick_at_ms + tick_ms, due_ms));
      if (this.#tick_at_ms >= due_ms) this.#interpret({ kind: 'tick', at_ms: this.#tick_at_ms });
    }
  }

  /** Nothing comes after `at_ms`: what waits for earlier readings has waited long enough. */
  endWaits(at_ms: number): void {
    const late_ms = this.#site?.rules.late_ms ?? 0;
    if (this.#memory.order.held_since.size > 0) this.tickTo(at_ms + late_ms + tick_ms);
  }

  /** Tags that stand for something because a person said so. */
  get associations(): number {
    return this.#memory.books.associations.size;
  }

  /** Orders, receipts, tasks that are open; whoever looks changes nothing. */
  get work(): Work {
    return this.#work.work;
  }

  /** What has followed since the last call. */
  takeDerived(): Derived {
    const derived = this.#derived;
    this.#derived = nothing();
    return derived;
  }

  /** Activity of the devices heard since the last call. */
  takeActivities(): DeviceActivity[] {
    return this.#activities.takeChanged();
  }

  allActivities(): DeviceActivity[] {
    return this.#activities.all();
  }

  /** Parts and conditions of the devices heard since the last call. */
  takeDetails(): DeviceDetail[] {
    return this.#activities.takeChangedDetails().map((detail) => withHealth(this.#memory, detail));
  }

  /** One device with its last frames; undefined when it was never heard. */
  inspect(device: string): ReturnType<Activities['inspect']> {
    const seen = this.#activities.inspect(device);
    return seen === undefined ? undefined : { ...seen, detail: withHealth(this.#memory, seen.detail) };
  }

  /** What somebody reads in the memory and does not change. */
  read<Result>(look: (memory: Memory) => Result): Result {
    return look(this.#memory);
  }

  counters(): Record<string, number> {
    return {
      ...Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      'identity holes closed': this.#identity.holes_closed,
      'weak identities forgotten': this.#identity.weak_forgotten,
      'device boots forgotten': this.#identity.boots_forgotten,
      'keys of work forgotten': this.#work.keys_forgotten,
      ...countersOf(this.#memory),
    };
  }

  /** The whole state as text; `new Deriver(around, checkpoint)` goes on exactly from here. */
  checkpoint(): string {
    return JSON.stringify({
      memory: checkpointOf(this.#memory),
      identity: identityToJson(this.#identity),
      activities: this.#activities.toJson(),
      counts: [...this.#counts],
      followed: this.#decoders.save(),
      work: this.#work.save(),
      revision: this.#revision,
      tick_at_ms: this.#tick_at_ms,
      site: this.#site,
    });
  }

  #takeFrame(row: JournalRow): void {
    const { n, at_ms, device, data } = row;
    assert(device !== undefined && data !== undefined, `frame ${n} has no device or no data`);
    const understood = this.#decoders.understand(device, data, row);
    if (understood === undefined) {
      this.#quarantine(row, `there is no device ${device} in the settings`);
      return;
    }
    if (!understood.ok) {
      const reason = `${understood.fault.place}: ${understood.fault.rule} (${understood.fault.kind})`;
      noteFrame(this.#activities, device, { n, at_ms, fault: reason });
      this.#quarantine(row, reason);
      return;
    }
    const { readings, commands = [], passed_over = 0 } = understood.value;
    noteFrame(this.#activities, device, { n, at_ms, readings });
    if (passed_over > 0) this.#count('parts of frames passed over', passed_over);
    for (const command of commands) this.#derived.commands.push({ n: row.n, device, command });
    let repeats: Repeats | undefined;
    for (const [index, reading] of readings.entries()) {
      // A condition says what is the case; saying it twice changes nothing, so it needs no identity.
      if (reading.seq === undefined && reading.kind !== 'condition') repeats ??= this.#isRepeatedMessage(row);
      const known = readingIdentity(this.#identity, row, { index, reading, repeats });
      noteReading(this.#activities, device, row.at_ms, reading, known === undefined);
      if (known === undefined) {
        this.#count('duplicate readings');
        continue;
      }
      this.#interpret({ kind: 'reading', n: row.n, at_ms: row.at_ms, device, index, ...known, reading });
    }
  }

  #isRepeatedMessage(row: JournalRow): Repeats {
    if (row.qos === 0 || row.retained) return { since_ms: undefined, is_redelivery: false };
    this.#count('weak identities');
    return repeatsOf(this.#identity, row.device ?? '', messageHash(row.topic, row.data), row.at_ms);
  }

  #takeEvent(row: JournalRow): void {
    const { n, at_ms, device } = row;
    switch (row.event) {
      case 'settings': {
        const site = this.#around.siteOf(JSON.parse(row.detail ?? 'null'));
        assert(site !== undefined, `the settings in journal row ${n} are not valid`);
        this.#revision += 1;
        this.#site = site;
        this.#decoders.use(site);
        this.#interpret({ kind: 'settings', n, at_ms, revision: this.#revision, site });
        return;
      }
      case 'command': {
        const parsed = parseCommand(JSON.parse(row.detail ?? 'null'));
        if (parsed.ok) this.#takeCommand(n, at_ms, parsed.person, parsed.command);
        else this.#derived.refusals.push({ n, code: 'command-invalid', ...parsed.fault });
        return;
      }
      case 'connected':
      case 'disconnected':
        if (row.event === 'connected') {
          newEpoch(this.#identity, device);
          this.#decoders.gap(device);
        }
        if (device !== undefined) this.#interpret({ kind: 'gap', n, at_ms, device, gap: row.event });
        return;
      case 'told': {
        const told = toldOf(JSON.parse(row.detail ?? 'null'));
        if (told === undefined || device === undefined) this.#count('unknown events');
        else {
          const { command_n, outcome } = told;
          this.#derived.tellings.push({ kind: 'told', n: command_n, at_ms, outcome });
          this.#interpret({ kind: 'told', n, at_ms, device, ...told });
        }
        return;
      }
      case 'started':
        newEpoch(this.#identity, undefined);
        this.#decoders.gap(undefined);
        if (this.#site !== undefined) this.#interpret({ kind: 'gap', n, at_ms, gap: 'gateway-started' });
        return;
      // Who adopted a device is for people; the settings that came of it are a row of their own.
      case 'adopted':
      case 'end':
        return;
      default:
        this.#count('unknown events');
    }
  }

  /**
   * Time passed and nobody was watching: the gateway was down or asleep, or its clock was set. No tick runs in between, and
   * whoever was being heard is heard anew from then on, so that the time alone proves nothing.
   */
  #leap({ n, at_ms, detail }: JournalRow): void {
    const to_ms = leapEndOf(JSON.parse(detail ?? 'null'));
    if (to_ms === undefined || to_ms <= at_ms) {
      this.#count('unknown events');
      return;
    }
    const heard = [...this.#memory.lives.values()].filter((life) => life.listening_since_ms !== undefined);
    for (const { id } of heard) this.#interpret({ kind: 'gap', n, at_ms, device: id, gap: 'disconnected' });
    passUnwatched(this.#identity, to_ms - at_ms);
    this.#tick_at_ms = to_ms - (to_ms % tick_ms);
    for (const { id } of heard) this.#interpret({ kind: 'gap', n, at_ms: to_ms, device: id, gap: 'connected' });
  }

  #takeCommand(n: number, at_ms: number, person: string, command: TakenCommand): void {
    const work = asWork(command);
    if (work !== undefined)
      this.#withDesk(n, at_ms, person, (asked, run) => this.#work.take(asked, work, this.#derived, run));
    if (work !== undefined || command.kind === 'work') return;
    const outcome = this.#interpret({ kind: 'command', n, at_ms, person, command });
    if (command.kind !== 'tell' || outcome.refused !== undefined) return;
    const { device, reason, command: told } = command;
    this.#derived.tellings.push({ kind: 'given', n, at_ms, device, by: person, reason, command: { ...told } });
  }

  #withDesk(n: number, at_ms: number, by: string, then: (asked: WorkAsked, run: InterpretWork) => void): void {
    const around = booksAround(this.#memory);
    if (around !== undefined) then({ n, at_ms, by, ...around }, (input) => this.#interpret(input));
  }

  #interpret(input: Input): Outcome {
    const outcome: Outcome = interpret(this.#memory, input);
    const derived = this.#derived;
    gatherBooked(derived, outcome);
    for (const each of broughtBy(this.#work.work, input, outcome))
      this.#withDesk(each.n, input.at_ms, each.by, (asked) => this.#work.fill(asked, each, derived));
    for (const scan of outcome.tasks)
      this.#withDesk(scan.n, input.at_ms, `scanner:${scan.device}`, (asked, run) =>
        this.#work.scan(asked, scan, derived, run),
      );
    for (const seen of outcome.sightings)
      this.#withDesk(seen.n, input.at_ms, `reader:${seen.device}`, (asked, run) =>
        this.#count(this.#work.see(asked, seen, derived, run)),
      );
    gatherTold(derived, outcome, input);
    if (outcome.refused !== undefined && input.kind !== 'work')
      derived.refusals.push({ n: input.kind === 'tick' ? 0 : input.n, ...outcome.refused });
    return outcome;
  }

  #quarantine(row: JournalRow, reason: string): void {
    this.#count('quarantined frames');
    if (row.device !== undefined) noteQuarantined(this.#activities, row.device, row.at_ms);
    this.#derived.quarantine.push(quarantined(row, reason));
  }

  #count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }
}
