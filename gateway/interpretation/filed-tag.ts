/**
 * A tag that nobody has heard for long, as a line of text: a house sends off many times the tags that it holds, and what it remembers of
 * those must be little. Kept is what it stands for, where the ledger has it, how it went and who heard it; how loud and how often is not.
 */
import { type Hearing, type Left, type Pass, silentHearing, type Tag, type TagReport, unheard } from './tag.ts';

/** What is undefined is null, and left out at the end. */
type Fields = readonly [
  quantity: number,
  last: readonly [
    device: string,
    id: string,
    n: number,
    index: number,
    at_ms: number,
    antenna: number | null,
    rssi_cdbm: number | null,
    count: number,
  ],
  /** After `last`. */
  arrived_ms: number,
  gaps: readonly [count: number, sum_ms: number],
  /** By whom it was ever heard, which is what their silence means something for. No device: that of `last`. */
  heard_by: readonly FiledHearing[],
  left?: FiledLeft | null,
  sold_at?: string | null,
  asked_gtin?: string | null,
  came?: readonly [from: string, to: string] | null,
  rest?: readonly [count: number, pause_ms: number, at_ms: number] | null,
  gone_ms?: number | null,
  pass?: Pass | null,
];

type FiledHearing = readonly [antenna: number | null, location: string, device?: string];

type FiledLeft = readonly [id: string | null, place: string, heard_before_ms: number, is_carried: 0 | 1];

/** Ends the item and the place it is known at, which stand before all else: no id has it, nor any text in JSON. */
const ends = '\n';
/** The first letter of a text: what it begins with is known already and left out, or it is whole. */
const shorter = '~';
const whole = '=';

export function fileTag(tag: Tag): string {
  const { item, quantity, known, last, last_arrived_ms, gaps, left, sold_at, asked_gtin, came, rest, gone_ms, pass } =
    tag;
  const { ref, antenna, rssi_cdbm, count } = last;
  const { device, id, n, index, at_ms } = ref;
  const fields: Fields = [
    quantity,
    [device, shortened(id, device), n, index, at_ms, antenna ?? null, rssi_cdbm ?? null, count],
    last_arrived_ms - at_ms,
    [gaps.count, gaps.sum_ms],
    tag.hearings.map((each) => filedHearing(each, device)),
    left === undefined
      ? null
      : [
          left.id === undefined ? null : shortened(left.id, id),
          left.place,
          at_ms - left.heard_ms,
          left.is_carried ? 1 : 0,
        ],
    sold_at ?? null,
    asked_gtin ?? null,
    came === undefined ? null : [came.from, came.to],
    rest === undefined ? null : [rest.count, rest.pause_ms, rest.at_ms],
    gone_ms ?? null,
    pass ?? null,
  ];
  const kept = fields.slice(0, 1 + fields.findLastIndex((each) => each !== null));
  return `${item ?? ''}${ends}${known ?? ''}${ends}${JSON.stringify(kept)}`;
}

/** What a filed tag stands for and where the ledger has it, at a glance. */
export function glanceAt(text: string): { readonly item: string | undefined; readonly known: string | undefined } {
  const item_end = text.indexOf(ends);
  const known_end = text.indexOf(ends, item_end + 1);
  const item = text.slice(0, item_end);
  const known = text.slice(item_end + 1, known_end);
  return { item: item === '' ? undefined : item, known: known === '' ? undefined : known };
}

/** The tag again, as one that is heard anew. Takes only what `fileTag` wrote. */
export function unfiledTag(epc: string, text: string): Tag {
  const { item, known } = glanceAt(text);
  const fields: Fields = JSON.parse(text.slice(text.lastIndexOf(ends) + 1));
  const [
    quantity,
    read,
    arrived_ms,
    [gap_count, sum_ms],
    heard_by,
    left,
    sold_at,
    asked_gtin,
    came,
    rest,
    gone_ms,
    pass,
  ] = fields;
  const [device, id_text, n, index, at_ms, antenna, rssi_cdbm, count] = read;
  const id = lengthened(id_text, device);
  const ref = { id, n, index, device, at_ms };
  const last = { ref, antenna: antenna ?? undefined, rssi_cdbm: rssi_cdbm ?? undefined, count };
  return {
    epc,
    item,
    quantity,
    asked_gtin: asked_gtin ?? undefined,
    place: undefined,
    known,
    came: came == null ? undefined : { from: came[0], to: came[1] },
    last,
    last_arrived_ms: at_ms + arrived_ms,
    ...unheard(last),
    hearings: heard_by.map(([antenna, location, by]) =>
      silentHearing({ device: by ?? device, antenna: antenna ?? undefined, location }),
    ),
    gaps: { count: gap_count, sum_ms },
    faint_ms: undefined,
    silences: [],
    rest: rest == null ? undefined : { count: rest[0], pause_ms: rest[1], at_ms: rest[2] },
    seldom: undefined,
    left: left == null ? undefined : leftOf(left, id, at_ms),
    gone_ms: gone_ms ?? undefined,
    pass: pass == null ? undefined : passOf(pass),
    sold_at: sold_at ?? undefined,
  };
}

function filedHearing({ device, antenna, location }: Hearing, last_device: string): FiledHearing {
  return device === last_device ? [antenna ?? null, location] : [antenna ?? null, location, device];
}

function leftOf([id, place, before_ms, is_carried]: FiledLeft, last_id: string, at_ms: number): Left {
  return {
    id: id === null ? undefined : lengthened(id, last_id),
    place,
    heard_ms: at_ms - before_ms,
    is_carried: is_carried === 1,
  };
}

/** What JSON leaves out is there again. */
function passOf({ first, last, ...pass }: Pass): Pass {
  return { ...pass, first: reportOf(first), last: reportOf(last) };
}

function reportOf({ ref, antenna, rssi_cdbm, count }: TagReport): TagReport {
  return { ref, antenna, rssi_cdbm, count };
}

function shortened(text: string, beginning: string): string {
  return text.startsWith(beginning) ? `${shorter}${text.slice(beginning.length)}` : `${whole}${text}`;
}

function lengthened(text: string, beginning: string): string {
  return text.startsWith(shorter) ? `${beginning}${text.slice(1)}` : text.slice(1);
}
