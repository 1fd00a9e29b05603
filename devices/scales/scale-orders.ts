/** What a scale can be told, and what became of it as far as its family says. */
import type { CommandOutcome, DeviceCommand, SessionStep } from '../driver.ts';

export interface Order {
  readonly bytes: Uint8Array;
  /** Absent where the family says nothing to it. */
  readonly answer?: {
    /** How long the scale may take: some wait for rest first. */
    readonly wait_ms_max: number;
    /** True where the family answers only when it did not do it. */
    readonly silence_is_done?: true;
    /** Undefined for a frame that is no answer to it. */
    outcome(frame: Uint8Array): CommandOutcome | undefined;
  };
}

/** By what they do; a family leaves out what its scales cannot be told. */
export type ScaleOrders = Readonly<Partial<Record<'tare' | 'zero', Order>>>;

export type Outcomes = NonNullable<SessionStep['outcomes']>;

const silent = 'Sent. Scales of this kind do not confirm it; the next weights show what came of it.';

interface Told {
  readonly number: number;
  readonly order: Order;
}

/** Orders one after the other: the next is sent when the one before it has its outcome. */
export class OrderBook {
  readonly #orders: ScaleOrders;
  readonly #waiting: Told[] = [];
  #open:
    | { readonly number: number; readonly answer: NonNullable<Order['answer']>; readonly until_ms: number }
    | undefined;

  constructor(orders: ScaleOrders) {
    this.#orders = orders;
  }

  /** Takes an order; its outcome at once where there can be no other. */
  take(command: DeviceCommand, number: number): Outcomes {
    const order = command.kind === 'tare' || command.kind === 'zero' ? this.#orders[command.kind] : undefined;
    if (order === undefined) return [{ number, ok: false, says: `This scale cannot be told to ${command.kind}.` }];
    this.#waiting.push({ number, order });
    return [];
  }

  /** The time until which an answer is awaited; undefined while none is. */
  get until_ms(): number | undefined {
    return this.#open?.until_ms;
  }

  /** What is to be sent now; nothing while an answer is awaited. */
  next(now_ms: number): Pick<SessionStep, 'send'> & { readonly outcomes: Outcomes } {
    const send: Uint8Array[] = [];
    const outcomes: Outcomes[number][] = [];
    while (this.#open === undefined) {
      const told = this.#waiting.shift();
      if (told === undefined) break;
      const { number, order } = told;
      send.push(order.bytes);
      if (order.answer === undefined) outcomes.push({ number, ok: true, says: silent });
      else this.#open = { number, answer: order.answer, until_ms: now_ms + order.answer.wait_ms_max };
    }
    return { send, outcomes };
  }

  /** The outcome, where the frame is the awaited answer. */
  heard(frame: Uint8Array): Outcomes {
    const outcome = this.#open?.answer.outcome(frame);
    if (this.#open === undefined || outcome === undefined) return [];
    const { number } = this.#open;
    this.#open = undefined;
    return [{ number, ...outcome }];
  }

  /** None is kept for a scale that is away: it would be done when nobody expects it any more. */
  gone(): Outcomes {
    const says = 'The scale does not answer.';
    return this.#waiting.splice(0).map(({ number }) => ({ number, ok: false, says }));
  }

  /** The outcome of an answer that did not come in time. */
  waited(now_ms: number): Outcomes {
    if (this.#open === undefined || now_ms < this.#open.until_ms) return [];
    const { number, answer } = this.#open;
    this.#open = undefined;
    if (answer.silence_is_done) return [{ number, ok: true, says: silent }];
    return [
      { number, ok: false, is_unsure: true, says: 'The scale has not answered; whether it did it is not known.' },
    ];
  }
}
