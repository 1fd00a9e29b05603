/** What is remembered of a scanner: its mode, where it works, and the lines a person may still change or take back. */
import { limits } from '../base/limits.ts';
import type { AssociationDraft } from '../stock/association.ts';
import type { MassSaid } from '../stock/catch-weight/catch-weight.ts';
import type { LotSaid } from '../stock/lots/lot.ts';
import type { Evidence } from '../stock/movement.ts';
import { type Deadlines, deadlinesOf } from './deadlines.ts';
import type { Feedback } from './interpretation.ts';
import type { Rule } from './rule.ts';
import type { ReadingRef } from './turn.ts';

export const scanRule: Rule = { name: 'scan-workflow', version: 4 };

/** A line stays open to a quantity code for this long, or until the next scan. */
export const hold_ms = 5_000;

export type Mode = 'lookup' | 'receive' | 'move' | 'pick' | 'count' | 'associate' | 'dissociate' | 'task';

/** One item scanned, with its quantity. */
export interface Line {
  readonly ref: ReadingRef;
  readonly item: string;
  readonly location: string;
  /** In pieces. */
  quantity: number;
  /** Pieces of each pack, where the code scanned is a pack's: a quantity code then counts packs. */
  readonly pieces_each?: number;
  /** What must not be scanned twice in a session: a serial number or a handling unit. */
  readonly once: string | undefined;
  /** It is a single piece, or pack, by its serial number. */
  readonly is_single: boolean;
  readonly is_damaged?: true;
  /** The level when it was scanned; what a count is compared with. */
  readonly level: number;
  readonly evidence: Evidence[];
  /** What the code says of its lot, of an item that is tracked. */
  readonly lot?: LotSaid;
  /** What its label says that it weighs, of an item with catch weight. */
  weighs?: MassSaid | undefined;
  /** The tags that a handheld read in a count, and that the line stands for. */
  readonly tags?: readonly CountedTag[];
}

/** A tag counted, once however often it is read. */
export interface CountedTag {
  readonly epc: string;
  readonly quantity: number;
  /** As `once` of a scanned line, where it tells a serial number. */
  readonly once?: string;
  /** Its first read in the count. */
  readonly ref: ReadingRef;
}

/** What the next tag held to the reader is to stand for. */
export interface Offer {
  /** Undefined: what the tag stands for is to end. */
  readonly draft: Omit<AssociationDraft, 'epc'> | undefined;
  /** The scan it comes from. */
  readonly ref: ReadingRef;
  readonly code: string;
  readonly opened_ms: number;
  /** When the first tag was heard that it could be. */
  first_ms: number | undefined;
  readonly heard: Heard[];
  /** More tags were heard than are watched. */
  missed: boolean;
}

/** A tag heard while one is waited for. */
export interface Heard {
  readonly epc: string;
  /** It has the GTIN of an item of the site. */
  readonly is_own: boolean;
  /** Reads that told a strength, the sum of those strengths, and reads that told none. */
  loud: number;
  strength: number;
  silent: number;
}

export interface Session {
  readonly device: string;
  mode: Mode;
  location: string | undefined;
  location_evidence: Evidence | undefined;
  /** For the next item. */
  multiplier: number | undefined;
  /** Not booked yet: the newest line of receive and pick, all lines of a move or a count. */
  held: Line[];
  /** Booked by this scanner, the newest last. */
  booked: { readonly id: string; readonly once: string | undefined }[];
  /** Serial numbers and handling units scanned, the newest last. */
  once: string[];
  /** Codes nobody knew that were scanned in the move going on, as questions. */
  unknown: string[];
  /** The location that lookup showed with the newest scan: a mode scanned next begins there. */
  shown?: { readonly location: string; readonly evidence: Evidence } | undefined;
  /** Scans that the mode refused because nobody had said where, since its last line. */
  placeless?: { readonly mode: Mode; readonly evidence: readonly Evidence[] } | undefined;
  /** Of a count: how many tags its person was told of, and how many were read that count as nothing. */
  tags_told?: { readonly counted: number; readonly strange: readonly string[] } | undefined;
  /** Of packing and unpacking: the handling unit that is worked on. */
  unit?: string | undefined;
  /** Handling units of the move going on. */
  units?: readonly { readonly sscc: string; readonly ref: ReadingRef; readonly code: string }[] | undefined;
  /** What a task is about: a document, or `SCRAP`, `RETURN`, `PACK`, `UNPACK`. */
  task?: string | undefined;
  /** The next item of a task is damaged. */
  is_damaged?: boolean | undefined;
  offer: Offer | undefined;
  /** A tag that stands for something else, until the second scan of the same code. */
  confirm: { readonly epc: string; readonly code: string; readonly until_ms: number } | undefined;
  /** The newest accepted scan was a line or its quantity. */
  is_fresh: boolean;
  last_code: string;
  /** Effective time of the newest accepted scan of that code, and its arrival. */
  last_code_ms: number;
  /** The scanner's own time of it, where it tells it. */
  last_code_device_ms: number | undefined;
  last_arrived_ms: number;
}

