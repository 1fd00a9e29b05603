/** Who is signed in at this browser, and what they may do. The gateway decides; here it only is known what to show. */
import { computed, signal } from '@preact/signals';
import { elapsed_ms } from './browser.ts';
import { onUnknown } from './fetching.ts';
import { post, read } from './rest.ts';

export interface SessionView {
  readonly signed_in: boolean;
  readonly person?: {
    readonly by: string;
    readonly name: string;
    readonly how: 'session' | 'token' | 'visitor';
    readonly roles: readonly string[];
    readonly rights: readonly string[];
    readonly session?: string;
  };
  readonly is_set_up: boolean;
  readonly password_chars_min: number;
}

/** A person who does something here keeps the session alive, asked for no more often than this. */
const touch_ms = 240_000;

/** Undefined until the gateway has said. */
export const session = signal<SessionView | undefined>(undefined);
export const me = computed(() => session.value?.person);
export const signedIn = computed(() => session.value?.signed_in === true);

export function mayI(right: string): boolean {
  return me.value?.rights.includes(right) === true;
}

export async function askSession(): Promise<void> {
  const loaded = await read<SessionView>('/session');
  // A gateway that is away says nothing of who is signed in.
  if (loaded.state === 'there') session.value = loaded.body;
}

export async function signOut(): Promise<void> {
  await post('/session/end', {});
  await askSession();
}

export function followSession(): void {
  let touched_ms = elapsed_ms();
  const touch = () => {
    if (!signedIn.peek() || elapsed_ms() - touched_ms < touch_ms) return;
    touched_ms = elapsed_ms();
    void askSession();
  };
  addEventListener('pointerdown', touch);
  addEventListener('keydown', touch);
  onUnknown(() => {
    if (signedIn.peek()) void askSession();
  });
}
