/** What a device can be told, as buttons. The gateway checks, sends and records; here its answer is shown. */
import { useSignal } from '@preact/signals';
import type { DevicePage } from '../../gateway/live/messages.ts';
import { ordersFor } from '../device-orders.ts';
import { post } from '../rest.ts';
import { trueMinus } from '../wording.ts';

interface Outcome {
  readonly outcome: string;
  readonly says: string;
}

type Told = { readonly kind: string } & Readonly<Record<string, unknown>>;

interface Order {
  readonly label: string;
  readonly command: Told;
}

/** What each kind of command looks like as a button; those with figures of their own have a form. */
function ordersOf(kind: string, channel: string | undefined): readonly Order[] {
  const at = channel === undefined ? {} : { channel };
  switch (kind) {
    case 'tare':
      return [{ label: 'Tare', command: { kind, ...at } }];
    case 'zero':
      return [{ label: 'Set to zero', command: { kind, ...at } }];
    case 'beep':
      return [
        { label: 'Beep', command: { kind, tone: 'ok' } },
        { label: 'Beep an error', command: { kind, tone: 'error' } },
      ];
    case 'light':
      return [
        { label: 'Light on', command: { kind, on: true } },
        { label: 'Light off', command: { kind, on: false } },
      ];
    case 'announce':
      return [{ label: 'Announce itself anew', command: { kind } }];
    default:
      return [];
  }
}

export function DeviceCommands({ page }: { readonly page: DevicePage }) {
  const kinds = ordersFor(page);
  const channels = page.serves.flatMap(({ part }) => (part.startsWith('channel ') ? [part.slice(8)] : []));
  const channel = useSignal(channels[0]);
  const reason = useSignal('from its page');
  const sending = useSignal(false);
  const answer = useSignal<{ readonly ok: boolean; readonly says: string } | undefined>(undefined);
  const has_channels = channels.length > 1 && kinds.some((kind) => kind === 'tare' || kind === 'zero');
  const orders = kinds.flatMap((kind) => ordersOf(kind, has_channels ? channel.value : undefined));
  const tell = async (command: Told) => {
    sending.value = true;
    const outcome = await post<Outcome>(`/devices/${encodeURIComponent(page.id)}/commands`, {
      command,
      reason: reason.value,
    });
    answer.value = outcome.ok
      ? { ok: isDone(outcome.body.outcome), says: outcome.body.says }
      : { ok: false, says: outcome.says };
    sending.value = false;
  };
  if (orders.length === 0 && !kinds.includes('antenna-power')) return null;
  return (
    <section class="commands" aria-label="Tell the device">
      <h3>Tell it</h3>
      <div class="orders">
        {has_channels && (
          <label>
            channel{' '}
            <select
              value={channel.value}
              onChange={(event) => {
                channel.value = event.currentTarget.value;
              }}
            >
              {channels.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )}
        {orders.map(({ label, command }) => (
          <button key={label} type="button" class="small" disabled={sending.value} onClick={() => void tell(command)}>
            {label}
          </button>
        ))}
        {kinds.includes('antenna-power') && <AntennaPower page={page} tell={tell} />}
        <label class="reason">
          reason{' '}
          <input
            value={reason.value}
            maxLength={200}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
            }}
          />
        </label>
      </div>
      <p class={answer.value?.ok === false ? 'fault' : 'soft'} role="status">
        {sending.value ? '…' : trueMinus(answer.value?.says ?? '')}
      </p>
    </section>
  );
}

/** Carried out, or handed over to a device that does not answer; `says` tells which. */
function isDone(outcome: string): boolean {
  return outcome === 'done' || outcome === 'unknown';
}

function AntennaPower(props: { readonly page: DevicePage; readonly tell: (command: Told) => Promise<void> }) {
  const antennas = props.page.serves.flatMap(({ part }) =>
    part.startsWith('antenna ') ? [Number(part.slice(8))] : [],
  );
  const antenna = useSignal(antennas[0] ?? 1);
  const dbm = useSignal('30');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const power_cdbm = Math.round(Number(dbm.value) * 100);
        void props.tell({ kind: 'antenna-power', antenna: antenna.value, power_cdbm });
      }}
    >
      <label>
        antenna{' '}
        <input
          class="figure"
          type="number"
          min={1}
          max={64}
          value={antenna.value}
          onInput={(event) => {
            antenna.value = Number(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        at{' '}
        <input
          class="figure"
          type="number"
          step="0.25"
          min={-10}
          max={36}
          value={dbm.value}
          onInput={(event) => {
            dbm.value = event.currentTarget.value;
          }}
        />{' '}
        dBm
      </label>
      <button type="submit" class="small">
        Set power
      </button>
    </form>
  );
}
