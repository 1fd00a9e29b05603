/**
 * Hands on a plate that take nothing: so many that it is touched a hundredth of the time, with 50 to 500 g for 0.3 to 5 s. A hand
 * trembles by 2 to 8 % of its force (standard deviation) at 3 to 12 Hz, and its force sinks or grows a little.
 */
export interface Hand {
  readonly from_ms: number;
  readonly until_ms: number;
  readonly force_mg: number;
  readonly tremble: number;
  readonly hz: number;
  readonly phase: number;
  /** How far the force goes up or down while it lasts, as a share of it. */
  readonly slope: number;
}

const touched = 0.01;
const force_mg = { min: 50_000, max: 500_000 } as const;
const length_ms = { min: 300, max: 5_000 } as const;
const edge_ms = 60;

/** The next hand after `at_ms`. */
export function nextHand(at_ms: number, draw: () => number): Hand {
  const mean_ms = (length_ms.min + length_ms.max) / 2;
  const from_ms = at_ms - Math.log(1 - draw()) * mean_ms * (1 / touched - 1);
  return {
    from_ms,
    until_ms: from_ms + length_ms.min + (length_ms.max - length_ms.min) * draw(),
    force_mg: force_mg.min * (force_mg.max / force_mg.min) ** draw(),
    tremble: Math.SQRT2 * 0.02 * 4 ** draw(),
    hz: 3 + 9 * draw(),
    phase: 2 * Math.PI * draw(),
    slope: 0.2 * (draw() - 0.5),
  };
}

/** What a hand adds to the mass shown. */
export function forceOf(hand: Hand, now_ms: number): number {
  const since_ms = now_ms - hand.from_ms;
  const left_ms = hand.until_ms - now_ms;
  if (since_ms <= 0 || left_ms <= 0) return 0;
  const edge = Math.min(1, Math.min(since_ms, left_ms) / edge_ms);
  const along = since_ms / (hand.until_ms - hand.from_ms) - 0.5;
  const tremble = hand.tremble * Math.sin((2 * Math.PI * hand.hz * since_ms) / 1_000 + hand.phase);
  return hand.force_mg * edge * (1 + tremble + hand.slope * along);
}

/** How a neighbour sways when a hand comes or goes: by a fifth of its force, and back within half a second. */
export function swayOf(hand: Hand, now_ms: number): number {
  let sway_mg = 0;
  for (const blow_ms of [hand.from_ms, hand.until_ms]) {
    const since_ms = now_ms - blow_ms;
    if (since_ms <= 0 || since_ms >= 500) continue;
    sway_mg += 0.2 * hand.force_mg * (1 - since_ms / 500) * Math.sin((2 * Math.PI * 8 * since_ms) / 1_000);
  }
  return sway_mg;
}
