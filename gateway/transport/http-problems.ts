/** Why a post of a device is not taken, and what it should do. */
import type { FrameFault } from '../../devices/codec/codec.ts';
import type { HttpProblem } from './http-request.ts';

export const notAllowed: HttpProblem = {
  status: 401,
  code: 'not-allowed',
  title: 'Not allowed',
  detail:
    'Give the secret of the connection that carries this device: Authorization: Bearer SECRET, or Basic with the connection as user. It is made by tallygate enrol CONNECTION.',
};
export const wrongType: HttpProblem = {
  status: 415,
  code: 'wrong-type',
  title: 'Unsupported media type',
  detail: 'The body must be application/json, text/plain or application/octet-stream.',
};
export const comeAgain: HttpProblem = {
  status: 503,
  code: 'come-again',
  title: 'Not possible now',
  detail: 'More waits to be stored than may. Send it again in a second.',
};
export const keyReused: HttpProblem = {
  status: 422,
  code: 'key-reused',
  title: 'Not taken',
  detail: 'This Idempotency-Key was given with another body before. Nothing was stored; send it with a key of its own.',
};
export const notStored: HttpProblem = {
  status: 503,
  code: 'not-stored',
  title: 'Not possible now',
  detail: 'The ledger could not store it. Send it again.',
};
export const nothingIn: HttpProblem = {
  status: 400,
  code: 'bad-request',
  title: 'Bad request',
  detail: 'The body is empty.',
};

export function notUnderstood({ place, rule }: FrameFault): HttpProblem {
  return {
    status: 422,
    code: 'not-understood',
    title: 'Not understood',
    detail: `${place}: ${rule}. It is stored in the quarantine; sending it again changes nothing.`,
  };
}
