/** Movements and questions as lines of JSON: what `replay` prints and what a live run is compared with. */
import type { Count } from '../stock/count.ts';
import type { Movement } from '../stock/movement.ts';
import type { Question } from '../stock/question.ts';

export function movementLine(movement: Movement): string {
  return JSON.stringify({
    id: movement.id,
    at: new Date(movement.at_ms).toISOString(),
    kind: movement.kind,
    item: movement.item,
    quantity: movement.quantity,
    from: movement.from,
    to: movement.to,
    confidence: thousandths(movement.confidence_permille),
    evidence: movement.evidence.map(({ n, index, device, at_ms, says }) => ({
      n,
      index,
      device,
      at: new Date(at_ms).toISOString(),
      says,
    })),
    why: movement.why,
    rule: movement.rule,
    settings_revision: movement.settings_revision,
    ...(movement.reverses === undefined ? {} : { reverses: movement.reverses }),
    ...(movement.lots === undefined ? {} : { lots: movement.lots }),
    ...(movement.owners === undefined ? {} : { owners: movement.owners }),
    ...(movement.mass === undefined ? {} : { mass: movement.mass }),
    ...(movement.work === undefined ? {} : { work: movement.work }),
  }).replace(/"confidence":"(\d\.\d{3})"/, '"confidence":$1');
}

/** A count without what is already in the movement of its difference. */
export function countLine({ id, item, location, counted, before, level, by, at_ms }: Count): string {
  return JSON.stringify({ count: counted, id, at: new Date(at_ms).toISOString(), item, location, before, level, by });
}

export function questionLine(question: Question): string {
  const { question: words, at_ms, evidence, ...rest } = question;
  return JSON.stringify({
    question: words,
    ...rest,
    at: new Date(at_ms).toISOString(),
    evidence: evidence.map(({ n, index, device, says }) => ({ n, index, device, says })),
  });
}

/** Always three decimals, so that equal results are equal bytes: 900 is `0.900`. */
function thousandths(permille: number): string {
  return (permille / 1000).toFixed(3);
}
