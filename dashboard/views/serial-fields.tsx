/** How a serial port is set. The driver's usual figures stand there first; the device's own menu has the last word. */
import type { Signal } from '@preact/signals';
import type { FieldRefusal, SerialView } from '../rest.ts';
import { Field } from './field.tsx';

const bauds = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600];
const parities = ['none', 'even', 'odd'] as const;
const bits = [8, 7] as const;
const stops = [1, 2] as const;

export function SerialFields(props: {
  readonly serial: Signal<SerialView>;
  readonly refusals: readonly FieldRefusal[];
}) {
  const { serial, refusals } = props;
  const set = (part: Partial<SerialView>) => {
    serial.value = { ...serial.value, ...part };
  };
  return (
    <fieldset class="serial">
      <legend>As the device is set</legend>
      <Field label="Baud" field="serial.baud" refusals={refusals}>
        {(told) => (
          <select
            {...told}
            value={serial.value.baud}
            onChange={(event) => set({ baud: Number(event.currentTarget.value) })}
          >
            {bauds.map((baud) => (
              <option key={baud} value={baud}>
                {baud}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Data bits" field="serial.data_bits" refusals={refusals}>
        {(told) => (
          <select
            {...told}
            value={serial.value.data_bits}
            onChange={(event) => set({ data_bits: event.currentTarget.value === '7' ? 7 : 8 })}
          >
            {bits.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Parity" field="serial.parity" refusals={refusals}>
        {(told) => (
          <select
            {...told}
            value={serial.value.parity}
            onChange={(event) => set({ parity: parities.find((each) => each === event.currentTarget.value) ?? 'none' })}
          >
            {parities.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Stop bits" field="serial.stop_bits" refusals={refusals}>
        {(told) => (
          <select
            {...told}
            value={serial.value.stop_bits}
            onChange={(event) => set({ stop_bits: event.currentTarget.value === '2' ? 2 : 1 })}
          >
            {stops.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
      </Field>
    </fieldset>
  );
}
