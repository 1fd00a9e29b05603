/** Keeps one connection's LinkState: what is the case, since when, and how much has come. */
import type { Clock } from '../base/clock.ts';
import type { LinkState } from '../base/link-state.ts';

export interface LinkTracker {
  /** `since_ms` moves only when the state changes; a new sentence for the same state keeps it. */
  set(state: LinkState['state'], says: string): void;
  /** Bytes came, whatever they were. */
  bytes(count: number): void;
  /** A whole frame was among them. */
  frame(): void;
  /** Bytes that belonged to no frame. */
  noise(bytes: number): void;
  readonly state: LinkState['state'];
  read(): LinkState;
}

export function linkTracker(connection: string, clock: Clock, device?: string): LinkTracker {
  let state: LinkState['state'] = 'stopped';
  let sentence = 'Not started.';
  let since_ms = clock.now_ms();
  let last_frame_ms: number | undefined;
  let last_error: LinkState['last_error'];
  const counts = { frames: 0, bytes: 0, noise_bytes: 0, connects: 0 };
  return {
    set(next, why) {
      const isNews = next !== state || why !== last_error?.says;
      if (isNews && isTrouble(state, next)) last_error = { at_ms: clock.now_ms(), says: why };
      if (next !== state) {
        since_ms = clock.now_ms();
        if (next === 'connected') counts.connects += 1;
      }
      state = next;
      sentence = why;
    },
    bytes(count) {
      counts.bytes += count;
    },
    frame() {
      counts.frames += 1;
      last_frame_ms = clock.now_ms();
    },
    noise(bytes) {
      counts.noise_bytes += bytes;
    },
    get state() {
      return state;
    },
    read: () => ({
      connection,
      ...(device === undefined ? {} : { device }),
      state,
      says: sentence,
      since_ms,
      ...counts,
      ...(last_frame_ms === undefined ? {} : { last_frame_ms }),
      ...(last_error === undefined ? {} : { last_error }),
    }),
  };
}

/** A connection that has not been tried yet is waited for, and nothing is wrong with it. */
function isTrouble(before: LinkState['state'], next: LinkState['state']): boolean {
  return next === 'refused' || next === 'unavailable' || (next === 'waiting' && before !== 'stopped');
}
