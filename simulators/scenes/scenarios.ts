/** All scored scenarios, in the order of the score's table. */
import { calmShop } from './calm-shop.ts';
import { coldStore } from './cold-store.ts';
import { lookAlikeShelf } from './look-alike.ts';
import { noisyFactory } from './noisy-factory.ts';
import type { Scenario } from './scene.ts';

export const scenarios: readonly Scenario[] = [calmShop, noisyFactory, coldStore, lookAlikeShelf];
