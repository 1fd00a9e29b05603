/** A report to look at and to print: one page of HTML that needs nothing else, with the definition it uses. */
import { fullWords } from '../base/site-time.ts';
import type { Cell, Column, Report, Row } from './report.ts';

export const report_style = `@page{size:A4 landscape;margin:14mm}
body{font:13px/1.4 system-ui,sans-serif;color:#111;background:#fff;margin:24px}
h1{font-size:20px;margin:0}p{margin:4px 0}table{border-collapse:collapse;width:100%;margin:14px 0}
thead{display:table-header-group}tr{break-inside:avoid}
th,td{padding:3px 8px;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}
th{border-bottom:2px solid #111}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
tfoot td{border-top:2px solid #111;font-weight:600}small{color:#555}ul{margin:4px 0;padding-left:18px}
@media print{body{margin:0}}`;

export function reportPage(report: Report, zone: string): string {
  const { title, says, site, currency, made, from_ms, until_ms, columns, rows, total, definition, notes } = report;
  const span = `${fullWords(from_ms, zone)} to ${fullWords(until_ms - 1, zone)} (${zone})`;
  const list = (items: readonly string[]) => `<ul>${items.map((each) => `<li>${escaped(each)}</li>`).join('')}</ul>`;
  const foot = total === undefined ? '' : `<tfoot>${line(columns, total)}</tfoot>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${report_style}</style></head><body>
<h1>${escaped(title)}</h1><p>${escaped(site)}: ${escaped(says)}</p>
<p><small>${escaped(span)}. Amounts in ${escaped(currency)}. Made ${escaped(fullWords(made.at_ms, zone))} from movements up to ${made.head_seq}.</small></p>
<table><thead><tr>${columns.map(heading).join('')}</tr></thead>${foot}<tbody>${rows.map((row) => line(columns, row)).join('\n')}</tbody></table>
${rows.length === 0 ? '<p>There is nothing to tell.</p>' : ''}${notes.length === 0 ? '' : list(notes)}
<p><small>How the figures come about:</small></p><small>${list(definition)}</small>
</body></html>`;
}

function heading({ title, kind, unit }: Column): string {
  const said = unit === undefined ? title : `${title}, ${unit}`;
  return kind === 'text' ? `<th>${escaped(said)}</th>` : `<th class="n">${escaped(said)}</th>`;
}

function line(columns: readonly Column[], row: Row): string {
  const cells = columns.map(({ name, kind }) => {
    const text = cellText(row[name], kind);
    return kind === 'text' ? `<td>${escaped(text)}</td>` : `<td class="n">${escaped(text)}</td>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

function cellText(cell: Cell | undefined, kind: Column['kind']): string {
  if (cell === undefined) return '';
  if (kind === 'share' && typeof cell === 'number') return `${Math.round(cell * 10_000) / 100} %`;
  return String(cell);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
