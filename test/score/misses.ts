/** Misses and false movements of one scene, for whoever wants to mend them. */
import type { TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Booked } from './booked.ts';
import type { Miss } from './judge.ts';
import type { SceneResult } from './scene-score.ts';

/** How many of each are printed. */
const shown_max = 40;

export function missesText({ score, details }: SceneResult, shown = shown_max): string {
  const { misses, unmatched, unseen, counters } = details;
  const explained = new Set(misses.map(({ instead }) => instead).filter((each) => each !== undefined));
  const alone = unmatched.filter((each) => !explained.has(each));
  const counted = Object.entries(counters).filter(([, count]) => count > 0);
  return [
    `${score.scenario}, seed ${score.seed}`,
    '',
    ...listed(`Missed: ${misses.length} of ${score.product.events}`, misses, shown, missLines),
    ...listed(`Booked and nothing like it happened: ${alone.length} more`, alone, shown, (each) => [bookedLine(each)]),
    ...listed(`Nobody could have seen: ${unseen.length}`, unseen, 10, (event) => [
      `${eventLine(event)}  (${event.unseen})`,
    ]),
    `What the product counted: ${counted.map(([name, count]) => `${name} ${count}`).join(', ') || 'nothing'}`,
  ].join('\n');
}

function listed<Each>(
  title: string,
  list: readonly Each[],
  shown: number,
  linesOf: (each: Each) => readonly string[],
): readonly string[] {
  const rest = list.length > shown ? [`  … and ${list.length - shown} more`] : [];
  return [title, ...list.slice(0, shown).flatMap(linesOf), ...rest, ''];
}

function missLines({ event, cause, instead, question }: Miss): readonly string[] {
  return [
    `${eventLine(event)}  <- ${cause}`,
    ...(instead === undefined ? [] : [`      booked ${bookedLine(instead, event).trimStart()}`]),
    ...(question === undefined ? [] : [`      asked  ${timeText(question.at_ms)} ${question.question}`]),
  ];
}

function eventLine({ at_ms, deed, item, quantity, from, to, place, until_ms, epcs = [] }: TrueEvent): string {
  const tags = epcs.length === 0 ? '' : `  tags ${epcs.map((epc) => epc.slice(-6)).join(' ')}`;
  const away = until_ms === undefined ? '' : `  unwatched until ${timeText(until_ms)}`;
  return `  ${timeText(at_ms)} ${deed}: ${quantity} × ${item}  ${from} → ${to}${place === 'portal' ? '  (portal)' : ''}${away}${tags}`;
}

function bookedLine(booked: Booked, beside?: TrueEvent): string {
  const { at_ms, arrived_ms, kind, item, quantity, from, to, confidence_permille, rule, why = '' } = booked;
  const sure = confidence_permille === undefined ? '' : ` p ${(confidence_permille / 1_000).toFixed(3)}`;
  const apart = beside === undefined ? '' : ` (${secondsText(at_ms - beside.at_ms)})`;
  return [
    `  ${timeText(at_ms)}${apart} ${kind}: ${quantity} × ${item}  ${from} → ${to}${sure}`,
    ` [${rule}, booked ${timeText(arrived_ms)}]`,
    why === '' ? '' : `\n             ${why}`,
  ].join('');
}

/** Hours, minutes, seconds and tenths of the day, UTC. */
function timeText(at_ms: number): string {
  return new Date(at_ms).toISOString().slice(11, 21);
}

function secondsText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1_000).toFixed(1)} s`;
}
