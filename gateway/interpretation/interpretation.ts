/**
 * Evidence becomes movement: `(memory, input, settings) → what follows`. No clock, no chance, no I/O, so the same inputs
 * always give the same movements. Each rule has its own file and its own part of the memory.
 */
import type { CommandOutcome, DeviceCommand } from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import type { AssociationChange, AssociationDraft } from '../stock/association.ts';
import type { MassSaid } from '../stock/catch-weight/catch-weight.ts';
import type { Count } from '../stock/count.ts';
import type { HoldScope } from '../stock/lots/hold.ts';
import type { LotDraft, LotSaid } from '../stock/lots/lot.ts';
import type { Evidence, Movement, WorkCount, WorkMovement, WorkQuestion, WorkReversal } from '../stock/movement.ts';
import type { Closing } from '../stock/period.ts';
import type { Question } from '../stock/question.ts';
import type { Site } from '../stock/site.ts';
import type { SweepOrder } from '../stock/sweep.ts';
import type { LotNews } from './lot-memory.ts';

/** What a person tells the system, through intake like a frame. */
export type Command =
  | {
      readonly kind: 'move';
      readonly item: string;
      readonly quantity: number;
      readonly from: string;
      readonly to: string;
      readonly reason: string;
      /** When it happened; now when absent. */
      readonly at_ms?: number;
      /** What is counted in; the smallest unit when absent. */
      readonly unit?: string;
      /** Which pieces, of an item that is tracked; in the smallest unit. */
      readonly lots?: readonly LotDraft[];
      /** What all of them weigh, of an item with catch weight. */
      readonly mass_mg?: number;
    }
  | {
      readonly kind: 'count';
      readonly item: string;
      readonly location: string;
      readonly quantity: number;
      readonly reason: string;
      readonly unit?: string;
      readonly lots?: readonly LotDraft[];
      readonly mass_mg?: number;
    }
  /** What a person knows of a lot, or of a serial. */
  | { readonly kind: 'lot'; readonly item: string; readonly lot: LotDraft; readonly reason: string }
  /** With an item where the question is what a tag or a code is: what waits for the answer is booked. With `passed` where it is what became of a tag at a portal. */
  | {
      readonly kind: 'settle';
      readonly question: string;
      readonly answer: string;
      readonly item?: string;
      readonly passed?: 'in' | 'out' | 'neither';
    }
  | ({ readonly kind: 'close-period' } & Closing)
  | { readonly kind: 'reverse'; readonly movement: string; readonly reason: string }
  | { readonly kind: 'tell'; readonly device: string; readonly command: DeviceCommand; readonly reason: string }
  /** All of them or none. */
  | { readonly kind: 'associate'; readonly associations: readonly TagStatement[]; readonly reason: string }
  /** A walk with tags through the zone of a location, which tells how the zone sounds. */
  | {
      readonly kind: 'walk-begin';
      readonly location: string;
      readonly epcs: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'walk-look'; readonly reason: string }
  | { readonly kind: 'walk-end'; readonly reason: string }
  | { readonly kind: 'walk-drop'; readonly location: string; readonly reason: string }
  | { readonly kind: 'dissociate'; readonly epcs: readonly string[]; readonly reason: string };

/** What a person says of a tag, beside the GTIN in the tag's own bits, if there is one. */
export interface TagStatement extends AssociationDraft {
  readonly gtin?: string;
}

export interface ReadingInput {
  readonly kind: 'reading';
  readonly n: number;
  readonly at_ms: number;
  readonly device: string;
  /** Which reading of its frame, from 0. */
  readonly index: number;
  /** The reading's identity: unique, the same at every redelivery. Movement ids are made of it. */
  readonly id: string;
  /** The power-up that its sequence belongs to, as the identity has it; the device's own word when absent. */
  readonly boot?: string;
  readonly reading: Reading;
}

export type Input =
  /** Always the first input; comes again whenever the settings change. */
  | {
      readonly kind: 'settings';
      readonly n: number;
      readonly at_ms: number;
      readonly revision: number;
      readonly site: Site;
    }
  | ReadingInput
  /** Time for rules: multiples of `tick_ms` of arrival time, before the first input at or past them. */
  | { readonly kind: 'tick'; readonly at_ms: number }
  | {
      readonly kind: 'gap';
      readonly n: number;
      readonly at_ms: number;
      /** `undefined` with `gateway-started`: everything may have changed meanwhile. */
      readonly device?: string;
      readonly gap: 'connected' | 'disconnected' | 'gateway-started';
    }
  | {
      readonly kind: 'command';
      readonly n: number;
      readonly at_ms: number;
      readonly person: string;
      readonly command: Command;
    }
  /** What a person's work asks to be booked, asked and settled: all of it or nothing. */
  | {
      readonly kind: 'work';
      readonly n: number;
      readonly at_ms: number;
      readonly person: string;
      readonly movements: readonly WorkMovement[];
      readonly asks: readonly WorkQuestion[];
      readonly reversals?: readonly WorkReversal[];
      readonly counts?: readonly WorkCount[];
      readonly settles: readonly { readonly id: string; readonly answer: string }[];
      readonly scanned?: ScannedWork;
      /** Documents that are closed with it. */
      readonly ends?: readonly string[];
      /** Stock that may not be used from now on; without a scope, that may again. */
      readonly bars?: readonly { readonly id: string; readonly scope?: HoldScope }[];
      /** What readers are to listen to for count sheets from now on. */
      readonly sweeps?: readonly SweepOrder[];
    }
  /** What became of the command to a device of journal row `command_n`. */
  | {
      readonly kind: 'told';
      readonly n: number;
      readonly at_ms: number;
      readonly device: string;
      readonly command_n: number;
      readonly outcome: CommandOutcome;
    };

