/** Movements for a spreadsheet: a row each, as they were learned, newest first. */
import { csvOf } from '../base/csv.ts';
import type { StoredMovement } from '../ledger/commit.ts';

const columns = [
  'seq',
  'id',
  'kind',
  'item',
  'name',
  'quantity',
  'unit',
  'from',
  'to',
  'at',
  'learned',
  'confidence',
  'rule',
  'by',
  'document',
  'line',
  'order',
  'party',
  'unit_cost',
  'lots',
  'reason',
  'reverses',
  'why',
] as const;

const mass_columns = ['mass_mg', 'mass_source', 'mass_off_mg'] as const;

/** `hasMasses`: of a site with catch weight. */
export function movementsHeader(hasMasses: boolean): string {
  return csvOf([...columns, ...(hasMasses ? mass_columns : [])], []);
}

/** `itemOf`: as the settings have it; one that they no longer have is told by its id. */
export function movementLines(
  movements: readonly StoredMovement[],
  itemOf: (id: string) => { readonly name: string; readonly unit: string } | undefined,
  hasMasses: boolean,
): string {
  const rows = movements.map((each) => {
    const { seq, id, kind, item, quantity, from, to, at_ms, arrived_ms, confidence_permille, rule, evidence } = each;
    const { work, lots = [], reverses, why, moved } = each;
    const known = itemOf(item);
    return [
      seq,
      id,
      kind,
      item,
      known?.name ?? item,
      quantity,
      known?.unit ?? '',
      from,
      to,
      new Date(at_ms).toISOString(),
      new Date(arrived_ms).toISOString(),
      (confidence_permille / 1_000).toFixed(3),
      rule,
      evidence.at(-1)?.device ?? '',
      work?.document,
      work?.line,
      work?.order,
      work?.party,
      work?.unit_cost,
      lots.map((lot) => `${lot.serial ?? lot.lot} ${lot.quantity}`).join('; '),
      work?.reason,
      reverses,
      why,
      ...(hasMasses ? [moved?.mass_mg, moved?.source, moved?.off_mg] : []),
    ];
  });
  const [, ...lines] = csvOf([], rows).split('\r\n');
  return lines.join('\r\n');
}
