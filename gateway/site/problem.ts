/** What is wrong with a settings file: where, and which rule it breaks. */
import type { z } from 'zod';
import { limits } from '../base/limits.ts';

export interface Problem {
  /** As a person would point at it: `devices[2].channels[0].location`; empty for the file as a whole. */
  readonly path: string;
  /** Reads as the rest of a sentence that begins with the path. */
  readonly rule: string;
}

/** Problems found so far; beyond the limit they are only counted, and the count is told. */
export interface Problems {
  add(path: readonly PropertyKey[], rule: string): void;
  list(): readonly Problem[];
}

export function problemsOf(): Problems {
  const kept: Problem[] = [];
  let more = 0;
  return {
    add(path, rule) {
      if (kept.length < limits.settings_problems_max) kept.push({ path: pathOf(path), rule });
      else more += 1;
    },
    list: () => (more === 0 ? kept : [...kept, { path: '', rule: `has ${more} further problems` }]),
  };
}

export function pathOf(steps: readonly PropertyKey[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += path === '' ? String(step) : `.${String(step)}`;
  }
  return path;
}

/** One line for people: `devices[2].driver: there is no driver "lrp"`. */
export function lineOf(problem: Problem): string {
  return problem.path === '' ? `the file ${problem.rule}` : `${problem.path} ${problem.rule}`;
}

/** The schema's findings in our words. */
export function addIssue(problems: Problems, issue: z.core.$ZodIssue): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) problems.add([...issue.path, key.slice(0, 64)], 'is not a setting');
    return;
  }
  problems.add(issue.path, ruleOf(issue));
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${kindOf[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return boundOf(issue.origin, issue.inclusive === false ? 'above' : 'at least', Number(issue.minimum));
    case 'too_big':
      return boundOf(issue.origin, issue.inclusive === false ? 'below' : 'at most', Number(issue.maximum));
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be ${listOf(issue.values)}`;
    case 'invalid_union': {
      const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      if (options.length > 0) return `must be ${listOf(options)}`;
      return `must be ${listOf(valuesIn('errors' in issue ? issue.errors : []))}`;
    }
    default:
      return issue.message;
  }
}

const kindOf: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  object: 'an object in braces',
  array: 'a list in brackets',
  boolean: 'true or false',
};

function boundOf(origin: string, side: 'at least' | 'at most' | 'above' | 'below', bound: number): string {
  if (origin === 'string') return bound === 1 ? 'must not be empty' : `must have ${side} ${bound} characters`;
  if (origin === 'array') return bound === 1 ? 'needs an entry' : `must have ${side} ${bound} entries`;
  return `must be ${side} ${bound}`;
}

function valuesIn(branches: readonly (readonly z.core.$ZodIssue[])[]): unknown[] {
  return branches.flatMap((issues) => issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : [])));
}

function listOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  const last = texts.pop() ?? 'something else';
  return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`;
}
