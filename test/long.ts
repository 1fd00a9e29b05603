/** How often a dear property is tried: all of it with TALLYGATE_LONG, a third of it at every other run. */
export function runsOf(long: number): number {
  return process.env.TALLYGATE_LONG === undefined ? Math.ceil(long / 3) : long;
}
