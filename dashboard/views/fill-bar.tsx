/** How full a location is, with a notch at its low mark. */
import type { LocationView } from '../../gateway/live/messages.ts';

export function FillBar({ location, quantity }: { readonly location: LocationView; readonly quantity: number }) {
  const { full, low } = location;
  if (full === undefined || full <= 0) return null;
  const share = Math.min(1, Math.max(0, quantity / full));
  return (
    <span class="fill" aria-hidden="true">
      <span class="level" style={{ transform: `scaleX(${share})` }} />
      {low !== undefined && <span class="notch" style={{ left: `${Math.min(100, (100 * low) / full)}%` }} />}
    </span>
  );
}
