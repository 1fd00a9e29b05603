/** The audit trail: who did what, when, why, and what became of it; the newest first. */
import { useSignal } from '@preact/signals';
import { useRead } from '../rest.ts';
import { movements, zone } from '../store.ts';
import { dayTimeWords, figure } from '../wording.ts';
import { TableHead } from './table-head.tsx';

interface AuditPage {
  readonly audit: readonly {
    readonly number: number;
    readonly at_ms: number;
    readonly by: string;
    readonly what: string;
    readonly subject: string;
    readonly why: string;
    readonly outcome: string;
    readonly detail: unknown;
  }[];
  readonly rows: number;
  readonly is_large: boolean;
  readonly next?: string;
}

const filters = ['by', 'what', 'subject'] as const;
const titles = { by: 'Who', what: 'What', subject: 'About' } as const;

export function Audit() {
  const asked = useSignal<Readonly<Record<string, string>>>({});
  const cursor = useSignal('');
  const query = new URLSearchParams({ limit: '100', ...(cursor.value === '' ? {} : { cursor: cursor.value }) });
  for (const [name, value] of Object.entries(asked.value)) if (value !== '') query.set(name, value);
  const page = useRead<AuditPage>(`/audit?${query}`, movements.value[0]?.seq ?? 0);
  return (
    <div class="people-page">
      <h2>
        Audit trail <small>{page.state === 'there' && `${figure(page.body.rows)} rows, none is ever removed`}</small>
      </h2>
      {page.state === 'there' && page.body.is_large && (
        <p class="soft">It is large; it takes room on the disk for good.</p>
      )}
      <p class="audit-filter">
        {filters.map((name) => (
          <input
            key={name}
            aria-label={titles[name]}
            placeholder={titles[name]}
            onChange={(event) => {
              cursor.value = '';
              asked.value = { ...asked.value, [name]: event.currentTarget.value.trim() };
            }}
          />
        ))}
      </p>
      {page.state === 'failed' && <p class="fault">{page.says}</p>}
      {page.state === 'there' && <AuditTable page={page.body} />}
      <p class="buttons">
        {cursor.value !== '' && (
          <button type="button" class="small" onClick={() => (cursor.value = '')}>
            Newest
          </button>
        )}
        {page.state === 'there' && page.body.next !== undefined && (
          <button type="button" class="small" onClick={() => (cursor.value = page.body.next ?? '')}>
            Older
          </button>
        )}
      </p>
    </div>
  );
}

const columns = ['When', 'Who', 'What', 'About', 'Why', 'Outcome'];

function AuditTable({ page }: { readonly page: AuditPage }) {
  return (
    <table class="audit-table">
      <TableHead titles={columns} />
      <tbody>
        {page.audit.map(({ number, at_ms, by, what, subject, why, outcome, detail }) => (
          <tr key={number} data-outcome={outcome}>
            <td>
              <time>{dayTimeWords(at_ms, zone.value)}</time>
            </td>
            <td>{by}</td>
            <td>
              <details>
                <summary>{what}</summary>
                <pre>{JSON.stringify(detail, undefined, 2)}</pre>
              </details>
            </td>
            <td>{subject}</td>
            <td>{why}</td>
            <td>{outcome}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
