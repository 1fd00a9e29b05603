/** Valuations of an item by pieces and by mass as one: pieces of the one, values of the other. */
import { type FlowTotal, type FlowTotals, flowOf, flows } from '../../stock/valuation/flow.ts';
import { dividedBy, type Ratio } from '../../stock/valuation/ratio.ts';
import type { CardLine, ItemValuation } from '../../stock/valuation/stock-valuation.ts';
import { mass_scale } from './mass-events.ts';

/** Millionths of the currency's unit, of a value of events in milligrams. */
export function scaled(value: Ratio): Ratio {
  return dividedBy(value, mass_scale);
}

/** `layers` are those by mass: their quantities are milligrams, and their unit values those of a kilogram. */
export function bothValued(pieces: ItemValuation, mass: ItemValuation): ItemValuation {
  const value_micro = scaled(mass.value_micro);
  const unvalued = piecesOf(mass.unvalued, { pieces: pieces.quantity, mass_mg: mass.quantity });
  const valued = pieces.quantity - unvalued;
  const { unit_micro: _, last_unit_micro: __, ...plain } = pieces;
  return {
    ...plain,
    value_micro,
    ...(valued > 0 ? { unit_micro: dividedBy(value_micro, valued) } : {}),
    unvalued,
    layers: mass.layers,
    flows: bothFlows(pieces.flows, mass.flows),
    receipts_without_cost: mass.receipts_without_cost,
    refused: mass.refused,
    repeated: mass.repeated,
    mass_mg: mass.quantity,
    masses: mass.levels,
  };
}

function bothFlows(pieces: FlowTotals, mass: FlowTotals): FlowTotals {
  return new Map(
    flows.flatMap((flow): [(typeof flows)[number], FlowTotal][] => {
      if (!pieces.has(flow) && !mass.has(flow)) return [];
      const [counted, weighed] = [flowOf(pieces, flow), flowOf(mass, flow)];
      const total = {
        quantity: counted.quantity,
        value_micro: scaled(weighed.value_micro),
        corrected_micro: scaled(weighed.corrected_micro),
        unvalued: piecesOf(weighed.unvalued, {
          pieces: Math.abs(counted.quantity),
          mass_mg: Math.abs(weighed.quantity),
        }),
      };
      return [[flow, total]];
    }),
  );
}

/** So much of a mass in whole pieces, never less than there are. */
function piecesOf(part_mg: number, { pieces, mass_mg }: { readonly pieces: number; readonly mass_mg: number }): number {
  if (part_mg <= 0 || pieces <= 0) return 0;
  return mass_mg <= 0 ? pieces : Math.min(pieces, Math.ceil((part_mg * pieces) / mass_mg));
}

/** A line of a card in milligrams, with its values in money. */
export function scaledLine(line: CardLine): CardLine {
  return {
    ...line,
    value_micro: scaled(line.value_micro),
    value_micro_after: scaled(line.value_micro_after),
    postings: line.postings.map((each) => ({ ...each, value_micro: scaled(each.value_micro) })),
  };
}
