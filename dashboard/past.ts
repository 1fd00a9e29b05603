/** The past second that the address asks for, and everything as it was known then. */
import { effect, signal } from '@preact/signals';
import type { Level, StoredMovement, StoredQuestion } from '../gateway/live/messages.ts';
import { route } from './browser.ts';
import { type Loaded, read } from './rest.ts';

export interface PastState {
  readonly at_ms: number;
  readonly seq: number;
  readonly levels: readonly Level[];
  readonly questions: readonly StoredQuestion[];
  readonly questions_open: number;
  readonly movements: readonly StoredMovement[];
}

/** Undefined while the screen shows what is now. */
export const past = signal<Loaded<PastState> | undefined>(undefined);

/** Follows the address for as long as the page lives; keeps what it shows until the next second is there. */
export function followPast(): void {
  let asked: string | undefined;
  effect(() => {
    const { at } = route.value;
    if (at === asked) return;
    asked = at;
    if (at === undefined) {
      past.value = undefined;
      return;
    }
    past.value = past.peek() ?? { state: 'loading' };
    void read<PastState>(`/state?at=${encodeURIComponent(at)}`).then((loaded) => {
      if (asked === at) past.value = loaded;
    });
  });
}

/** `&at=…` for what is read beside it. */
export function atQuery(at: string | undefined): string {
  return at === undefined ? '' : `&at=${encodeURIComponent(at)}`;
}
