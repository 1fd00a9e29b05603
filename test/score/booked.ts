/** What the score looks at: what was booked and asked, by the product or by a baseline, without its evidence. */
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Question } from '../../gateway/stock/question.ts';

export interface Booked {
  readonly id: string;
  /** Baselines have no kinds. */
  readonly kind: Movement['kind'] | 'step';
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  /** Effective time. */
  readonly at_ms: number;
  readonly arrived_ms: number;
  readonly rule: string;
  /** Baselines state none. */
  readonly confidence_permille?: number;
  readonly why?: string;
  readonly reverses?: string;
  /** Tags that its words name. No rule of the score asks for them; they tell a miss from its neighbours. */
  readonly epcs?: readonly string[];
}

export interface Asked {
  readonly id: string;
  readonly kind: Question['kind'];
  /** When it was raised: arrival. */
  readonly at_ms: number;
  readonly device?: string;
  readonly location?: string;
  readonly item?: string;
  readonly question: string;
  /** Effective time of the last of the readings that raised it. */
  readonly last_ms: number;
  /** Tags that it names. */
  readonly epcs: readonly string[];
}

export function bookedOf(movement: Movement): Booked {
  const { id, kind, item, quantity, from, to, at_ms, arrived_ms, rule, confidence_permille, why, reverses } = movement;
  const epcs = epcsIn([why, ...movement.evidence.map(({ says }) => says)].join(' '));
  const booked = { id, kind, item, quantity, from, to, at_ms, arrived_ms, rule, confidence_permille, why, epcs };
  return reverses === undefined ? booked : { ...booked, reverses };
}

export function askedOf(question: Question): Asked {
  const { id, kind, at_ms, device, location, item, evidence } = question;
  const times = evidence.map((each) => each.at_ms);
  return {
    id,
    kind,
    at_ms,
    question: question.question,
    epcs: epcsIn(`${id} ${question.question}`),
    last_ms: times.length === 0 ? at_ms : Math.max(...times),
    ...(device === undefined ? {} : { device }),
    ...(location === undefined ? {} : { location }),
    ...(item === undefined ? {} : { item }),
  };
}

/** EPCs of 96 bits and more, as the product writes them. */
function epcsIn(text: string): readonly string[] {
  return [...new Set(text.match(/\b[0-9A-F]{24,62}\b/g) ?? [])];
}
