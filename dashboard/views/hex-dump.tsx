/** Bytes as they came: the first rows at once, all of them when asked for. */
import { useSignal } from '@preact/signals';
import { figure } from '../wording.ts';

const row_bytes = 16;
const rows_max = 8;
const characters_max = row_bytes * rows_max;

/** `text` are the same bytes where they are text. */
export function HexDump({ hex, text }: { readonly hex: string; readonly text?: string | undefined }) {
  const whole = useSignal(false);
  const bytes = hex.length / 2;
  const is_long = bytes > characters_max;
  const cut = is_long && !whole.value;
  return (
    <div class="bytes">
      {text !== undefined && <pre class="text">{cut ? `${text.slice(0, characters_max)}…` : text}</pre>}
      <pre class="hex" role="img" aria-label={`${bytes} bytes`}>
        {rowsOf(cut ? hex.slice(0, 2 * characters_max) : hex).join('\n')}
      </pre>
      {is_long && (
        <button
          type="button"
          class="plain"
          aria-expanded={whole.value}
          onClick={() => {
            whole.value = !whole.value;
          }}
        >
          {whole.value ? 'Show less' : `Show all ${figure(bytes)} bytes`}
        </button>
      )}
    </div>
  );
}

function rowsOf(hex: string): string[] {
  const bytes = hex.match(/../g) ?? [];
  return Array.from({ length: Math.ceil(bytes.length / row_bytes) }, (_, row) => {
    const part = bytes.slice(row * row_bytes, (row + 1) * row_bytes);
    const offset = (row * row_bytes).toString(16).padStart(4, '0');
    return `${offset}  ${part.join(' ').padEnd(3 * row_bytes)} ${part.map(printed).join('')}`;
  });
}

function printed(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}
