/** The scenarios that are scored, in the order of the table. */
import { crossDock } from './cross-dock.ts';
import { portalLoiterers } from './portal-loiterers.ts';
import type { Scenario } from './scene.ts';

export const scenarios: readonly Scenario[] = [crossDock, portalLoiterers];
