/**
 * Truth of places whose only sense was away: of all that changed meanwhile nobody can know more than the sum, and that is told at
 * the end of the cut. What was scanned was seen. What a scale takes for its zero shows as nothing.
 */
import type { Cut, Lot } from './outages.ts';
import type { SceneLine, TrueEvent } from './scene.ts';

/** So long before a cut a step may not have come to rest yet, so that it shows only after it. */
const settling_ms = 4_000;
/** So soon after a return no sample at rest of what was before has been told yet. */
const returning_ms = 1_000;
/** A scan at a place so near to an event is about it. */
const scan_near_ms = 30_000;
const tared_unseen = 'its scale was without power meanwhile and took what lay on it for its zero';
const text = new TextDecoder();

interface Away {
  readonly cut: Cut;
  readonly place: string;
  readonly event: TrueEvent;
}

export class AwayTruth {
  readonly #told: (event: TrueEvent) => void;
  readonly #lotOf: (place: string) => Lot | undefined;
  readonly #away: Away[] = [];
  /** Where each scanner stands, and where scans came in lately. */
  readonly #stands = new Map<string, string>();
  #scans: { readonly location: string; readonly at_ms: number }[] = [];

  constructor(told: (event: TrueEvent) => void, lotOf: (place: string) => Lot | undefined) {
    this.#told = told;
    this.#lotOf = lotOf;
  }

  /** A scan that the gateway has. */
  heard(line: SceneLine): void {
    if (line.kind !== 'frame') return;
    const [, location] = /TG-LOC\.([A-Za-z0-9._-]{1,64})/.exec(text.decode(line.data.subarray(0, 200))) ?? [];
    if (location !== undefined) this.#stands.set(line.device, location);
    const stands = this.#stands.get(line.device);
    if (stands !== undefined && location === undefined) this.#scans.push({ location: stands, at_ms: line.at_ms });
  }

  event(event: TrueEvent): void {
    for (const place of [event.from, event.to]) {
      const lot = this.#lotOf(place);
      const cut = lot?.cuts.find(
        ({ from_ms, until_ms }) => event.at_ms >= from_ms - settling_ms && event.at_ms < until_ms + returning_ms,
      );
      if (lot === undefined || cut === undefined) continue;
      if (lot.keeps !== false && cut.of !== 'power') continue;
      this.#away.push({ cut, place, event });
      return;
    }
    this.#told(event);
  }

  passed(now_ms: number): void {
    const over = this.#away.filter(({ cut }) => cut.until_ms + returning_ms <= now_ms);
    if (over.length === 0) return;
    this.#away.splice(0, this.#away.length, ...this.#away.filter((each) => !over.includes(each)));
    const sums = new Map<string, { readonly cut: Cut; readonly place: string; gained: number; events: TrueEvent[] }>();
    for (const { cut, place, event } of over) {
      if (this.#isScanned(place, event)) {
        this.#told(event);
        continue;
      }
      const key = `${place}/${event.item}/${cut.from_ms}`;
      const sum = sums.get(key) ?? { cut, place, gained: 0, events: [] };
      sum.gained += event.to === place ? event.quantity : -event.quantity;
      sum.events.push(event);
      sums.set(key, sum);
    }
    for (const { cut, place, gained, events } of sums.values()) {
      const like = events.find((each) => (each.to === place) === gained > 0);
      if (gained === 0 || like === undefined) continue;
      const wasThere = events.length === 1 && (like.at_ms < cut.from_ms || like.at_ms >= cut.until_ms);
      const seen = wasThere ? { watched_ms: like.at_ms } : {};
      const sum = { ...like, at_ms: cut.until_ms - 1, quantity: Math.abs(gained), until_ms: cut.until_ms, ...seen };
      const isTared = cut.tares === true && !(wasThere && like.at_ms >= cut.until_ms);
      const unseen = like.unseen ?? (isTared ? tared_unseen : undefined);
      this.#told(unseen === undefined ? sum : { ...sum, unseen });
    }
    this.#scans = this.#scans.filter(({ at_ms }) => now_ms - at_ms < scan_kept_ms);
  }

  #isScanned(place: string, { at_ms }: TrueEvent): boolean {
    return this.#scans.some((each) => each.location === place && Math.abs(each.at_ms - at_ms) <= scan_near_ms);
  }
}

/** Longer than any cut. */
const scan_kept_ms = 1_200_000;
