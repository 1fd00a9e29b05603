/** The talk with a scale that speaks by itself: nothing is asked, but silence is told. */
import type { Session } from '../driver.ts';
import { OrderBook, type ScaleOrders } from './scale-orders.ts';

/** Continuous output comes some times a second, at the slowest every few seconds. */
const silent_ms_max = 10_000;

/** The link is `greeting` until the first frame and again while nothing comes: then the scale is off, or not set to speak. */
export function listeningSession(orders: ScaleOrders = {}): Session {
  const book = new OrderBook(orders);
  let heard_ms = 0;
  let isReady = false;
  /** Its silence has been told. */
  let isSilent = false;
  return {
    // These say nothing to an order, so that it is done with when it is sent.
    told(command, number, now_ms) {
      const wake_in_ms = Math.max(0, heard_ms + silent_ms_max - now_ms);
      if (!isReady) {
        const says = 'The scale says nothing at the moment.';
        return { send: [], deliver: false, wake_in_ms, outcomes: [{ number, ok: false, says }] };
      }
      const refused = book.take(command, number);
      const { send, outcomes } = book.next(now_ms);
      return { send, deliver: false, wake_in_ms, outcomes: [...refused, ...outcomes] };
    },
    opened(now_ms) {
      heard_ms = now_ms;
      return {
        send: [],
        deliver: false,
        wake_in_ms: silent_ms_max,
        status: { state: 'greeting', says: 'Listening for the scale.' },
      };
    },
    heard(_frame, now_ms) {
      heard_ms = now_ms;
      const step = { send: [], deliver: true, wake_in_ms: silent_ms_max };
      if (isReady) return step;
      isReady = true;
      isSilent = false;
      return { ...step, status: { state: 'ready', says: 'The scale sends.' } };
    },
    waited(now_ms) {
      const left_ms = heard_ms + silent_ms_max - now_ms;
      if (left_ms > 0) return { send: [], deliver: false, wake_in_ms: left_ms };
      heard_ms = now_ms;
      const step = { send: [], deliver: false, wake_in_ms: silent_ms_max };
      if (isSilent) return step;
      isSilent = true;
      isReady = false;
      const says = `The scale has sent nothing for ${silent_ms_max / 1_000} seconds; check that it is on and set to send continuously, and the baud rate.`;
      return { ...step, status: { state: 'greeting', says } };
    },
  };
}
