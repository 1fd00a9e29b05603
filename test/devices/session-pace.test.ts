/** What every session owes the clock and whoever told it something: no wake-up without end, and one outcome for each command. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceCommand, Driver, Session, SessionStep } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { type Random, randomOf } from '../../gateway/base/random.ts';
import { bytesOf } from './example-bytes.ts';
import { noiseOf } from './noise.ts';

const talking = drivers.filter(({ session }) => session !== undefined);
/** A step or two may be due at once; more are a loop. */
const wakes_at_once_max = 4;
/** No device is given longer for an answer than this, whatever stood before it in the line. */
const patience_ms = 900_000;

const commands: readonly DeviceCommand[] = [
  { kind: 'tare' },
  { kind: 'zero' },
  { kind: 'beep', tone: 'error' },
  { kind: 'beep', tone: 'ok' },
  { kind: 'antenna-power', antenna: 1, power_cdbm: 2_000 },
  { kind: 'antenna-power', antenna: 9, power_cdbm: 99_999 },
  { kind: 'feedback', tone: 'error', says: 'Unknown code.', at_ms: 0 },
  { kind: 'feedback', tone: 'ok', says: 'Booked.', at_ms: 0 },
];

/** Follows one session as the gateway does: wakes it when it wants, and notes what became of commands. */
class Following {
  readonly outcomes = new Map<number, number>();
  readonly #session: Session;
  #wake_ms: number | undefined;
  now_ms = 1_000;
  told = 0;
  isOver = false;

  constructor(session: Session) {
    this.#session = session;
    this.#note(session.opened(this.now_ms));
  }

  act(chance: Random, good: readonly Uint8Array[], ids: readonly string[]): void {
    const happens = chance.int(0, 7);
    if (happens <= 1) {
      this.#note(this.#session.heard(good[chance.int(0, good.length - 1)] ?? new Uint8Array(), this.now_ms));
    } else if (happens === 2) this.#note(this.#session.heard(noiseOf(chance, good), this.now_ms));
    else if (happens === 3) this.#note(this.#session.garbled?.(this.now_ms));
    else if (happens === 4) this.#note(this.#session.settled?.(this.now_ms));
    else if (happens === 5) this.pass(chance.int(0, 3_000));
    else this.#tell(chance, ids);
  }

  /** Time passes, and the session is woken whenever it wants. */
  pass(for_ms: number): void {
    const end_ms = this.now_ms + for_ms;
    let at_once = 0;
    while (!this.isOver && this.#wake_ms !== undefined && this.#wake_ms <= end_ms) {
      at_once = this.#wake_ms <= this.now_ms ? at_once + 1 : 0;
      expect(at_once).toBeLessThanOrEqual(wakes_at_once_max);
      this.now_ms = Math.max(this.now_ms, this.#wake_ms);
      this.#note(this.#session.waited(this.now_ms));
    }
    this.now_ms = end_ms;
  }

  #tell(chance: Random, ids: readonly string[]): void {
    const fit = commands.filter(({ kind }) => ids.includes(kind));
    const command = fit[chance.int(0, Math.max(0, fit.length - 1))];
    if (command === undefined || this.#session.told === undefined) return;
    this.told += 1;
    this.#note(this.#session.told(command, this.told, this.now_ms));
  }

  #note(step: SessionStep | undefined): void {
    if (step === undefined) return;
    for (const { number } of step.outcomes ?? []) this.outcomes.set(number, (this.outcomes.get(number) ?? 0) + 1);
    this.isOver ||= step.status?.state === 'lost' || step.status?.state === 'refused';
    this.#wake_ms = step.wake_in_ms === undefined ? undefined : this.now_ms + step.wake_in_ms;
  }
}

function followed(driver: Driver, seed: number): Following {
  const chance = randomOf(seed);
  const session = driver.session?.({ antennas: [1], answer: 'trigger-report' });
  if (session === undefined) throw new Error(`${driver.id} has no session`);
  const following = new Following(session);
  const good = driver.examples.map(bytesOf);
  for (let at = 0; at < 40 && !following.isOver; at += 1) following.act(chance, good, driver.commands ?? []);
  following.pass(patience_ms);
  return following;
}

describe.each(talking)('$id', (driver) => {
  test('is woken when there is something to do, and every command has one outcome', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { outcomes, told, isOver } = followed(driver, seed);
        for (const [number, count] of outcomes) {
          expect(number).toBeLessThanOrEqual(told);
          expect(count).toBe(1);
        }
        // What is left when the talk ends has its outcome from whoever ends it.
        if (!isOver) expect(outcomes.size).toBe(told);
      }),
      { numRuns: 60 },
    );
  });
});
