/** Arrow keys go from one thing to the nearest in that direction, wherever it stands on the screen. */

const ways: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Within a container marked `data-arrows`, the things that can be reached are its elements marked `data-stop`. */
export function onArrow(event: KeyboardEvent): void {
  const way = ways[event.key];
  const from = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-stop]') : null;
  const container = from?.closest('[data-arrows]') ?? null;
  if (way === undefined || from === null || container === null) return;
  const here = centerOf(from);
  let nearest: HTMLElement | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const stop of container.querySelectorAll<HTMLElement>('[data-stop]')) {
    const there = centerOf(stop);
    const along = (there.x - here.x) * way[0] + (there.y - here.y) * way[1];
    const aside = Math.abs((there.x - here.x) * way[1]) + Math.abs((there.y - here.y) * way[0]);
    // Straight ahead counts more than close by.
    const distance = along + 3 * aside;
    if (stop !== from && along > 1 && distance < shortest) {
      nearest = stop;
      shortest = distance;
    }
  }
  if (nearest === undefined) return;
  event.preventDefault();
  nearest.focus();
}

function centerOf(element: HTMLElement): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
