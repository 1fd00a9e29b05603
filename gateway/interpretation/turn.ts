/** One input's work: what every rule may look at, and where it puts what follows. */
import type { Counters } from '../base/counters.ts';
import type { AssociationChange, TagContents } from '../stock/association.ts';
import type { Levels } from '../stock/levels.ts';
import type { LotPart } from '../stock/lots/lot.ts';
import type { Evidence, Movement } from '../stock/movement.ts';
import type { OwnerLevels, OwnerPart } from '../stock/owner.ts';
import type { Period } from '../stock/period.ts';
import type { SiteIndex } from '../stock/site-index.ts';
import type { Anchors } from './anchors.ts';
import type {
  CommandForDevice,
  CountMade,
  Feedback,
  QuestionChange,
  TaskScan,
  UnitSighting,
} from './interpretation.ts';
import type { LotBooks, OpenLotNews } from './lot-memory.ts';
import type { Pack } from './packaging.ts';
import type { OpenQuestions } from './questions.ts';

/** What a later reversal has to know of a movement. */
export interface Booked {
  readonly kind: Movement['kind'];
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
  reversed: boolean;
  /** As they are known by now: what was presumed may have been corrected. */
  lots?: readonly LotPart[];
  /** What of it is not ours. */
  owners?: readonly OwnerPart[];
}

/** What all rules share and a checkpoint keeps. */
export interface Books {
  readonly levels: Levels;
  /** The newest movements by id, oldest first. */
  readonly booked: Map<string, Booked>;
  /** The latest time at which one happened that is no longer among `booked`; undefined while all are. */
  gone_ms: number | undefined;
  readonly anchors: Anchors;
  readonly questions: OpenQuestions;
  /** What people said that tags stand for, by EPC. */
  readonly associations: Map<string, TagContents>;
  /** Tags heard while somebody holds one to a reader to say what it is: nobody is asked about them meanwhile. */
  readonly offered: Set<string>;
  /** The lowest level of packaging of each item that was seen to carry tags: 0 pieces, 1 inner packs, 2 cases, 3 pallets. */
  readonly packaging: Map<string, number>;
  /** Packs counted by their own tag, by its EPC, oldest first. */
  readonly packs: Map<string, Pack>;
  /** Closed periods of the books, the oldest first. */
  readonly periods: Period[];
  readonly lots: LotBooks;
  /** What is not ours, in the house and outside. */
  readonly owners: OwnerLevels;
  readonly counters: Counters;
}

/** Whoever keeps the handling units tells which there are. */
export interface KeptUnits {
  has(sscc: string): boolean;
}

export interface Turn {
  readonly books: Books;
  readonly units: KeptUnits;
  index: SiteIndex;
  revision: number;
  /** Arrival time of the input, or the tick's time. */
  at_ms: number;
  movements: Movement[];
  counts: CountMade[];
  questions: QuestionChange[];
  feedback: Feedback[];
  commands: CommandForDevice[];
  associations: AssociationChange[];
  notes: string[];
  tasks: TaskScan[];
  sightings: UnitSighting[];
  /** Absent where no lot is concerned. */
  lots?: OpenLotNews | undefined;
  /** Devices of which readings wait for their turn, and since when. */
  readonly held_since: ReadonlyMap<string, number>;
  /** What people counted in this turn: whoever keeps a view of its own starts from it. */
  counted: { readonly item: string; readonly location: string }[];
}

/** The place of a reading in the journal, kept until it becomes evidence. */
export interface ReadingRef {
  readonly id: string;
  readonly n: number;
  readonly index: number;
  readonly device: string;
  /** Effective time. */
  readonly at_ms: number;
}

export function evidenceOf({ n, index, device, at_ms }: Omit<ReadingRef, 'id'>, says: string): Evidence {
  return { n, index, device, at_ms, says };
}
