/** A field with its label, and beside it what is wrong with it. */

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { FieldRefusal } from '../rest.ts';

/** What the field's own element is to be told. */
export interface Told {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string;
}

export function Field(props: {
  readonly label: string;
  /** As the gateway names it in refusals. */
  readonly field: string;
  readonly refusals: readonly FieldRefusal[];
  readonly soft?: string | undefined;
  readonly children: (told: Told) => ComponentChildren;
}) {
  const { label, field, refusals, soft, children } = props;
  const id = useId();
  const wrong = refusals.filter((each) => each.field === field);
  const told: Told = { id, 'aria-invalid': wrong.length > 0, 'aria-describedby': `${id}-says` };
  return (
    <div class="field" data-wrong={wrong.length > 0}>
      <label for={id}>{label}</label>
      {children(told)}
      <p id={`${id}-says`} class={wrong.length > 0 ? 'fault' : 'soft'}>
        {wrong.length > 0 ? sentenceOf(wrong.map(({ rule }) => rule).join('; ')) : soft}
      </p>
    </div>
  );
}

/** A rule is told without its subject, which is the field it stands beside. */
function sentenceOf(rule: string): string {
  const whole = rule.charAt(0).toUpperCase() + rule.slice(1);
  return whole.endsWith('.') ? whole : `${whole}.`;
}
