/** Reports: which there are, and one of them as a table with the definition it uses. */
import { useSignal } from '@preact/signals';
import { route } from '../browser.ts';
import type { ReportColumnView, ReportListedView, ReportRowView, ReportView } from '../report-views.ts';
import { useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { zone } from '../store.ts';
import { dayTimeWords } from '../wording.ts';

const spans = [7, 28, 90, 365] as const;

export function Reports() {
  const list = useRead<{ readonly reports: readonly ReportListedView[] }>('/reports');
  const days = useSignal(90);
  const { selected } = route.value;
  const name = selected?.kind === 'report' ? selected.id : undefined;
  return (
    <div class="people-page reports">
      <h2>Reports</h2>
      {list.state === 'failed' && <p class="soft">{list.says}</p>}
      <ul class="reports-list">
        {list.state === 'there' &&
          list.body.reports.map((each) => (
            <li key={each.name} aria-current={each.name === name ? 'page' : undefined}>
              <a href={hashOf({ view: 'reports', selected: { kind: 'report', id: each.name } })}>{each.title}</a>{' '}
              <span class="soft">{each.says}</span>
            </li>
          ))}
      </ul>
      {name !== undefined && (
        <>
          <p class="plans-bar">
            <label>
              Last{' '}
              <select value={days.value} onChange={(event) => (days.value = Number(event.currentTarget.value))}>
                {spans.map((each) => (
                  <option key={each} value={each}>
                    {each} days
                  </option>
                ))}
              </select>
            </label>
            <a
              href={`/api/v1/reports/${encodeURIComponent(name)}?days=${days.value}&format=csv`}
              download={`${name}.csv`}
            >
              CSV
            </a>
            <a
              href={`/api/v1/reports/${encodeURIComponent(name)}?days=${days.value}&format=xlsx`}
              download={`${name}.xlsx`}
            >
              Workbook
            </a>
            <a
              href={`/api/v1/reports/${encodeURIComponent(name)}/page?days=${days.value}`}
              target="_blank"
              rel="noreferrer"
            >
              To print
            </a>
          </p>
          <Shown key={`${name} ${days.value}`} path={`/reports/${encodeURIComponent(name)}?days=${days.value}`} />
        </>
      )}
    </div>
  );
}

function Shown({ path }: { readonly path: string }) {
  const read = useRead<ReportView>(path);
  if (read.state === 'failed') return <p class="soft">{read.says}</p>;
  if (read.state !== 'there') return <p class="soft">Being made …</p>;
  const { title, made, currency, columns, rows, total, notes, definition } = read.body;
  return (
    <section>
      <h3>
        {title} <small>{`made ${dayTimeWords(made.at_ms, zone.value)}, amounts in ${currency}`}</small>
      </h3>
      {rows.length === 0 && <p class="soft">There is nothing to tell.</p>}
      <div class="reports-table">
        <table class="audit-table">
          <thead>
            <tr>
              {columns.map(({ name, title: heading, unit, kind }) => (
                <th key={name} scope="col" data-kind={kind}>
                  {unit === undefined ? heading : `${heading}, ${unit}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <Line key={at} columns={columns} row={row} />
            ))}
          </tbody>
          {total !== undefined && (
            <tfoot>
              <Line columns={columns} row={total} />
            </tfoot>
          )}
        </table>
      </div>
      {notes.map((note) => (
        <p key={note} class="soft">
          {note}
        </p>
      ))}
      <details>
        <summary>How the figures come about</summary>
        <ul>
          {definition.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Line({ columns, row }: { readonly columns: readonly ReportColumnView[]; readonly row: ReportRowView }) {
  return (
    <tr data-outcome="done">
      {columns.map(({ name, kind }) => (
        <td key={name} data-kind={kind}>
          {cellText(row[name], kind)}
        </td>
      ))}
    </tr>
  );
}

function cellText(cell: string | number | undefined, kind: ReportColumnView['kind']): string {
  if (cell === undefined) return '';
  return kind === 'share' && typeof cell === 'number' ? `${Math.round(cell * 10_000) / 100} %` : String(cell);
}
