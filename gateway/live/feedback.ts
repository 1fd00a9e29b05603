/** What scanners' persons were told last, so many of each scanner: a busy one does not push the others out. */
import { limits } from '../base/limits.ts';
import type { ScannerFeedback } from './messages.ts';

/** By device, oldest first. */
export type FeedbackByScanner = Map<string, ScannerFeedback[]>;

export function noteFeedback(known: FeedbackByScanner, feedback: ScannerFeedback): void {
  const told = known.get(feedback.device);
  if (told === undefined) known.set(feedback.device, [feedback]);
  else {
    told.push(feedback);
    if (told.length > limits.live_feedback_per_scanner) told.shift();
  }
}

/** Of all scanners, oldest first. */
export function listFeedback(known: FeedbackByScanner): ScannerFeedback[] {
  return [...known.values()].flat().sort((a, b) => a.number - b.number);
}

/** Forgets scanners that are not among these devices. */
export function keepFeedback(known: FeedbackByScanner, devices: readonly { readonly id: string }[]): void {
  const kept = new Set(devices.map(({ id }) => id));
  for (const device of known.keys()) if (!kept.has(device)) known.delete(device);
}
