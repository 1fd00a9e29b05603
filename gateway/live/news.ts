/** What has changed since the last frame, the latest value of each thing: a burst costs a screen one frame. */

import { limits } from '../base/limits.ts';
import { type LinkState, linkKey } from '../base/link-state.ts';
import type { Commit, DeviceActivity, StoredMovement } from '../ledger/commit.ts';
import type { Level } from '../stock/levels.ts';
import type { StoredQuestion } from '../work/question.ts';
import { type FeedbackByScanner, listFeedback, noteFeedback } from './feedback.ts';
import type { Change, DeviceAdvice, ScannerFeedback } from './messages.ts';

type Whole = Pick<Change, 'site' | 'sync' | 'health' | 'associations' | 'alerts'>;
type Sudden = Pick<Change, 'levels' | 'movements' | 'feedback' | 'questions'> & Whole;
type Gradual = Pick<Change, 'devices' | 'links' | 'links_gone' | 'advice'>;

export interface News {
  /** Is there something that goes out with the next frame, and something that may wait for the slower pace of devices? */
  readonly sudden: boolean;
  readonly gradual: boolean;
  commit(commit: Commit, fresh: readonly StoredMovement[]): void;
  feedback(told: ScannerFeedback): void;
  link(state: LinkState): void;
  linkGone(key: string): void;
  advice(changed: readonly DeviceAdvice[]): void;
  set(part: Whole): void;
  takeSudden(): Sudden;
  takeGradual(): Gradual;
}

export function newsOf(): News {
  const levels = new Map<string, Level>();
  const questions = new Map<string, StoredQuestion>();
  const devices = new Map<string, DeviceActivity>();
  const links = new Map<string, LinkState>();
  const gone = new Set<string>();
  const advice = new Map<string, DeviceAdvice>();
  const feedback: FeedbackByScanner = new Map();
  let movements: StoredMovement[] = [];
  let rest: Whole = {};
  return {
    get sudden() {
      return levels.size + questions.size + movements.length + feedback.size + Object.keys(rest).length > 0;
    },
    get gradual() {
      return devices.size + links.size + gone.size + advice.size > 0;
    },
    commit(commit, fresh) {
      for (const level of commit.levels) levels.set(`${level.location}\u0000${level.item}`, level);
      for (const question of commit.questions) questions.set(question.id, question);
      for (const activity of commit.devices) devices.set(activity.device, activity);
      // A screen shows no more than this, so older ones of one burst would scroll out within the frame.
      movements = [...movements, ...fresh].slice(-limits.live_movements_shown);
    },
    feedback: (told) => noteFeedback(feedback, told),
    link(state) {
      gone.delete(linkKey(state));
      links.set(linkKey(state), state);
    },
    linkGone(key) {
      links.delete(key);
      gone.add(key);
    },
    advice(changed) {
      for (const each of changed) advice.set(each.device, each);
    },
    set(part) {
      rest = { ...rest, ...part };
    },
    takeSudden() {
      const taken: Sudden = {
        ...rest,
        ...(levels.size === 0 ? {} : { levels: [...levels.values()] }),
        ...(movements.length === 0 ? {} : { movements }),
        ...(feedback.size === 0 ? {} : { feedback: listFeedback(feedback) }),
        ...(questions.size === 0 ? {} : { questions: [...questions.values()] }),
      };
      levels.clear();
      questions.clear();
      feedback.clear();
      movements = [];
      rest = {};
      return taken;
    },
    takeGradual() {
      const taken: Gradual = {
        ...(devices.size === 0 ? {} : { devices: [...devices.values()] }),
        ...(links.size === 0 ? {} : { links: [...links.values()] }),
        ...(gone.size === 0 ? {} : { links_gone: [...gone] }),
        ...(advice.size === 0 ? {} : { advice: [...advice.values()] }),
      };
      devices.clear();
      links.clear();
      gone.clear();
      advice.clear();
      return taken;
    },
  };
}
