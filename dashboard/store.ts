/** The one store: the live channel fills it, views are functions of it. It changes at most once per animation frame. */

import { computed, effect, signal } from '@preact/signals';
import { io, type Socket } from 'socket.io-client';
import type { ClientMessages, ServerMessages } from '../gateway/live/messages.ts';
import { elapsed_ms, oncePerFrame, tick } from './browser.ts';
import { freshnessOf } from './freshness.ts';
import { past } from './past.ts';
import type { Place, Screen } from './screen.ts';
import { screenAt, screenOf, withChange } from './screen.ts';
import { askSession, signedIn } from './session.ts';
import { treeOf } from './tree.ts';
import { timeWords } from './wording.ts';

/** Connected and silent for this long, the connection is taken for dead and made anew. */
const silence_ms_max = 6_000;

const drawn = signal<Screen | undefined>(undefined);
const connected = signal(false);
const heard_ms = signal<number | undefined>(undefined);

let latest: Screen | undefined;
let heard = 0;
let resync_asked = false;

const draw = oncePerFrame(() => {
  drawn.value = latest;
  heard_ms.value = heard;
});

/** Connects when somebody is signed in, and stays connected until nobody is; then what was shown is forgotten. */
export function connectStore(): void {
  const socket: Socket<ServerMessages, ClientMessages> = io({
    transports: ['websocket'],
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  socket.on('connect', () => {
    connected.value = true;
    heard = elapsed_ms();
  });
  socket.on('disconnect', (reason) => {
    connected.value = false;
    // The gateway closed it: the session may be over. Asking tells; while it holds, the connection is made anew.
    if (reason === 'io server disconnect') void askSession().then(() => signedIn.peek() && socket.connect());
  });
  socket.on('connect_error', () => void askSession());
  effect(() => {
    if (signedIn.value) socket.connect();
    else {
      socket.disconnect();
      latest = undefined;
      draw();
    }
  });
  socket.on('snapshot', (snapshot) => {
    resync_asked = false;
    take(screenOf(snapshot));
  });
  socket.on('change', (change) => {
    if (latest === undefined || resync_asked) return;
    const next = withChange(latest, change);
    if (next !== undefined) return take(next);
    resync_asked = true;
    socket.emit('resync');
  });
  tick.subscribe((now_ms) => {
    if (!socket.connected || now_ms - heard < silence_ms_max) return;
    heard = now_ms;
    socket.io.engine.close();
  });
}

function take(next: Screen): void {
  latest = next;
  heard = elapsed_ms();
  draw();
}

/** Undefined until the first snapshot. While a past second is on show, everything as it was then. */
export const screen = computed(() => {
  const now = drawn.value;
  const then = past.value;
  if (now === undefined || then === undefined) return now;
  return then.state === 'there' ? screenAt(now, then.body) : undefined;
});
/** Names and places, as they are now at any time on show. */
export const site = computed(() => drawn.value?.site);
/** The gateway's time now, whatever time is on show; undefined until the first snapshot. */
export const live_ms = computed(() => drawn.value?.at_ms);
export const places = computed<ReadonlyMap<string, Place>>(() => screen.value?.places ?? new Map());
export const movements = computed(() => screen.value?.movements ?? []);
export const questions = computed(() => screen.value?.questions);
/** How many open questions there are at each location. */
export const askedAt = computed(() => {
  const asked = new Map<string, number>();
  for (const { location } of questions.value?.values() ?? []) {
    if (location !== undefined) asked.set(location, (asked.get(location) ?? 0) + 1);
  }
  return asked;
});
export const associations = computed(() => drawn.value?.associations);
export const feedback = computed(() => screen.value?.feedback);
export const links = computed(() => drawn.value?.links);
export const alerts = computed(() => drawn.value?.alerts);
export const advice = computed(() => drawn.value?.advice);
export const devices = computed(() => drawn.value?.devices);
export const rates = computed(() => drawn.value?.rates);
export const tree = computed(() => (site.value === undefined ? undefined : treeOf(site.value)));
export const zone = computed(() => site.value?.time_zone ?? 'UTC');
export const items = computed(() => new Map((site.value?.items ?? []).map((item) => [item.id, item])));

/** The time on show: now at the gateway, as far as this browser can tell, or a past second. */
export const now_ms = computed(() => {
  const then = past.value;
  if (then?.state === 'there') return then.body.at_ms;
  const known = drawn.value;
  return known === undefined || heard_ms.value === undefined
    ? 0
    : known.at_ms + Math.max(0, Math.max(tick.value, heard_ms.value) - heard_ms.value);
});

export const freshness = computed(() =>
  freshnessOf({
    connected: connected.value,
    age_ms: heard_ms.value === undefined ? undefined : Math.max(0, tick.value - heard_ms.value),
    shown: drawn.value === undefined ? '' : timeWords(drawn.value.at_ms, zone.value),
  }),
);

export function itemName(id: string): string {
  return items.value.get(id)?.name ?? id;
}

export function locationName(id: string): string {
  return tree.value?.locations.get(id)?.name ?? id;
}
