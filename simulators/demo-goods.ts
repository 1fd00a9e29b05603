/** What lies in Harbour Street: its goods, what they cost, who supplies them and what is made of them. */

interface Goods {
  readonly id: string;
  readonly name: string;
  readonly gtin?: string;
  readonly code?: string;
  readonly unit_cost: string;
  readonly supplier?: string;
  readonly kind: 'raw' | 'finished' | 'mro';
  /** Only whole boxes of so many are delivered. */
  readonly box?: number;
}

/** `bin`: weighed there, full and low as given. */
interface Weighed extends Goods {
  readonly bin: string;
  readonly gtin: string;
  readonly grams: number;
  readonly sd: number;
  readonly full: number;
  readonly low: number;
}

const raw = { kind: 'raw' } as const;
const mro = { kind: 'mro' } as const;
const finished = { kind: 'finished' } as const;

const nordbolt = { supplier: 'nordbolt' } as const;
const hansa = { supplier: 'hansa-electric' } as const;
const elbe = { supplier: 'elbe-pumps' } as const;
const allgrip = { supplier: 'allgrip' } as const;

/** GTINs of the demonstration range; masses and prices of real goods of the kind. */
export const weighed: readonly Weighed[] = [
  {
    ...{ bin: 'A1', id: 'bolt-m12', name: 'Hex bolt M12 × 60', gtin: '9521234500018', grams: 61.4, sd: 0.5 },
    ...{ full: 40, low: 8, unit_cost: '0.38', box: 20, ...nordbolt, ...raw },
  },
  {
    ...{ bin: 'A2', id: 'nut-m16', name: 'Hex nut M16', gtin: '9521234500025', grams: 33.2, sd: 0.3 },
    ...{ full: 48, low: 10, unit_cost: '0.21', box: 24, ...nordbolt, ...raw },
  },
  {
    ...{ bin: 'A3', id: 'bearing-6204', name: 'Ball bearing 6204', gtin: '9521234500032', grams: 106.2, sd: 0.6 },
    ...{ full: 30, low: 6, unit_cost: '3.15', box: 10, ...nordbolt, ...raw },
  },
  {
    ...{ bin: 'A4', id: 'bushing-25', name: 'Bronze bushing 25 mm', gtin: '9521234500049', grams: 78.5, sd: 0.7 },
    ...{ full: 32, low: 6, unit_cost: '2.40', box: 8, ...nordbolt, ...raw },
  },
  {
    ...{ bin: 'A5', id: 'relay-24v', name: 'Relay 24 V', gtin: '9521234500056', grams: 48, sd: 0.4 },
    ...{ full: 36, low: 8, unit_cost: '6.80', box: 12, ...hansa, ...raw },
  },
  {
    ...{ bin: 'A6', id: 'fuse-nh00', name: 'Fuse NH00 63 A', gtin: '9521234500063', grams: 152.5, sd: 1 },
    ...{ full: 24, low: 5, unit_cost: '4.90', box: 6, ...hansa, ...mro },
  },
  {
    ...{ bin: 'B1', id: 'coupling-dn20', name: 'Pipe coupling DN20', gtin: '9521234500070', grams: 214, sd: 1.8 },
    ...{ full: 20, low: 4, unit_cost: '5.60', box: 5, ...elbe, ...raw },
  },
  {
    ...{ bin: 'B2', id: 'terminal-pe', name: 'Earth terminal', gtin: '9521234500087', grams: 27.6, sd: 0.2 },
    ...{ full: 48, low: 10, unit_cost: '0.95', box: 24, ...hansa, ...raw },
  },
  {
    ...{ bin: 'B3', id: 'grease-400', name: 'Grease cartridge 400 g', gtin: '9521234500094', grams: 462, sd: 3 },
    ...{ full: 14, low: 3, unit_cost: '7.25', box: 4, ...allgrip, ...mro },
  },
  {
    ...{ bin: 'C1', id: 'valve-1-2', name: 'Ball valve 1/2″', gtin: '9521234500100', grams: 187.5, sd: 1.2 },
    ...{ full: 24, low: 5, unit_cost: '8.40', box: 6, ...elbe, ...raw },
  },
];

