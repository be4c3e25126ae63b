import * as clack from '@clack/prompts';
import { CliError, EXIT } from './exit.ts';
import type { Prompter } from './fields.ts';

/** Questions on the terminal. Stopping (Ctrl-C) sends nothing. */
export const terminalPrompter: Prompter = {
  async text(question, { initial, optional = false } = {}) {
    const answer = await clack.text({
      message: question,
      ...(initial === undefined ? {} : { initialValue: initial }),
      validate: (value) => (optional || (value ?? '').trim() !== '' ? undefined : 'Say something: nothing is assumed.'),
    });
    return said(answer);
  },
  async choose(question, options) {
    return await choice(question, options);
  },
  async confirm(question) {
    return (await choice(question, ['yes', 'no'])) === 'yes';
  },
};

/** What stands under the cursor at first is no answer: whoever only presses Enter has not decided anything (rule B1). */
const UNDECIDED = '';

async function choice(question: string, answers: readonly string[]): Promise<string> {
  const options = [{ value: UNDECIDED, label: '(choose one)' }, ...answers.map((value) => ({ value, label: value }))];
  for (;;) {
    const answer = said(await clack.select({ message: question, options }));
    if (answer !== UNDECIDED) return answer;
  }
}

function said<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === 'symbol') throw new CliError(EXIT.refused, 'CANCELLED', 'Stopped: nothing was sent.');
  return answer as Exclude<T, symbol>; // the line above leaves nothing else
}
