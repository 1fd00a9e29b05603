/** The scenarios that are scored, in the order of the table. */
import { calmShop } from './calm-shop.ts';
import { coldStore } from './cold-store.ts';
import { crossDock } from './cross-dock.ts';
import { dayOfOutages } from './day-of-outages.ts';
import { lookAlikeShelf } from './look-alike.ts';
import { noisyFactory } from './noisy-factory.ts';
import { portalLoiterers } from './portal-loiterers.ts';
import type { Scenario } from './scene.ts';

export const scenarios: readonly Scenario[] = [
  calmShop,
  crossDock,
  noisyFactory,
  coldStore,
  lookAlikeShelf,
  portalLoiterers,
  dayOfOutages,
];
