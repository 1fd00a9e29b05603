/** A shipment goes out with its handling units: those that are named, or all that stand ready, each with everything that is in it. */
import { seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { goodsIn, type HandlingUnit, membersOf } from './handling-unit.ts';
import { isStaged, type Picking, type Shipment, type Shipping, ship, unpick } from './shipment.ts';
import { nameGoods, type Spread, spreadOver } from './unit-moving.ts';

export function shipWhole(desk: Desk, { units: named, lines: said, ...asked }: Shipping): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', asked);
  if (!found.ok) return found.refused;
  const shipment = found.document;
  const standing = unitsFor(desk, shipment.id);
  for (const [i, number] of (named ?? []).entries()) {
    if (!standing.some(({ sscc }) => sscc === number))
      return refusal(`units.${i}`, `${number} is no handling unit that stands ready for ${shipment.id}`);
  }
  const loose = looseOf(desk, shipment);
  const tooMany = refuseLoose(shipment, loose, said ?? []);
  if (tooMany !== undefined) return tooMany;
  const isAll = named === undefined && said === undefined;
  const going = isAll ? standing : standing.filter(({ sscc }) => named?.includes(sscc) === true);
  if (going.length === 0) return ship(desk, { ...asked, ...(said === undefined ? {} : { lines: said }) });
  const gone = new Map<number, number>();
  const parts: { readonly unit: HandlingUnit; readonly spread: readonly Spread[] }[] = [];
  for (const unit of going) {
    const goods = goodsIn(membersOf(desk, unit));
    const spread =
      goods.length === 0
        ? []
        : spreadOver(shipment.lines, goods, (each) => each.picked - each.shipped - (gone.get(each.line) ?? 0));
    if (spread === undefined)
      return refusal('units', `${unit.sscc} holds more than is picked for ${shipment.id}: unpack what is too much`);
    for (const { line, quantity } of spread) gone.set(line, (gone.get(line) ?? 0) + quantity);
    parts.push({ unit, spread });
  }
  const packed = parts.flatMap(({ spread }) => spread.map(({ line, quantity }) => ({ line, quantity })));
  const rest = isAll
    ? shipment.lines.flatMap((each) => {
        const left = each.picked - each.shipped - (gone.get(each.line) ?? 0);
        return left > 0 && isStaged(desk, each) ? [{ line: each.line, quantity: left }] : [];
      })
    : (said ?? []);
  let first = desk.movements.length;
  const refused = ship(desk, { ...asked, lines: [...packed, ...rest] });
  if (refused !== undefined) return refused;
  for (const { unit, spread } of parts) {
    nameGoods(desk, first, unit, spread);
    first += spread.length;
    for (const each of membersOf(desk, unit))
      desk.put({ ...each, state: 'shipped', closing: `shipped with ${shipment.id}` }, { what: 'shipped' });
  }
  return undefined;
}

/** What is in a unit goes back with its unit, or when it is out of it. */
export function unpickLoose(desk: Desk, picking: Picking): WorkRefusal | undefined {
  const found = seen(desk, 'shipment', picking);
  if (!found.ok) return found.refused;
  return refuseLoose(found.document, looseOf(desk, found.document), picking.lines) ?? unpick(desk, picking);
}

/** The outermost ones. */
function unitsFor(desk: Desk, shipment: string): readonly HandlingUnit[] {
  return [...desk.units()].filter((each) => each.shipment === shipment && each.inside === undefined);
}

/** What stands at the staging place in no unit, by item; undefined where nothing of the shipment is in units. */
function looseOf(desk: Desk, { id, lines }: Shipment): ReadonlyMap<string, number> | undefined {
  const units = [...desk.units()].filter((each) => each.shipment === id);
  if (units.length === 0) return undefined;
  const loose = new Map<string, number>();
  for (const { item, picked, shipped } of lines) loose.set(item, (loose.get(item) ?? 0) + picked - shipped);
  for (const { item, quantity } of goodsIn(units)) loose.set(item, (loose.get(item) ?? 0) - quantity);
  return loose;
}

function refuseLoose(
  shipment: Shipment,
  loose: ReadonlyMap<string, number> | undefined,
  lines: readonly { readonly line: number; readonly quantity: number }[],
): WorkRefusal | undefined {
  if (loose === undefined) return undefined;
  const left = new Map(loose);
  for (const [i, { line, quantity }] of lines.entries()) {
    const item = shipment.lines.find((each) => each.line === line)?.item;
    if (item === undefined) continue;
    const here = left.get(item) ?? 0;
    if (quantity > here)
      return refusal(
        `lines.${i}.quantity`,
        `must be at most ${here}, which stand there loose: the rest is in handling units`,
      );
    left.set(item, here - quantity);
  }
  return undefined;
}
