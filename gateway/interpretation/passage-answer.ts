/** What a person says became of a tag that was at a door: it is booked as if the door had been sure, at the time of its last read there. */
import type { Evidence } from '../stock/movement.ts';
import { certain_permille } from './confidence.ts';
import type { Outcome } from './interpretation.ts';
import type { Way } from './passage.ts';
import { carryAcross, nameOf, passageAskedAbout, tellCompany } from './portal-booking.ts';
import { settle } from './questions.ts';
import type { Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import { piecesText } from './unknown-tag.ts';

export interface PassageAnswer {
  /** An open one. */
  readonly question: string;
  readonly passed: Way | 'neither';
  readonly answer: string;
  readonly person: string;
  /** Of the movement, should there be one. */
  readonly id: string;
  readonly rule: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Settles the question, and books the passage unless the tag was seen at a place since then: what is booked of it there stands. Refuses
 * (`not-about-a-passage`) where nothing is asked about a tag at a portal of today's settings.
 */
export function answerPassage(
  turn: Turn,
  tags: Tags,
  { question, passed, answer, person, id, rule, evidence }: PassageAnswer,
): Outcome['refused'] {
  const asked = turn.books.questions.get(question)?.passage;
  const about = passageAskedAbout(question);
  const portal = about && turn.index.devices.get(about.device)?.settings.portal;
  if (asked === undefined || about === undefined || portal === undefined) {
    return {
      code: 'not-about-a-passage',
      field: 'passed',
      says: 'only a question about a tag at a portal is answered with the way it went',
    };
  }
  const { evidence: reads, at_ms, ...pieces } = asked;
  const tag = tags.by_epc.get(about.epc);
  settle(turn, question, answer, person);
  if (passed === 'neither' || !turn.index.items.has(pieces.item)) return undefined;
  if (tag === undefined || (tag.place !== undefined && tag.last.ref.at_ms > at_ms)) {
    turn.books.counters.add('answers about tags that were seen elsewhere since');
    return undefined;
  }
  const crossing = { way: passed, at_ms };
  carryAcross(turn, tags, { tag, pieces, portal, crossing }, (note) => ({
    id,
    confidence_permille: certain_permille,
    rule,
    why: `Tag ${tag.epc} (${piecesText(turn, pieces)}) ${passed === 'in' ? 'came in' : 'went out'} by ${nameOf(turn, about.device)}: ${person} said so${note}`,
    evidence: [...reads, ...evidence],
  }));
  tellCompany(turn, tags, tag.epc, about.device, crossing);
  return undefined;
}
