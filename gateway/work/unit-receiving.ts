/** Units that a supplier announces, and that are then received whole by their number. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { goodsIn, type HandlingUnit, membersOf, newUnit, packaging, refuseFull, sscc } from './handling-unit.ts';
import { type LotCame, lotCame, refuseLot } from './lot-came.ts';
import { type ReceiptLine, seenReceipt } from './receipt.ts';
import { receive } from './receiving.ts';
import { list, object, type Shape, text, whole, yes_or_no } from './shape.ts';

/** An advance notice: which units come with a delivery, and what is in each. */
export interface UnitNotice {
  /** The receipt, announced or open. */
  readonly id: string;
  readonly version?: number;
  readonly units: readonly {
    readonly sscc: string;
    readonly packaging?: HandlingUnit['packaging'];
    /** Another one of them that it stands in. */
    readonly inside?: string;
    readonly lines?: readonly { readonly item: string; readonly quantity: number; readonly lot?: LotCame }[];
  }[];
}

export interface UnitReceiving {
  /** The receipt; the one it was announced with when absent. */
  readonly id?: string;
  readonly sscc: string;
  readonly at_ms?: number;
  /** What of it the order does not have is taken in all the same. */
  readonly is_unasked?: boolean;
}

const name = text(256);
const many = limits.document_lines_max;

export const unitNotice: Shape<UnitNotice> = object(
  {
    id: name,
    units: list(
      object(
        { sscc },
        {
          packaging,
          inside: sscc,
          lines: list(object({ item: name, quantity: whole(1, quantity_max) }, { lot: lotCame }), 1, many),
        },
      ),
      1,
      limits.handling_units_nested_max,
    ),
  },
  { version: whole(1, Number.MAX_SAFE_INTEGER) },
);
export const unitReceiving: Shape<UnitReceiving> = object(
  { sscc },
  { id: name, at_ms: whole(0, Number.MAX_SAFE_INTEGER), is_unasked: yes_or_no },
);

export function announceUnits(desk: Desk, { id, version, units }: UnitNotice): WorkRefusal | undefined {
  const found = seenReceipt(desk, { id, ...(version === undefined ? {} : { version }) });
  if (!found.ok) return found.refused;
  const { receipt } = found;
  if (receipt.state === 'waiting') return refusal('id', `${id} is counted already`);
  const known = new Set(units.map((each) => each.sscc));
  const inner = new Map<string, string[]>();
  for (const [i, { sscc: number, inside }] of units.entries()) {
    if (inside === undefined) continue;
    if (!known.has(inside)) return refusal(`units.${i}.inside`, `${inside} is none of these units`);
    inner.set(inside, [...(inner.get(inside) ?? []), number]);
  }
  const outerOf = new Map(units.map(({ sscc: number, inside }) => [number, inside]));
  const circle = units.findIndex(({ sscc: number }) => standsInItself(number, outerOf));
  if (circle !== -1) return refusal(`units.${circle}.inside`, 'means that it would stand in itself');
  for (const [i, { sscc: number, packaging: kind = 'other', inside, lines = [] }] of units.entries()) {
    const path = `units.${i}`;
    if (lines.length === 0 && !inner.has(number)) return refusal(`${path}.lines`, 'is needed: nothing is in it');
    for (const [j, { item, quantity, lot }] of lines.entries()) {
      if (!desk.index.items.has(item)) return refusal(`${path}.lines.${j}.item`, `there is no item ${item}`);
      const strange = refuseLot(desk, { lot, item, quantity }, `${path}.lines.${j}`);
      if (strange !== undefined) return strange;
    }
    const made = newUnit(desk, number, `${path}.sscc`);
    if ('rule' in made) return made;
    desk.put(
      {
        ...made,
        state: 'announced',
        packaging: kind,
        lines: lines.map((each, j) => ({ line: j + 1, ...each })),
        units: inner.get(number) ?? [],
        of: id,
        ...(inside === undefined ? {} : { inside }),
      },
      { what: 'announced', detail: { sscc: number, receipt: id } },
    );
  }
  const lines = withExpected(
    receipt.lines,
    goodsIn(units.map(({ lines: goods = [] }) => ({ lines: goods.map((each) => ({ line: 1, ...each })) }))),
  );
  if (lines.length > many) return refusal('units', `a receipt has at most ${many} lines`);
  desk.put({ ...receipt, lines }, { what: 'units announced', detail: { units: units.length } });
  return undefined;
}

function standsInItself(number: string, outerOf: ReadonlyMap<string, string | undefined>): boolean {
  let outer = outerOf.get(number);
  for (let depth = 0; outer !== undefined && depth <= outerOf.size; depth += 1) {
    if (outer === number) return true;
    outer = outerOf.get(outer);
  }
  return outer !== undefined;
}

/** What is announced in units and on no line of the receipt yet is expected from now on. */
function withExpected(
  lines: readonly ReceiptLine[],
  goods: readonly { readonly item: string; readonly quantity: number }[],
): readonly ReceiptLine[] {
  const sums = new Map<string, number>();
  for (const { item, quantity } of goods) sums.set(item, (sums.get(item) ?? 0) + quantity);
  const more = [...sums].filter(([item]) => !lines.some((each) => each.item === item));
  return [
    ...lines,
    ...more.map(([item, quantity], i) => ({
      line: lines.length + i + 1,
      item,
      quantity,
      sound: 0,
      damaged: 0,
      refused: 0,
    })),
  ];
}

/** Everything in it is taken in sound, and it stands where the delivery is taken in. */
export function receiveUnit(
  desk: Desk,
  { id: said, sscc: number, at_ms, is_unasked }: UnitReceiving,
): WorkRefusal | undefined {
  const unit = desk.unit(number);
  if (unit === undefined)
    return refusal('sscc', `there is no handling unit ${number}: nobody announced it`, 'no-such-document');
  if (unit.state !== 'announced')
    return refusal('sscc', `${number} is in the house already, at ${unit.location ?? ''}`);
  const id = said ?? unit.of ?? '';
  if (unit.of !== id) return refusal('sscc', `${number} was announced with ${unit.of ?? 'nothing'}`);
  const found = seenReceipt(desk, { id });
  if (!found.ok) return found.refused;
  const { location } = found.receipt;
  const members = membersOf(desk, unit);
  const full = refuseFull(desk, unit, 'sscc');
  if (full !== undefined) return full;
  const goods = goodsIn(members);
  const first = desk.movements.length;
  const refused = receive(desk, {
    id,
    lines: goods.map(({ item, quantity, lot }) => ({
      item,
      sound: quantity,
      ...(lot === undefined ? {} : { lot }),
      ...(is_unasked === true ? { is_unasked } : {}),
    })),
    ...(at_ms === undefined ? {} : { at_ms }),
  });
  if (refused !== undefined) return refused.field === 'at_ms' ? refused : { ...refused, field: 'sscc' };
  for (const [i, movement] of desk.movements.entries()) {
    if (i >= first) desk.movements[i] = { ...movement, work: { ...movement.work, unit: number } };
  }
  const { inside } = unit;
  const outer = inside === undefined ? undefined : desk.unit(inside);
  if (outer !== undefined)
    desk.put(
      { ...outer, units: outer.units.filter((each) => each !== number) },
      { what: 'taken out', detail: { unit: number } },
    );
  for (const member of members) {
    const { inside: within, ...alone } = member;
    const held = member.sscc === number ? alone : { ...alone, ...(within === undefined ? {} : { inside: within }) };
    desk.put({ ...held, state: 'packed', location }, { what: 'received', detail: { receipt: id } });
  }
  return undefined;
}
