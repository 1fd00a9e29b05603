/** What one piece of an item weighs as far as confirmed picks have told, beside what the settings say. */

/** An item has one from its first confirmed pick on, for as long as the settings say the same mass. */
export interface LearnedMass {
  readonly settings_mg: number;
  readonly mean_mg: number;
  /** Of the mean, not of the pieces. */
  readonly sd_mg: number;
  /** Confirmed picks since the settings or the package changed. */
  readonly picks: number;
  /** The picks contradict the settings, and alone decide. */
  readonly is_doubtful: boolean;
  /** The last time that picks in a row weighed something else: a changed package? */
  readonly changed?: PackageChange;
}

export interface PackageChange {
  /** Of the first pick that weighed otherwise. */
  readonly at_ms: number;
  readonly from_mg: number;
}

/** Counted down to this share of the mass, the settings and the picks are the same for people. */
const same_share = 0.005;

/** For people, without the time of a change: `learned 231.2 g ± 0.6 g from 23 confirmed picks, 12.2 % more than the settings' 206 g`. */
export function learnedMassWords({ settings_mg, mean_mg, sd_mg, picks, is_doubtful, changed }: LearnedMass): string {
  const digits = digitsFor(sd_mg);
  const learned = `learned ${grams(mean_mg, digits)} ± ${grams(sd_mg, digits)} from ${picks} confirmed ${picks === 1 ? 'pick' : 'picks'}`;
  const share = mean_mg / settings_mg - 1;
  const percent = `${(Math.abs(share) * 100).toFixed(1)} %`;
  const stated = `the settings’ ${grams(settings_mg, digitsFor(settings_mg / 1_000))}`;
  const compared =
    Math.abs(share) < same_share && !is_doubtful
      ? `as ${stated} say`
      : `${percent} ${share < 0 ? 'less' : 'more'} than ${stated}`;
  const before = changed === undefined ? '' : `; package changed? it was ${grams(changed.from_mg, digits)} before`;
  return `${learned}, ${compared}${before}`;
}

/** As many decimals of grams as a deviation leaves meaning. */
function digitsFor(sd_mg: number): number {
  return sd_mg >= 1_000 ? 0 : sd_mg >= 100 ? 1 : sd_mg >= 10 ? 2 : 3;
}

function grams(mass_mg: number, digits: number): string {
  return `${(mass_mg / 1_000).toFixed(digits)} g`;
}
