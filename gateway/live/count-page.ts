/** A count sheet to print and to write on. Nothing in it runs or is fetched. */
import { fullWords } from '../base/site-time.ts';
import type { CountSheet } from '../work/count-sheet.ts';
import type { SheetNames } from './count-csv.ts';

export interface CountPage {
  readonly html: string;
  /** What stands in the page's only style element, for a policy that names it by its hash. */
  readonly style: string;
}

const style =
  '@page{size:A4;margin:12mm}body{font:11pt Arial,Helvetica,sans-serif;margin:0}h1{font-size:15pt;margin:0 0 2mm}p{margin:0 0 2mm}table{border-collapse:collapse;width:100%}thead{display:table-header-group}tr{break-inside:avoid}th,td{border:0.3mm solid #000;padding:1.6mm;text-align:left}td.n{text-align:right}td.w{width:26mm;height:9mm}small{font-size:8pt}';

/** In a round of lines that are to be counted again, these alone. */
export function countPage(
  sheet: CountSheet,
  site: { readonly name: string; readonly zone: string },
  names: SheetNames,
): CountPage {
  const { id, chosen, assignee, due_day, round, state, opened, reference } = sheet;
  const lines = state === 'recount' ? sheet.lines.filter(({ again }) => again === true) : sheet.lines;
  const facts = [
    chosen,
    ...(reference === undefined ? [] : [`reference ${reference}`]),
    ...(assignee === undefined ? [] : [`for ${assignee}`]),
    ...(due_day === undefined ? [] : [`due ${due_day}`]),
    `opened ${fullWords(opened.at_ms, site.zone)} by ${opened.by}`,
    ...(round === 1 ? [] : [`round ${round}: counted again`]),
  ];
  const heads = ['line', 'place', 'item', 'unit', ...(names.level === undefined ? [] : ['level']), 'counted', 'time'];
  const rows = lines.map(({ line, location, item }) => {
    const { name, unit } = names.item(item);
    const place = names.location(location);
    const level = names.level === undefined ? '' : `<td class="n">${names.level(item, location)}</td>`;
    return `<tr><td class="n">${line}</td><td>${escaped(place)}${beside(location, place)}</td><td>${escaped(name)}${beside(item, name)}</td><td>${escaped(unit)}</td>${level}<td class="w"></td><td class="w"></td></tr>`;
  });
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(`${site.name}: ${id}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(`Count ${id}`)}</h1>
<p>${escaped(`${site.name}. ${facts.join('; ')}.`)}</p>
<table>
<thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<p><br>Counted by ______________________________ &nbsp; on ____________________</p>
</body>
</html>
`;
  return { html, style };
}

function beside(id: string, name: string): string {
  return id === name ? '' : `<br><small>${escaped(id)}</small>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
