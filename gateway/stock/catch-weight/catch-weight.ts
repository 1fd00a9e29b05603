/**
 * Catch weight: pieces of one item that do not weigh the same, like wheels of cheese. They are counted, and their real mass is kept beside the
 * count. The decision behind it: `docs/decisions/0018-catch-weight.md`.
 */

/** In the settings of an item. */
export interface CatchWeightSettings {
  /** By how many thousandths of it pieces may be off their nominal mass. */
  readonly tolerance_permille: number;
}

/** `stated` by a person or a document, `scanned` off the label, `weighed` by the scale that saw it. */
export type MassKnown = 'stated' | 'scanned' | 'weighed';

/** Where nobody says it: the `mean` of what lies there, or the `nominal` mass where nothing does. */
export type MassSource = MassKnown | 'mean' | 'nominal';

/** Of all pieces of a movement, or of a count, together. */
export interface MassSaid {
  readonly mass_mg: number;
  readonly known: MassKnown;
}

/** What a movement of such an item carries: what is known of its mass, and by which settings the rest is estimated. */
export interface MovementMass {
  readonly unit_mass_mg: number;
  readonly tolerance_permille: number;
  /** Which of its ends are places of ours: no mass is kept of what is outside. */
  readonly ours: 'from' | 'to' | 'both' | 'none';
  readonly mass_mg?: number;
  readonly known?: MassKnown;
}

/** The same of a count, of what it counted. */
export type CountMass = Omit<MovementMass, 'ours'>;

interface WeighedItem {
  readonly id: string;
  readonly unit: string;
  readonly unit_mass_mg?: number;
  readonly catch_weight?: CatchWeightSettings;
}

/** Sums of masses stay exact whole numbers far beyond this; one movement of more than a thousand tonnes is a mistake of somebody. */
export const mass_max_mg = 1_000_000_000_000;

/** The least and the most that so many pieces may weigh, whole milligrams. */
export function massRange(
  quantity: number,
  { unit_mass_mg, tolerance_permille }: Pick<MovementMass, 'unit_mass_mg' | 'tolerance_permille'>,
): { readonly least_mg: number; readonly most_mg: number } {
  const nominal = BigInt(quantity) * BigInt(unit_mass_mg);
  const off = BigInt(tolerance_permille);
  return {
    least_mg: Number((nominal * (1000n - off) + 999n) / 1000n),
    most_mg: Number((nominal * (1000n + off)) / 1000n),
  };
}

/** The rule that a mass breaks which somebody says of so many pieces; undefined when it may be. */
export function massFault(item: WeighedItem, quantity: number, mass_mg: number): string | undefined {
  const { unit_mass_mg, catch_weight } = item;
  if (catch_weight === undefined || unit_mass_mg === undefined)
    return `is of items with catch weight alone, and ${item.id} has none`;
  if (!Number.isSafeInteger(mass_mg) || mass_mg <= 0) return `must be a whole number above zero, not ${mass_mg}`;
  if (mass_mg > mass_max_mg) return `must be at most ${mass_max_mg}`;
  if (quantity === 0) return 'means nothing where nothing lies';
  const { tolerance_permille } = catch_weight;
  const { least_mg, most_mg } = massRange(quantity, { unit_mass_mg, tolerance_permille });
  if (mass_mg >= least_mg && mass_mg <= most_mg) return undefined;
  return `must be from ${least_mg} to ${most_mg} for ${quantity} ${item.unit}: ${unit_mass_mg} mg each, ${tolerance_permille / 10} % more or less`;
}

/** `41.5 kg`, to the gram. */
export function kilogramsText(mass_mg: number): string {
  const grams = Math.round(Math.abs(mass_mg) / 1_000);
  const rest = String(grams % 1_000)
    .padStart(3, '0')
    .replace(/0{1,3}$/, '');
  const text = `${Math.floor(grams / 1_000)}${rest === '' ? '' : `.${rest}`} kg`;
  return mass_mg < 0 && grams > 0 ? `\u2212${text}` : text;
}
