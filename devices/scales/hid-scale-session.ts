/** The talk with a USB scale: nothing is asked, and a report from before the talk began is left out. */
import type { Session } from '../driver.ts';
import { OrderBook } from './scale-orders.ts';

/** Output report 2, "scale control" of the usage tables: bit 1 sets to zero. There is none to tare. */
const zero = { bytes: Uint8Array.of(0x02, 0x02) };

/** A report lying ready is fetched within one polling interval, at most 255 ms for a device of full speed. */
const stale_ms_max = 300;

/**
 * A scale nobody read holds its last report until somebody does, however old it is by then; taken for news, the weight of
 * this morning would be booked now. So the first report is left out when it comes at once. The scale repeats itself some
 * times a second; one that speaks only of changes has nothing to say at that instant.
 */
export function hidScaleSession(): Session {
  let opened_ms = 0;
  let isFirst = true;
  const orders = new OrderBook({ zero });
  return {
    opened(now_ms) {
      opened_ms = now_ms;
      return {
        send: [],
        deliver: false,
        status: { state: 'ready', says: 'Opened. A report lying ready from before is left out.' },
      };
    },
    heard(_report, now_ms) {
      const deliver = !isFirst || now_ms - opened_ms > stale_ms_max;
      isFirst = false;
      return { send: [], deliver };
    },
    waited: () => ({ send: [], deliver: false }),
    told(command, number, now_ms) {
      const refused = orders.take(command, number);
      const { send, outcomes } = orders.next(now_ms);
      return { send, deliver: false, outcomes: [...refused, ...outcomes] };
    },
  };
}
