/**
 * A scene: a warehouse played from one seed, as its gateway would have journaled it, beside what really happened. Everything
 * that a sensor said is in the lines, in the devices' real bytes; nothing of the truth is. Same seed, same scene, to the byte.
 */

export interface SceneFrame {
  readonly kind: 'frame';
  /** Arrival: never runs backwards. */
  readonly at_ms: number;
  readonly device: string;
  readonly topic?: string;
  readonly retained: boolean;
  readonly qos: 0 | 1 | 2;
  readonly data: Uint8Array;
}

/** What the gateway itself or a person adds to the journal, in a capture's own words; see `docs/captures.md`. */
export interface SceneEvent {
  readonly kind: 'event';
  readonly at_ms: number;
  readonly device?: string;
  readonly event: 'connected' | 'disconnected' | 'command' | 'started';
  /** As the capture has it beside `event`. */
  readonly detail: object;
}

export type SceneLine = SceneFrame | SceneEvent;

/**
 * One thing that a person, or fate, did with stock. Conventions of `from` and `to`, which are the site's own:
 * - taken from a place: to the place's `taken_to`; put back there within two minutes: from that `taken_to` again;
 * - filled up without tags: from the place's `filled_from`; with tags: from where those tags' last movement had brought them;
 * - through a portal: from its `from_outside` to its `inside`, or from where the piece was to its `to_outside`;
 * - a scanned receipt, pick or move: as the scanner's grammar says (`docs/scanners.md`), at the time of the item's scan.
 * A tagged piece where no scale watches is a movement of its own; what a scale sees at once is one movement an item.
 */
export interface TrueEvent {
  readonly at_ms: number;
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  /** Which window the score gives it. */
  readonly place: 'portal' | 'elsewhere';
  /** What the person did, for the list of misses: `take`, `put-back`, `fill`, `misplace`, `theft`, … */
  readonly deed: string;
  /** Why no sensor of the site could have seen it; set by the simulator before anything is scored. */
  readonly unseen?: string;
  /** The tags that moved. */
  readonly epcs?: readonly string[];
  /** It happened while the gateway or the device was away: the right booking is `changed-while-offline`, at any time until 10 s after they are back. */
  readonly until_ms?: number;
  /**
   * Where it happened a moment before or after such a time and alone: when. Its sense was there, so a movement that tells it as seen is right too.
   */
  readonly watched_ms?: number;
}

export interface Scene {
  readonly name: string;
  readonly seed: number;
  /** The settings file as a person would write it. */
  readonly site: object;
  readonly start_ms: number;
  readonly end_ms: number;
  /** Before this time the house is being opened: nothing is scored, and all levels are right at it. */
  readonly score_from_ms: number;
  /** Plays the scene; may be run once. Truth is told as it happens, never after a line later than it. */
  play(told: (event: TrueEvent) => void): Generator<SceneLine, void, void>;
}

/** One of the scored scenarios. `scale` 1 is the size of the public score; the suite plays smaller ones. */
export interface Scenario {
  readonly name: string;
  /** One sentence for the score's table. */
  readonly says: string;
  /** Between which values its parameters lie, e.g. `'white noise, mg': [50, 3_000]`. The score prints them, and a test holds them against what real devices were measured to do. */
  readonly ranges: Readonly<Record<string, readonly [number, number]>>;
  sceneOf(seed: number, scale: number): Scene;
}
