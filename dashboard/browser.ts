/** What the browser gives: time, frames to draw in, the address, the colour scheme. Nothing else asks the browser for these. */
import { effect, signal } from '@preact/signals';
import { hashOf, type Route, routeOf } from './route.ts';

export const route = signal<Route>(routeOf(location.hash));
addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

export function go(to: Route): void {
  location.hash = hashOf(to);
}

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
