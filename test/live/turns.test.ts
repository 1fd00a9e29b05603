/** Goal: what is about one thing is done one after the other, whatever fails; what is about another waits for nobody. */
import { expect, test } from 'vitest';
import { Turns } from '../../gateway/live/turns.ts';

test('the second of a name begins when the first has ended, also badly; another name does not wait', async () => {
  const turns = new Turns();
  const said: string[] = [];
  let fail: (thrown: Error) => void = () => undefined;
  const say = (word: string) => () => Promise.resolve(said.push(word));
  const first = turns.take('gear', () => {
    said.push('first');
    return new Promise((_, reject) => {
      fail = reject;
    });
  });
  const second = turns.take('gear', say('second'));
  await turns.take('bolt', say('bolt'));
  expect(said).toEqual(['first', 'bolt']);
  fail(new Error('the writer has gone'));
  await expect(first).rejects.toThrow('the writer has gone');
  await second;
  expect(said).toEqual(['first', 'bolt', 'second']);
});
