/** Where a scanner stands, and what it is set to. */
import { z } from 'zod';
import { id } from './schema-values.ts';

const around = z.string().min(1).max(16);

export const scanner = z.strictObject({
  location: id.exactOptional().describe('The location of scans that name none'),
  reader: z
    .strictObject({
      device: id.describe('The reader'),
      antenna: z.int().min(1).max(65_535).exactOptional().describe('Only this antenna of it'),
    })
    .exactOptional()
    .describe('Hears the tag that `TG-CMD.ASSOCIATE` gives to an item; the device itself when absent'),
  gs_substitutes: z
    .array(z.string().min(1).max(8))
    .min(1)
    .max(8)
    .exactOptional()
    .describe('What it sends where a code holds FNC1, for example `{GS}` or `~`; counts in GS1 codes only'),
  layout: z
    .enum(['standard', 'microscan', 'no-length'])
    .exactOptional()
    .describe('How a USB scanner with the driver `hid-pos` lays out its reports; `standard` when absent'),
  prefix: around.exactOptional().describe('What it is set to send before every code; taken off'),
  suffix: around
    .exactOptional()
    .describe('What it is set to send behind every code, besides CR, LF and tabulator; taken off'),
  ends_with_tab: z
    .boolean()
    .exactOptional()
    .describe('It ends codes with a tabulator and nothing else, on wires that carry lines'),
  answer: z
    .enum(['text', 'bell', 'trigger-report'])
    .exactOptional()
    .describe(
      'How it is told what became of a scan: a line of text, BEL at an error, or report 4 of a USB scanner; not at all when absent',
    ),
});
