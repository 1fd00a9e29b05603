/** A person counts what lies at a place: the level is that from then on, and what it differed by is booked. */
import { useSignal } from '@preact/signals';
import { command } from '../rest.ts';
import { itemName } from '../store.ts';

export function CountForm(props: {
  readonly item: string;
  readonly location: string;
  readonly reason: string;
  /** What is to be done once it is booked. */
  readonly onDone: (quantity: number) => void;
}) {
  const { item, location, reason, onDone } = props;
  const text = useSignal('');
  const sending = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const count = async () => {
    const quantity = Number(text.value);
    sending.value = true;
    refusal.value = await command({ kind: 'count', item, location, quantity, reason });
    sending.value = false;
    if (refusal.value === undefined) onDone(quantity);
  };
  return (
    <form
      class="count-form"
      onSubmit={(event) => {
        event.preventDefault();
        void count();
      }}
    >
      <input
        type="number"
        inputMode="numeric"
        min={0}
        step={1}
        required
        aria-label={`How many ${itemName(item)} lie there now`}
        placeholder="How many?"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <button type="submit" disabled={sending.value}>
        Book the count
      </button>
      {refusal.value !== undefined && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </form>
  );
}