export const tagged: readonly Goods[] = [
  { id: 'pump-25-60', name: 'Circulation pump 25-60', gtin: '9521234500117', unit_cost: '142.00', ...elbe, ...raw },
  { id: 'motor-90w', name: 'Gear motor 90 W', gtin: '9521234500124', unit_cost: '96.50', ...elbe, ...finished },
  { id: 'meter-dn20', name: 'Water meter DN20', gtin: '9521234500131', unit_cost: '58.00', ...elbe, ...finished },
  {
    ...{ id: 'drive-0k75', name: 'Frequency inverter 0.75 kW', gtin: '9521234500148' },
    ...{ unit_cost: '214.00', ...hansa, ...finished },
  },
];

const scanned: readonly Goods[] = [
  {
    ...{ id: 'gloves-9', name: 'Work gloves, size 9', gtin: '9521234500155', code: 'HS-GL-09' },
    ...{ unit_cost: '1.80', box: 12, ...allgrip, ...mro },
  },
  {
    ...{ id: 'tape-50', name: 'Insulating tape 50 m', gtin: '9521234500162' },
    ...{ unit_cost: '1.15', box: 10, ...allgrip, ...mro },
  },
  {
    ...{ id: 'disc-125', name: 'Cutting disc 125 mm', gtin: '9521234500179' },
    ...{ unit_cost: '0.95', box: 25, ...allgrip, ...mro },
  },
  {
    ...{ id: 'sealant-310', name: 'Sealant 310 ml', gtin: '9521234500186' },
    ...{ unit_cost: '3.60', box: 12, ...allgrip, ...raw },
  },
  { id: 'clamp-set', name: 'Hose clamp set', code: 'HS-CS-40', unit_cost: '4.40', ...allgrip, ...mro },
  // Without a GTIN, so its tags say nothing: the clerk says what they are.
  { id: 'hoist-500', name: 'Chain hoist 500 kg', code: 'HS-HO-05', unit_cost: '188.00', ...allgrip, ...mro },
];

/** What is used up a little every day; the hoist is not. */
export const consumables: readonly Goods[] = scanned.filter(({ id }) => id !== 'hoist-500');

/** 142.00 + 2 × 5.60 + 2 × 8.40 + 4 × 0.38 + 3.60 of what it is made of. */
const made: Goods = { id: 'pump-station', name: 'Pump station 25-60', unit_cost: '175.12', ...finished };

export const bills = [
  {
    item: 'pump-station',
    components: [
      { item: 'pump-25-60', quantity: 1 },
      { item: 'coupling-dn20', quantity: 2 },
      { item: 'valve-1-2', quantity: 2 },
      { item: 'bolt-m12', quantity: 4 },
      { item: 'sealant-310', quantity: 1 },
    ],
  },
] as const;

const calendar = { weekdays: [1, 2, 3, 4, 5] } as const;
export const suppliers = [
  {
    ...{ id: 'nordbolt', name: 'Nordbolt Fasteners', calendar },
    ...{ lead_time_days: 3, lead_time_sd_days: 1, order_cost: '3.00' },
  },
  {
    ...{ id: 'hansa-electric', name: 'Hansa Electric', calendar },
    ...{ lead_time_days: 5, lead_time_sd_days: 1.5, order_cost: '4.00' },
  },
  {
    ...{ id: 'elbe-pumps', name: 'Elbe Pumps', calendar },
    ...{ lead_time_days: 10, lead_time_sd_days: 3, order_cost: '6.00' },
  },
  {
    ...{ id: 'allgrip', name: 'Allgrip Workshop Supplies', calendar },
    ...{ lead_time_days: 2, lead_time_sd_days: 0.5, order_cost: '9.50' },
  },
] as const;

/** As the settings have them. */
export function itemsOf(): readonly object[] {
  return [
    ...weighed.map(({ grams, sd, ...goods }) => ({
      ...itemOf(goods),
      unit_mass_mg: Math.round(grams * 1_000),
      unit_mass_sd_mg: Math.round(sd * 1_000),
    })),
    ...[...tagged, ...scanned].map(itemOf),
    { ...itemOf(made), policy: { ...policyOf(made), lead_time_days: 1 } },
  ];
}

function itemOf(goods: Goods): object {
  const { id, name, gtin, code } = goods;
  return {
    id,
    name,
    gtins: gtin === undefined ? [] : [gtin],
    codes: code === undefined ? [] : [code],
    policy: policyOf(goods),
  };
}

function policyOf({ unit_cost, supplier, kind, box }: Goods): object {
  return {
    class: kind,
    unit_cost,
    ...(supplier === undefined ? {} : { supplier }),
    ...(box === undefined ? {} : { order_min: box, order_multiple: box }),
    service_level: 0.95,
    holding_cost_share_per_year: 0.2,
  };
}
