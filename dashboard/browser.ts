/** What the browser gives: time, frames to draw in, the address, the colour scheme. Nothing else asks the browser for these. */
import { effect, signal } from '@preact/signals';
import { doorOf, hashOf, type Route, routeOf } from './route.ts';

export const route = signal<Route>(routeOf(location.hash));
/** What is shown to whoever is not signed in. */
export const door = signal(doorOf(location.hash));
addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
  door.value = doorOf(location.hash);
});

/** Goes there, at the time that is on show. */
export function go(to: Omit<Route, 'at'>): void {
  const { at } = route.value;
  location.hash = hashOf(at === undefined ? to : { ...to, at });
}

/** Shows the same at another time; what is now without one. */
export function goTo(at: string | undefined): void {
  const { at: _, ...place } = route.value;
  location.hash = hashOf(at === undefined ? place : { ...place, at });
}

/** Links within the page lead to places; the time on show is kept. */
addEventListener('click', (event) => {
  const { at } = route.value;
  const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null;
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (at === undefined || link === null || !isPlain) return;
  event.preventDefault();
  location.hash = hashOf({ ...routeOf(link.getAttribute('href') ?? ''), at });
});

/** Milliseconds on a clock that never jumps. */
export function elapsed_ms(): number {
  return performance.now();
}

/** Ticks a few times a second, for what shows an age. */
export const tick = signal(elapsed_ms());
const tick_ms = 200;
setInterval(() => {
  tick.value = elapsed_ms();
}, tick_ms);

/** Runs `draw` in the next animation frame, once however often it is asked. */
export function oncePerFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

const dark_query = matchMedia('(prefers-color-scheme: dark)');
export const dark = signal(dark_query.matches);
dark_query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});

export const stillness = matchMedia('(prefers-reduced-motion: reduce)');

/** Keeps the window's title in step with a text. */
export function keepTitle(text: () => string): void {
  effect(() => {
    document.title = text();
  });
}
