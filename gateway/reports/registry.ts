/** Every report there is, in the order in which they are listed. */
import type { Report, ReportKind, ReportSources } from './report.ts';
import { abcXyz } from './sheets/abc-xyz.ts';
import { automation } from './sheets/automation.ts';
import { awaited } from './sheets/awaited.ts';
import { buffers } from './sheets/buffers.ts';
import { catchWeight } from './sheets/catch-weight.ts';
import { consignedUse } from './sheets/consigned-use.ts';
import { excessDead } from './sheets/excess-dead.ts';
import { forecastActual } from './sheets/forecast-actual.ts';
import { recordAccuracy } from './sheets/record-accuracy.ts';
import { reorder } from './sheets/reorder.ts';
import { shrinkage } from './sheets/shrinkage.ts';
import { stockKinds } from './sheets/stock-kinds.ts';
import { stockValue } from './sheets/stock-value.ts';
import { turns } from './sheets/turns.ts';

export const reportKinds: readonly ReportKind[] = [
  stockValue,
  turns,
  excessDead,
  abcXyz,
  shrinkage,
  recordAccuracy,
  automation,
  forecastActual,
  reorder,
  awaited,
  consignedUse,
  catchWeight,
  stockKinds,
  buffers,
];

export function reportKind(name: string): ReportKind | undefined {
  return reportKinds.find((each) => each.name === name);
}

export function reportOf(kind: ReportKind, sources: ReportSources, made: Report['made']): Report {
  const { name, title, says, definition, columns } = kind;
  const { context, figures } = sources;
  const rows = kind.rows(sources);
  const total = kind.total?.(rows, sources);
  const { left_out } = figures;
  const beyond =
    left_out.length === 0 ? [] : [`Left out, for they moved too often: ${left_out.slice(0, 20).join(', ')}.`];
  return {
    name,
    title,
    says,
    definition,
    site: context.site.name,
    currency: context.currency,
    made,
    ...figures.span,
    columns,
    rows,
    ...(total === undefined ? {} : { total }),
    notes: [...(kind.notes?.(sources) ?? []), ...beyond],
  };
}
