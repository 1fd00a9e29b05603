/** Whether a lot may be used, as of a day. */
import { daysBetween } from './day.ts';
import { isExpired } from './fefo.ts';

export type LotState = 'available' | 'expiring' | 'expired' | 'held';

/** Days before its expiry from which on a lot is expiring, where the item does not say it. */
export const usual_expiry_warn_days = 30;

/** `expiring` may still be used; the first reason not to is told. */
export function lotState(
  expiry: string | undefined,
  {
    today,
    warn_days = usual_expiry_warn_days,
    isHeld = false,
  }: {
    readonly today: string;
    readonly warn_days?: number | undefined;
    readonly isHeld?: boolean;
  },
): LotState {
  if (isHeld) return 'held';
  if (expiry === undefined) return 'available';
  if (isExpired(expiry, today)) return 'expired';
  return daysBetween(today, expiry) <= warn_days ? 'expiring' : 'available';
}
