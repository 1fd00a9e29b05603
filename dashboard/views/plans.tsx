/** What to order, when and why: the last plan as a list, and an item of it with every formula. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { route } from '../browser.ts';
import type { PlanDetail, PlanPage, PlanRowView, PlanStateView } from '../plan-views.ts';
import { post, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { zone } from '../store.ts';
import { dayTimeWords } from '../wording.ts';
import { TableHead } from './table-head.tsx';

const look_ms = 1_000;

export function Plans() {
  const isBelow = useSignal(false);
  const cursor = useSignal('');
  /** Raised to read the same again. */
  const times = useSignal(0);
  const fault = useSignal('');
  const query = new URLSearchParams({ limit: '100', ...(cursor.value === '' ? {} : { cursor: cursor.value }) });
  if (isBelow.value) query.set('below_reorder', 'true');
  const page = useRead<PlanPage>(`/plans?${query}`, times.value);
  const { selected } = route.value;
  const isRunning = useSignal(false);
  useEffect(() => {
    if (!isRunning.value) return undefined;
    const timer = setInterval(() => (times.value += 1), look_ms);
    return () => clearInterval(timer);
  }, [isRunning.value]);
  const told = page.state === 'there' ? page.body : undefined;
  useEffect(() => {
    if (told !== undefined && told.running === undefined) isRunning.value = false;
  }, [told]);
  const run = async () => {
    const begun = await post<PlanStateView>('/plans/run', {});
    fault.value = begun.ok ? (begun.body.fault ?? '') : begun.says;
    isRunning.value = begun.ok;
  };
  return (
    <div class="people-page plans">
      <h2>
        Plans <small>{told?.made !== undefined && `as of ${dayTimeWords(told.made.origin_ms, zone.value)}`}</small>
      </h2>
      <p class="plans-bar">
        <label>
          <input
            type="checkbox"
            checked={isBelow.value}
            onChange={(event) => {
              cursor.value = '';
              isBelow.value = event.currentTarget.checked;
            }}
          />{' '}
          At or below the reorder point
        </label>
        <button type="button" class="small" onClick={() => void run()}>
          Plan anew
        </button>
        <a href="/api/v1/plans/purchase-list?format=csv" download="purchase-list.csv">
          Purchase list (CSV)
        </a>
        <a href="/api/v1/plans/purchase-list?format=xlsx" download="purchase-list.xlsx">
          (workbook)
        </a>
        <span class="soft" role="status">
          {told?.running !== undefined && `Being planned: ${told.running.done} of ${told.running.of} items`}
        </span>
      </p>
      {fault.value !== '' && <p class="fault">{fault.value}</p>}
      {page.state === 'failed' && <p class="soft">{page.says}</p>}
      {selected?.kind === 'item' && <Detail key={`${selected.id} ${told?.made?.origin_ms}`} id={selected.id} />}
      {told !== undefined && <PlanTable rows={told.plans} />}
      <p class="buttons">
        {cursor.value !== '' && (
          <button type="button" class="small" onClick={() => (cursor.value = '')}>
            From the beginning
          </button>
        )}
        {told?.next !== undefined && (
          <button type="button" class="small" onClick={() => (cursor.value = told.next ?? '')}>
            Further items
          </button>
        )}
      </p>
    </div>
  );
}

const columns = [
  'Item',
  'On hand',
  'A day',
  'Days left',
  'Out on',
  'Reorder point',
  'Safety stock',
  'To order',
  'Value',
  'Class',
  'Not known',
];

function PlanTable({ rows }: { readonly rows: readonly PlanRowView[] }) {
  if (rows.length === 0) return <p class="soft">Nothing here.</p>;
  return (
    <table class="audit-table plans-table">
      <TableHead titles={columns} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.item} data-outcome="done" data-below={row.is_below_reorder === true}>
            <td>
              <a href={hashOf({ view: 'plans', selected: { kind: 'item', id: row.item } })}>{row.name}</a>
            </td>
            <td>{numberWords(row.on_hand)}</td>
            <td>{numberWords(row.demand_per_day)}</td>
            <td>{numberWords(row.days_left)}</td>
            <td>{row.stock_out_day ?? ''}</td>
            <td>{numberWords(row.reorder_point)}</td>
            <td>{numberWords(row.safety_stock)}</td>
            <td>{row.proposed === undefined ? '' : <b>{numberWords(row.proposed)}</b>}</td>
            <td>{row.proposed === 0 ? '' : (row.proposed_value ?? '')}</td>
            <td>{[row.abc, row.xyz].join('')}</td>
            <td class="soft" title={row.missing.join('; ')}>
              {row.missing.map((says) => says.split(':')[0]).join('; ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Detail({ id }: { readonly id: string }) {
  const told = useRead<PlanDetail>(`/plans/${encodeURIComponent(id)}`);
  if (told.state === 'loading') return null;
  if (told.state === 'failed') return <p class="fault">{told.says}</p>;
  const { row, plan } = told.body;
  const { forecast, stock_out, history } = plan;
  return (
    <section class="plans-detail" aria-label={row.name}>
      <h3>
        {row.name} <a href={hashOf({ view: 'plans' })}>close</a>
      </h3>
      {forecast !== undefined && (
        <p>
          {forecast.pattern.pattern} demand, by the {forecast.bucket}. {forecast.why}
        </p>
      )}
      {history !== undefined && (
        <p class="soft">
          {numberWords(history.issued)} issued and {numberWords(history.returned)} returned in {history.days} days since{' '}
          {history.first_day}; {history.censored_days} days began without stock.
        </p>
      )}
      {stock_out?.day !== undefined && (
        <p>
          Out of stock on {stock_out.day}
          {stock_out.earliest !== undefined && `, between ${stock_out.earliest} and ${stock_out.latest ?? 'later'}`} if
          nothing comes.
        </p>
      )}
      {row.changes.map(({ figure, was, is, because }) => (
        <p key={figure}>
          {wordsOf(figure)}: {numberWords(was)} → {numberWords(is)} ({because})
        </p>
      ))}
      {[...plan.missing, ...plan.notes].map((says) => (
        <p key={says} class="soft">
          {says}
        </p>
      ))}
      <table class="audit-table">
        <TableHead titles={['Figure', 'Value', 'Formula', 'With']} />
        <tbody>
          {Object.entries(plan.figures).map(([name, { value, unit, formula, terms }]) => (
            <tr key={name} data-outcome="done">
              <td>{wordsOf(name)}</td>
              <td>
                {numberWords(value)} <span class="soft">{unit}</span>
              </td>
              <td>{formula}</td>
              <td class="soft">
                {Object.entries(terms)
                  .map(([term, of]) => `${term} ${numberWords(of)}`)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function wordsOf(name: string): string {
  return name.replaceAll('_', ' ');
}

/** Three digits that count where it is not whole. */
function numberWords(value: number | undefined): string {
  if (value === undefined) return '';
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
