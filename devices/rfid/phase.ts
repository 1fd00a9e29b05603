/** The phase of a tag's answer, as readers tell it and as readings carry it. */

const turn_mdeg = 360_000;

/** Thousandths of a degree of either sign, as part of one turn: 0 to 359999. */
export function phaseOf(phase_mdeg: number): number {
  return ((phase_mdeg % turn_mdeg) + turn_mdeg) % turn_mdeg;
}
