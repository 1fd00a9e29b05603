/** Wiring of labels: an order to a page or a job. Loads what draws codes only when something is printed. */
import { setImmediate } from 'node:timers/promises';
import { drivers } from '../devices/registry.ts';
import { systemClock } from './base/clock.ts';
import { limits } from './base/limits.ts';
import type { LabelAnswer, LabelQuery } from './live/routes/labels.ts';
import type { Label, LabelRefusal } from './reports/label.ts';
import type { Drawing } from './reports/label-drawing.ts';
import { type LabelOrder, labelsOf } from './reports/label-order.ts';
import { type LabelPage, labelPage, page_dots_per_mm } from './reports/label-page.ts';
import { type LabelSize, label_size_default, labelSizeOf, labelSizes } from './reports/label-size.ts';
import { type Dpi, zpl_dots_per_mm, zplOf } from './reports/label-zpl.ts';
import { readSite } from './site/site-file.ts';
import type { Site } from './stock/site.ts';
import { type PrinterAddress, sendToPrinter } from './transport/label-printer.ts';

export { symbologies } from './reports/label.ts';
export type { LabelOrder } from './reports/label-order.ts';
export { labelKinds } from './reports/label-order.ts';
export { printer_port_default } from './transport/label-printer.ts';
export { label_size_default, labelSizeOf, labelSizes };

/** Throws GatewayFault when the settings cannot be used. */
export function siteOfFile(path: string): Promise<Site> {
  return readSite(path, drivers);
}

export type Printed<Job> =
  | { readonly ok: true; readonly job: Job; readonly labels: number; readonly notes: readonly string[] }
  | LabelRefusal;

/** A page for a browser to print. */
export function printPage(site: Site, order: LabelOrder, size: LabelSize): Promise<Printed<LabelPage>> {
  const title = `${site.name}: ${order.kind}`;
  return printed(site, order, size, page_dots_per_mm, (drawings) => labelPage(title, drawings, size));
}

/** What the API answers to who asks for labels. */
export async function labelAnswer(
  site: Site,
  { size: id = label_size_default, ...order }: LabelQuery,
): Promise<LabelAnswer> {
  const size = labelSizeOf(id);
  if (size === undefined) {
    return { ok: false, says: `There is no size ${id}: ${labelSizes.map((each) => each.id).join(', ')}.` };
  }
  const ordered = labelsOf(site, order);
  if (!ordered.ok) return ordered;
  const count = countOf(ordered.labels);
  if (count > limits.labels_page_max) {
    const says = `These are ${count} labels; a page has at most ${limits.labels_page_max}. Name some of them, or print them with tallygate labels.`;
    return { ok: false, says };
  }
  const printed = await printPage(site, order, size);
  return printed.ok ? { ok: true, ...printed.job } : printed;
}

/** A job for a label printer. A sheet's size is a single label's there. */
export function printZpl(site: Site, order: LabelOrder, size: LabelSize, dpi: Dpi): Promise<Printed<string>> {
  return printed(site, order, size, zpl_dots_per_mm[dpi], zplOf);
}

/** Sends a job made by `printZpl`. Throws GatewayFault when the printer does not take it. */
export function sendZpl(job: string, address: PrinterAddress): Promise<void> {
  return sendToPrinter(Buffer.from(job, 'latin1'), address, systemClock);
}

/** Lets everything else go on after each label: a code takes milliseconds to draw. */
async function printed<Job>(
  site: Site,
  order: LabelOrder,
  size: LabelSize,
  dots_per_mm: number,
  jobOf: (drawings: readonly Drawing[]) => Job,
): Promise<Printed<Job>> {
  const ordered = labelsOf(site, order);
  if (!ordered.ok) return ordered;
  const { drawingOf } = await import('./reports/label-drawing.ts');
  const drawings: Drawing[] = [];
  for (const label of ordered.labels) {
    const drawing = drawingOf(label, size, dots_per_mm);
    if (!drawing.ok) return drawing;
    drawings.push(drawing);
    await setImmediate();
  }
  return { ok: true, job: jobOf(drawings), labels: countOf(ordered.labels), notes: ordered.notes };
}

function countOf(labels: readonly Label[]): number {
  return labels.reduce((sum, { copies }) => sum + copies, 0);
}
