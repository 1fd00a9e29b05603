/** What tags say of a change of weight, and how likely they would say it, had so many pieces moved. */

/** A tag in the hand or behind metal is not always missed when its piece goes, and one falls silent by itself now and then. */
const tag_speaks = 0.85;
const tag_lies = 0.03;
/** A tag that was heard well falls silent by itself hardly ever just when something goes beside it. */
const silent_min = 0.005;
/** Every piece there has a tag that is heard since: it would be one that nobody knows of. */
const unheard_of = 0.01;

/** What the tags of an item said at a place within the window, in pieces. */
export interface TagWord {
  readonly gone: number;
  readonly came: number;
  /** Chance that a piece that comes speaks by its tag. 0 to 1. */
  readonly known_share: number;
  /** Of each piece whose tag was there and is not heard since: the chance of that silence since the change, were it there still. Lowest first. */
  readonly silences: readonly number[];
  /** Pieces there whose tags nobody knows, and pieces whose tags are heard since. */
  readonly untagged: number;
  readonly heard: number;
  /** Whatever they have to say is said. */
  readonly is_final: boolean;
}

/** The chance of what the tags said, had so many pieces moved: each known tag speaks with its piece, and some speak without. */
export function tagFactor(tags: TagWord | undefined, quantity: number): number {
  if (tags === undefined) return 1;
  if (quantity <= 0) return silenceFactor(tags, -quantity);
  const { came, gone } = tags;
  const lies = tag_lies ** (Math.max(0, came - quantity) + gone);
  if (!tags.is_final) return lies;
  const speaks = tag_speaks * tags.known_share;
  return lies * Math.max(0.001, binomial(quantity, Math.min(came, quantity), speaks));
}

/**
 * So many went, and any of the pieces there may be among them: the chance of all silences, over which of them went. A silence is
 * explained where its piece went and is chance elsewhere; what has no known tag goes without a word; whose tag is heard has hardly gone.
 */
function silenceFactor({ silences, untagged, heard, came }: TagWord, pieces: number): number {
  const there = silences.length + untagged + heard;
  const gone = Math.min(pieces, there);
  let product = unheard_of ** (pieces - gone) * tag_lies ** came;
  // Of so many silent pieces that went: the sum of what each choice of them explains.
  const explained = [1];
  for (const silence of silences) {
    const chance = Math.max(silent_min, silence);
    product *= chance;
    for (let at = Math.min(gone, explained.length); at > 0; at -= 1)
      explained[at] = (explained[at] ?? 0) + (explained[at - 1] ?? 0) / chance;
  }
  let ways = 0;
  for (const [silent, sum] of explained.entries()) {
    for (let unknown = 0; unknown <= Math.min(untagged, gone - silent); unknown += 1) {
      const others = gone - silent - unknown;
      if (others <= heard) ways += sum * choose(untagged, unknown) * choose(heard, others) * unheard_of ** others;
    }
  }
  return (product * ways) / choose(there, gone);
}

function choose(of: number, taken: number): number {
  let product = 1;
  for (let at = 0; at < taken; at += 1) product *= (of - at) / (at + 1);
  return product;
}

function binomial(of: number, hits: number, chance: number): number {
  let product = 1;
  for (let at = 0; at < hits; at += 1) product *= ((of - at) / (at + 1)) * chance;
  return product * (1 - chance) ** (of - hits);
}