export const tick_ms = 250;

export type QuestionChange =
  | { readonly kind: 'raised'; readonly question: Question }
  | {
      readonly kind: 'settled';
      readonly id: string;
      readonly at_ms: number;
      readonly answer: string;
      readonly by: string;
    };

/** The scan that work comes of. */
export interface ScannedWork {
  /** The identity of the scan. */
  readonly id: string;
  readonly device: string;
  readonly task: string;
  readonly evidence: readonly Evidence[];
  /** Of which lot, or which one piece, its pieces are. */
  readonly lot?: LotSaid;
  /** What so many pieces weigh that were scanned, of an item with catch weight. */
  readonly weighs?: MassSaid & { readonly quantity: number };
  /** What the task takes but once. */
  readonly once?: string;
  /** How sure it is, where not a scan but tags told it. */
  readonly permille?: number;
}

/** What a person scanned for a task. Interpretation knows no tasks: whoever keeps them answers, and has it booked. */
export interface TaskScan {
  readonly device: string;
  /** The document, `SH-1`; or `SCRAP`, `RETURN`, `PACK`, `UNPACK`; of a handling unit also the mode that it was scanned in. */
  readonly task: string;
  readonly what: 'begin' | 'line' | 'unit' | 'sweep' | 'weigh' | 'finish';
  /** The scan, whose identity the movements get theirs from. */
  readonly id: string;
  readonly n: number;
  readonly at_ms: number;
  /** Of a line: an item of the site, or a code that nobody knows. */
  readonly item?: string;
  readonly code?: string;
  readonly quantity?: number;
  readonly is_damaged?: true;
  /** The kanban card that was scanned; whatever the mode, its container is empty, or waits to be full. */
  readonly card?: { readonly loop: string; readonly card: number };
  /** The handling unit that was scanned. */
  readonly sscc?: string;
  /** The handling unit that is being packed or unpacked. */
  readonly unit?: string;
  /** The place scanned last. */
  readonly location?: string;
  readonly lot?: LotSaid;
  /** What its label says that it weighs, of an item with catch weight. */
  readonly weighs?: MassSaid;
  /** A serial number or a handling unit: the task takes it once. */
  readonly once?: string;
  readonly evidence: readonly Evidence[];
}

/** The tag of a handling unit was seen at a place. Whoever keeps the units knows what is in it, and has it booked. */
export interface UnitSighting {
  readonly device: string;
  readonly sscc: string;
  /** Where the unit is now; a location outside when it went out. */
  readonly to: string;
  /** What the movements get their identity from. */
  readonly id: string;
  readonly n: number;
  /** Since when it is there. */
  readonly at_ms: number;
  readonly permille: number;
  readonly evidence: readonly Evidence[];
  /** Items of which tags tell by themselves. */
  readonly tagged: ReadonlySet<string>;
}

/** What a scanner's person should hear and see. */
export interface Feedback {
  readonly device: string;
  readonly at_ms: number;
  readonly tone: 'ok' | 'mode' | 'duplicate' | 'error';
  readonly says: string;
}

/** Something a device is to be told. It is sent once it is durable, at most once, and never in a replay. */
export interface CommandForDevice {
  /** The journal row that led to it. */
  readonly n: number;
  readonly device: string;
  readonly command: DeviceCommand;
}

/** A count, and its place among the movements: how many of its outcome came before it, its own difference included. */
export interface CountMade extends Count {
  readonly movements: number;
}

/** What follows from one input. Lists are in order; empty lists are the rule. */
export interface Outcome {
  readonly movements: readonly Movement[];
  /** What was counted, also where it made no difference. */
  readonly counts: readonly CountMade[];
  readonly questions: readonly QuestionChange[];
  readonly feedback: readonly Feedback[];
  readonly commands: readonly CommandForDevice[];
  readonly associations: readonly AssociationChange[];
  /** What was scanned for tasks. */
  readonly tasks: readonly TaskScan[];
  /** Handling units that were seen by their tags. */
  readonly sightings: readonly UnitSighting[];
  /** What the person should know of a command that was carried out, one sentence each. */
  readonly notes: readonly string[];
  /** Absent where no lot is concerned. */
  readonly lots?: LotNews;
  /** Set when a command of a person could not be carried out: nothing changed. */
  readonly refused?: {
    readonly code: string;
    readonly says: string;
    /** Of the command, where one of its fields breaks a rule; of work, that of the movement or count. */
    readonly field?: string;
    /** Of work: which movement or count it is, by its place in the list. */
    readonly of?: { readonly list: 'movements' | 'counts'; readonly at: number };
  };
}
