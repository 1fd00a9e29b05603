/** One line of text to type, with its label and what is wrong with it. */
import type { Signal } from '@preact/signals';
import type { FieldRefusal } from '../rest.ts';
import { Field } from './field.tsx';

export function TextField(props: {
  readonly label: string;
  readonly field: string;
  readonly text: Signal<string>;
  readonly refusals: readonly FieldRefusal[];
  readonly soft?: string;
  readonly type?: 'text' | 'password';
  /** What the browser may fill in. */
  readonly fill?: string;
}) {
  const { label, field, text, refusals, soft, type = 'text', fill = 'off' } = props;
  return (
    <Field label={label} field={field} refusals={refusals} soft={soft}>
      {(told) => (
        <input
          {...told}
          type={type}
          autoComplete={fill}
          autoCapitalize="none"
          spellcheck={false}
          required
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      )}
    </Field>
  );
}
