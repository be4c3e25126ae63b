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
    return said(await clack.select({ message: question, options: options.map((value) => ({ value, label: value })) }));
  },
  async confirm(question) {
    return said(await clack.confirm({ message: question, initialValue: false }));
  },
};

function said<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === 'symbol') throw new CliError(EXIT.refused, 'CANCELLED', 'Stopped: nothing was sent.');
  return answer as Exclude<T, symbol>; // the line above leaves nothing else
}
