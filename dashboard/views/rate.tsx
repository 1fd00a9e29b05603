/** How busy a device was lately: a small curve and the last figure. */
import { useMemo } from 'preact/hooks';
import { rates } from '../store.ts';
import { Chart, sparkStyle } from './chart.tsx';

/** The curve's window grows with what is known, from this length to the gateway's. */
const buckets_min = 12;

export function Rate({ id, height = 38 }: { readonly id: string; readonly height?: number }) {
  const window = rates.value;
  const frames = window?.frames.get(id);
  const columns = useMemo((): [number[], (number | null)[]] => {
    const known = frames ?? [];
    const length = Math.max(buckets_min, known.length);
    const unknown = Array<null>(Math.max(0, length - known.length)).fill(null);
    return [Array.from({ length }, (_, index) => index), [...unknown, ...known]];
  }, [frames]);
  if (window === undefined) return null;
  const now = ((frames?.at(-1) ?? 0) * 1_000) / window.bucket_ms;
  const minutes = Math.round((window.bucket_ms * columns[0].length) / 60_000);
  return (
    <div class="rate">
      <Chart label={`Frames over the last ${minutes} min`} height={height} columns={columns} style={sparkStyle} />
      <span>
        <b>{now.toFixed(now < 10 ? 1 : 0)}</b> /s
      </span>
    </div>
  );
}
