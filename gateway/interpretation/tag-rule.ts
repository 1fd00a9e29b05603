import type { Rule } from './rule.ts';

/** What decides where tags are. */
export const tagRule: Rule = { name: 'tag-presence', version: 11 };
