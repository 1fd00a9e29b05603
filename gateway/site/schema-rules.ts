/** When evidence becomes a movement: thresholds and times, one object a rule. */
import { z } from 'zod';
import { milligrams, milliseconds, milliseconds_from_one, share } from './schema-values.ts';

const weight = z
  .strictObject({
    rest_ms: milliseconds.default(800).describe('A channel is at rest when its readings stayed together for this long'),
    rest_band_mg: milligrams
      .default(3_000)
      .describe(
        'How far apart readings at rest are taken to lie until the noise of the channel is learned; that takes some seconds',
      ),
    hand_ms: milliseconds
      .default(5_500)
      .describe('What makes a plate heavier by 40 g to 2 kg may be a hand, and counts once it has stood for this long'),
    step_min_permille: share.default(400).describe('Steps below this share of the unit mass are drift, not pieces'),
    confidence_min_permille: share.default(800).describe('Below this confidence a step becomes a question'),
  })
  .prefault({})
  .describe('From load cells to pieces');

const tags = z
  .strictObject({
    arrive_reads: z.int().min(1).max(1_000).default(2).describe('Reads that make a tag present'),
    arrive_within_ms: milliseconds.default(3_000).describe('The time these reads must fall into'),
    stay_ms: milliseconds
      .default(5_000)
      .describe('A tag read at a place for less than this was carried past or overheard'),
    absent_ms: milliseconds_from_one
      .default(10_000)
      .describe('Unseen for this long, a tag has left; one that was seldom heard before is waited for longer'),
    move_margin_cdb: z
      .int()
      .min(0)
      .max(10_000)
      .default(600)
      .describe(
        'A tag is heard louder at its own place than by the antennas of others, by about this much (hundredths of a dB)',
      ),
    sold_grace_ms: milliseconds
      .default(600_000)
      .describe('What was sold and is still read at a shelf is stock again after this time'),
    exit_grace_ms: milliseconds_from_one
      .default(30_000)
      .describe('What was read at an exit and then nowhere for this long has gone out'),
    packaging: z
      .enum(['lowest-tagged', 'every-tag'])
      .default('lowest-tagged')
      .describe('Where pieces and cases of one item carry tags: only the lowest level seen counts, or every tag'),
  })
  .prefault({})
  .describe('Presence of tags at shelves');

const portal = z
  .strictObject({
    quiet_ms: milliseconds_from_one.default(2_000).describe('A passage is over when the tag was unseen for this long'),
    reads_min: z.int().min(1).max(1_000).default(3).describe('Fewer reads are no passage'),
    confidence_min_permille: share.default(800).describe('Below this confidence a passage becomes a question'),
  })
  .prefault({})
  .describe('Passages through portals');

const scan = z
  .strictObject({
    idle_ms: milliseconds_from_one.default(600_000).describe('After this pause a scanner falls back to lookup'),
    duplicate_ms: milliseconds
      .default(500)
      .describe("The same code again within this time is the scanner's own double; 0 turns the rule off"),
  })
  .prefault({})
  .describe('What scans mean');

const fusion = z
  .strictObject({
    window_ms: milliseconds_from_one
      .default(10_000)
      .describe('What weight, tags and scans say within this time of each other at one place may be one event'),
  })
  .prefault({})
  .describe('Several senses at one place');

const late_ms = milliseconds
  .max(60_000)
  .default(2_000)
  .describe(
    'How much later than what it should have come before a reading over MQTT or HTTP may arrive and still find its place, by its sequence or its device time; 0: order is that of arrival',
  );

export const rules = z.strictObject({ late_ms, weight, tags, portal, scan, fusion });
