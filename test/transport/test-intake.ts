/** An intake for transport tests: keeps what is offered, and settles at once, when told, or never. */
import type { Arrival, IntakePort, Settled } from '../../gateway/transport/arrival.ts';

export interface Note {
  readonly device: string;
  readonly event: 'connected' | 'disconnected';
  readonly says: string;
}

export class TestIntake implements IntakePort {
  readonly arrivals: Arrival[] = [];
  readonly notes: Note[] = [];
  /** While true, nothing is settled before `settle` is called. */
  holds = false;
  outcome: 'committed' | 'failed' = 'committed';
  /** Counted as waiting besides what was really offered. */
  backlog = 0;
  #unsettled: Settled[] = [];
  #waiters: (() => void)[] = [];
  #watchers = new Set<() => void>();

  offer(arrival: Arrival, settled: Settled): void {
    this.arrivals.push(arrival);
    this.#unsettled.push(settled);
    if (!this.holds) queueMicrotask(() => this.settle());
    this.#changed();
  }

  note(device: string, event: 'connected' | 'disconnected', says: string): void {
    this.notes.push({ device, event, says });
    this.#changed();
  }

  get waiting(): number {
    return this.backlog + this.#unsettled.length;
  }

  whenRoom(then: () => void): void {
    this.#waiters.push(then);
  }

  /** Settles the oldest `count` frames, all when absent. */
  settle(count = this.#unsettled.length, outcome = this.outcome): void {
    for (const settled of this.#unsettled.splice(0, count)) settled(outcome);
  }

  /** Ends the backlog. */
  giveRoom(): void {
    this.backlog = 0;
    for (const then of this.#waiters.splice(0)) then();
  }

  texts(): readonly string[] {
    return this.arrivals.map(({ data }) => Buffer.from(data).toString('latin1'));
  }

  events(): readonly string[] {
    return this.notes.map(({ device, event }) => `${device} ${event}`);
  }

  /** Resolves as soon as the condition holds, looked at whenever something arrives. */
  until(condition: (intake: TestIntake) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition(this)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}
