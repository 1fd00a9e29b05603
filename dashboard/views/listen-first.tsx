/** Listens at a serial port before it is adopted: whether this is the driver, and whether the line is set right. */
import { useSignal } from '@preact/signals';
import { post, type SerialView } from '../rest.ts';

interface Heard {
  readonly answered: boolean;
  readonly says: string;
  readonly frames: readonly {
    readonly at_ms: number;
    readonly bytes: number;
    readonly hex: string;
    readonly says: readonly string[];
    readonly fault?: string;
  }[];
  readonly left_off: number;
  readonly noise_bytes: number;
}

const seconds = 10;
/** The newest, as they stand in for all of them. */
const shown_max = 5;
const shown_hex_max = 48;

export function ListenFirst({
  found,
  driver,
  serial,
  unit,
}: {
  readonly found: string;
  readonly driver: string;
  readonly serial: SerialView;
  readonly unit: string;
}) {
  const listening = useSignal(false);
  const heard = useSignal<Heard | undefined>(undefined);
  const fault = useSignal('');
  const listen = async () => {
    listening.value = true;
    heard.value = undefined;
    fault.value = '';
    const asked = { driver, serial, seconds, ...(unit === '' ? {} : { unit }) };
    const outcome = await post<Heard>(`/discovered/${encodeURIComponent(found)}/listen`, asked);
    listening.value = false;
    if (outcome.ok) heard.value = outcome.body;
    else fault.value = outcome.says;
  };
  return (
    <div class="listen">
      <button type="button" class="small" disabled={listening.value} onClick={() => void listen()}>
        {listening.value ? `Listening for ${seconds} s…` : `Listen for ${seconds} s`}
      </button>{' '}
      <span class="soft">opens the port once; nothing is kept</span>
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      {heard.value !== undefined && <WhatCame heard={heard.value} />}
    </div>
  );
}

function WhatCame({ heard: { answered, says, frames, left_off, noise_bytes } }: { readonly heard: Heard }) {
  const count = frames.length + left_off;
  return (
    <div role="status">
      <p>
        {count === 0 ? 'Nothing came that this driver understands. ' : `${count} frames. `}
        {noise_bytes > 0 && `${noise_bytes} bytes belong to none: is the baud rate right? `}
        {(!answered || count === 0) && says}
      </p>
      {frames.length > 0 && (
        <ul>
          {frames.slice(-shown_max).map((frame, at) => (
            <li key={at}>
              {frame.says.length > 0 ? frame.says.join(', ') : (frame.fault ?? '')}{' '}
              <code class="soft">{frame.hex.slice(0, shown_hex_max)}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