/** Members that older checkpoints do not have. */
type Later = 'unknown' | 'offer' | 'confirm' | 'last_code_device_ms';
export type SavedSession = Omit<Session, Later> & Partial<Pick<Session, Later>>;

export interface Scanners {
  readonly sessions: Map<string, Session>;
  /** Serial numbers and handling units that a task has taken, by its document while that is open; the newest last. */
  readonly tasks: Map<string, string[]>;
  /** Scanners that wait for a tag. */
  readonly offers: Set<string>;
  readonly deadlines: Deadlines;
}

export interface Said {
  readonly tone: Feedback['tone'];
  readonly says: string;
}

export function scannersOf(): Scanners {
  return { sessions: new Map(), tasks: new Map(), offers: new Set(), deadlines: deadlinesOf() };
}

export function sessionOf(scanners: Scanners, device: string): Session {
  const known = scanners.sessions.get(device);
  if (known !== undefined) return known;
  const session: Session = {
    device,
    mode: 'lookup',
    location: undefined,
    location_evidence: undefined,
    multiplier: undefined,
    held: [],
    booked: [],
    once: [],
    unknown: [],
    offer: undefined,
    confirm: undefined,
    is_fresh: false,
    last_code: '',
    last_code_ms: Number.MIN_SAFE_INTEGER,
    last_code_device_ms: undefined,
    last_arrived_ms: 0,
  };
  scanners.sessions.set(device, session);
  return session;
}

/** Begins a mode: nothing of the one before remains but what may be taken back. */
export function beginMode(session: Session, mode: Mode): void {
  session.mode = mode;
  session.location = undefined;
  session.location_evidence = undefined;
  session.multiplier = undefined;
  session.held = [];
  session.once = [];
  session.placeless = undefined;
  session.tags_told = undefined;
  session.task = undefined;
  session.is_damaged = undefined;
  session.unit = undefined;
  session.units = undefined;
  session.is_fresh = false;
}

/** A pick or receipt keeps its last line open, a move or a count all of them until it is closed. */
export function hasOpenWork(session: Session): boolean {
  const { mode, held, units = [] } = session;
  return (mode === 'move' || mode === 'count') && held.length + units.length > 0;
}

/** The line a quantity code now sets, if any. */
export function freshLine(session: Session, at_ms: number): Line | undefined {
  if (!session.is_fresh || at_ms - session.last_arrived_ms > hold_ms) return undefined;
  return session.held.at(-1);
}

/** Remembers what was booked, up to the limit; what is older can no longer be taken back by the scanner. */
export function noteBooked(session: Session, id: string, once: string | undefined): void {
  session.booked.push({ id, once });
  if (session.booked.length > limits.scan_lines_max) session.booked.shift();
}

/** What names a single piece, or pack, by its serial number: the same of its code and of its tag. */
export function onceOf(item: string, pieces_each: number, serial: string): string {
  return pieces_each === 1 ? `${item}/${serial}` : `${item}/${pieces_each}/${serial}`;
}

/** Whether such a piece was scanned already, or its tag counted. */
export function isOnce({ once, held }: Session, wanted: string): boolean {
  return once.includes(wanted) || held.some(({ tags }) => tags?.some((tag) => tag.once === wanted) === true);
}

export function forgetOnce(session: Session, once: string | undefined): void {
  if (once !== undefined) session.once = session.once.filter((each) => each !== once);
}
