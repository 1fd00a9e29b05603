/** The shell of a form: what it is for, its fields, the button that sends it, and what is said below. */
import type { ComponentChildren } from 'preact';

export function Form(props: {
  readonly title: string;
  /** What is on the button. */
  readonly act: string;
  /** It is all that the page is for. */
  readonly isMain?: boolean;
  readonly isSending?: boolean;
  readonly onSend: () => Promise<void>;
  readonly children: ComponentChildren;
  readonly after?: ComponentChildren;
}) {
  const { title, act, isMain = false, isSending = false, onSend, children, after } = props;
  return (
    <form
      class="people-form"
      onSubmit={(event) => {
        event.preventDefault();
        void onSend();
      }}
    >
      {isMain ? <h2>{title}</h2> : <h3>{title}</h3>}
      {children}
      <button type="submit" class={isMain ? 'main' : 'small'} disabled={isSending}>
        {act}
      </button>
      {after}
    </form>
  );
}
