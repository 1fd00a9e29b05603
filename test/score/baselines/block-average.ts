/**
 * Block average, as an autonomous-checkout team's published shelf code has it (Team 5 of the CPS-IoT Week 2020 competition): readings are averaged in
 * blocks, ten at 60 Hz; a plate is quiet when five differences of neighbouring blocks in a row stay below a band, 15 g there; what
 * two quiet means differ by is the step, and what follows within a second is dropped as a repeat. The quiet mean goes on
 * with the blocks, so slow drift is no step.
 */
import type { PlateRule, Plates, Sample } from './weighing.ts';

export interface BlockManner {
  readonly block_ms: number;
  readonly band_mg: number;
}

const quiet_blocks = 5;
const repeat_ms = 1_000;

interface Block {
  readonly mean_mg: number;
  readonly at_ms: number;
}

export function blockAverage({ places, book }: Plates, { block_ms, band_mg }: BlockManner): PlateRule {
  let gathered: Sample[] = [];
  const blocks: Block[] = [];
  let quiet_mg: number | undefined;
  let left_ms: number | undefined;
  let booked_ms = Number.NEGATIVE_INFINITY;

  function add(location: string, block: Block, arrived_ms: number): void {
    blocks.push(block);
    if (blocks.length > quiet_blocks + 1) blocks.shift();
    const isQuiet =
      blocks.length > quiet_blocks &&
      blocks.every(({ mean_mg }, at) => at === 0 || Math.abs(mean_mg - (blocks[at - 1]?.mean_mg ?? mean_mg)) < band_mg);
    if (!isQuiet) {
      if (blocks.length > quiet_blocks) left_ms ??= block.at_ms;
      return;
    }
    const mean_mg = blocks.reduce((sum, each) => sum + each.mean_mg, 0) / blocks.length;
    if (quiet_mg !== undefined && left_ms !== undefined && arrived_ms - booked_ms > repeat_ms) {
      const before = book.booked.length;
      book.step(location, mean_mg - quiet_mg, left_ms, arrived_ms);
      if (book.booked.length > before) booked_ms = arrived_ms;
    }
    left_ms = undefined;
    quiet_mg = mean_mg;
  }

  return {
    take(channel, sample) {
      const location = places.get(channel);
      if (location === undefined) return;
      gathered.push(sample);
      const [first] = gathered;
      if (first === undefined || sample.at_ms - first.at_ms < block_ms) return;
      const mean_mg = gathered.reduce((sum, { mass_mg }) => sum + mass_mg, 0) / gathered.length;
      gathered = [];
      add(location, { mean_mg, at_ms: first.at_ms }, sample.arrived_ms);
    },
  };
}
