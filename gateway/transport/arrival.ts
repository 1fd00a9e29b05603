/** What transport hands to intake, and what it gets back. */

/** A whole frame from a wire, before anything is known of its meaning. */
export interface Arrival {
  readonly device: string;
  readonly topic?: string;
  readonly retained: boolean;
  readonly qos: 0 | 1 | 2;
  readonly data: Uint8Array;
}

export type Settled = (outcome: 'committed' | 'failed') => void;

/** Where arrivals go. The only thing transport knows of the rest of the gateway. */
export interface IntakePort {
  /**
   * Takes a frame. `settled` is called exactly once, in the order of the offers, when the frame is durable (`committed`:
   * acknowledge now) or when the ledger cannot store (`failed`: do not acknowledge, the device will send again).
   */
  offer(arrival: Arrival, settled: Settled): void;
  /** A device came or went; journaled, because silence is evidence too. */
  note(device: string, event: 'connected' | 'disconnected', says: string): void;
  /** Frames offered and not settled. Wires without acknowledgement stop reading beyond `limits.intake_waiting_frames_max`. */
  readonly waiting: number;
  /** Calls back once as soon as there is room again. */
  whenRoom(then: () => void): void;
}
