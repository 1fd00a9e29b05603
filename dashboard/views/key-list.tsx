/** The keys that work everywhere, for who asks with a question mark. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export const keysShown = signal(false);

const keys: readonly (readonly [key: string, does: string])[] = [
  ['1 2 3 4 5 6', 'shelf map, movements, tags, devices, find devices, rules'],
  ['← ↑ ↓ →', 'to the next tile, row or card'],
  ['Enter', 'open or close it'],
  ['Esc', 'close what is open'],
  ['Tab', 'to the next thing on the screen'],
  ['?', 'this list'],
];

export function KeyList() {
  return keysShown.value ? <OpenKeyList /> : null;
}

function OpenKeyList() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="key-list"
      aria-label="Keys"
      onClose={() => {
        keysShown.value = false;
      }}
    >
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
