/** How what a production order used and what it made belong together, where they were not said in one report. */

/** A report in which the product itself was made; it does not stand where that was taken back. */
export interface GoodsReport {
  readonly report: number;
  readonly isStanding: boolean;
}

/** The report whose goods carry what was used: its own; without goods the last one before it that has some, else the next. */
export function carrierOf(report: number, goods: readonly GoodsReport[]): number | undefined {
  if (goods.some((each) => each.report === report)) return report;
  const standing = goods.filter(({ isStanding }) => isStanding).map((each) => each.report);
  const before = standing.filter((each) => each < report);
  if (before.length > 0) return Math.max(...before);
  const after = standing.filter((each) => each > report);
  return after.length > 0 ? Math.min(...after) : undefined;
}
