/** The talk with a scale that speaks by itself: nothing is asked, but silence is told. */
import type { Session } from '../driver.ts';

/** Continuous output comes some times a second, at the slowest every few seconds. */
const silent_ms_max = 10_000;

/** The link is `greeting` until the first frame and again while nothing comes: then the scale is off, or not set to speak. */
export function listeningSession(): Session {
  let heard_ms = 0;
  let isReady = false;
  /** Its silence has been told. */
  let isSilent = false;
  return {
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
