/** All scored scenarios, in the order of the score's table. */
import { calmShop } from './calm-shop.ts';
import type { Scenario } from './scene.ts';

export const scenarios: readonly Scenario[] = [calmShop];
