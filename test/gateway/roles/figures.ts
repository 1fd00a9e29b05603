/** Figures of reports, made anew from the file of movements: plainly, and by nothing of the gateway's. */

export interface Row {
  readonly item: string;
  readonly kind: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
  readonly unit_cost: string;
}

const outside: ReadonlySet<string> = new Set([
  ...['supplier', 'customer', 'production', 'scrap', 'count-difference', 'opening-balance'],
]);

/** The rows in the order in which they happened. */
export function movementsIn(csv: string): readonly Row[] {
  const [header = [], ...rows] = csv.trimEnd().split('\r\n').map(cellsOf);
  const at = (row: readonly string[], name: string) => row[header.indexOf(name)] ?? '';
  return rows
    .map((row) => ({
      item: at(row, 'item'),
      kind: at(row, 'kind'),
      quantity: Number(at(row, 'quantity')),
      from: at(row, 'from'),
      to: at(row, 'to'),
      at_ms: Date.parse(at(row, 'at')),
      unit_cost: at(row, 'unit_cost'),
      seq: Number(at(row, 'seq')),
    }))
    .sort((a, b) => a.at_ms - b.at_ms || a.seq - b.seq);
}

function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );
}

export interface Figures {
  readonly on_hand: number;
  /** In ten-thousandths of the currency's unit. */
  readonly value: number;
  readonly used: number;
  readonly used_value: number;
  /** Time-weighted over the span. */
  readonly average: number;
}

/** First in, first out, in whole ten-thousandths; `cost` where a receipt names none. */
export function figuresOf(
  rows: readonly Row[],
  item: string,
  cost: string,
  from_ms: number,
  until_ms: number,
): Figures {
  const layers: { left: number; cost: number }[] = [];
  const sum = { on_hand: 0, used: 0, used_value: 0, area: 0 };
  let since_ms = from_ms;
  for (const row of rows.filter((each) => each.item === item)) {
    const came = Number(outside.has(row.from)) - Number(outside.has(row.to));
    if (came === 0) continue;
    sum.area += sum.on_hand * (row.at_ms - since_ms);
    since_ms = row.at_ms;
    sum.on_hand += came * row.quantity;
    if (came > 0)
      layers.push({ left: row.quantity, cost: tenThousandths(row.unit_cost === '' ? cost : row.unit_cost) });
    else {
      const value = taken(layers, row.quantity);
      const isUsed = row.to === 'production' || row.to === 'customer';
      sum.used += isUsed ? row.quantity : 0;
      sum.used_value += isUsed ? value : 0;
    }
  }
  const area = sum.area + sum.on_hand * (until_ms - since_ms);
  const value = layers.reduce((total, layer) => total + layer.left * layer.cost, 0);
  const { on_hand, used, used_value } = sum;
  return { on_hand, value, used, used_value, average: area / (until_ms - from_ms) };
}

function taken(layers: { left: number; cost: number }[], quantity: number): number {
  let [left, value] = [quantity, 0];
  for (const layer of layers) {
    const some = Math.min(left, layer.left);
    layer.left -= some;
    left -= some;
    value += some * layer.cost;
  }
  return value;
}

export function tenThousandths(text: string): number {
  return Math.round(Number(text) * 10_000);
}
