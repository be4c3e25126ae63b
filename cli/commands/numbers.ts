import type { Command } from 'commander';
import { phoneNumbersSchema } from '../../domain/api/profile-views.ts';
import { phoneNumberSchema } from '../../domain/profile/numbers.ts';
import { type Io, print } from '../io.ts';
import { numbersText } from '../render/profile.ts';
import { apiCommand, group, required, type Work } from './common.ts';

const PATH = '/v1/phone-numbers';

/** `sc numbers list|set|verify`. */
export function numbersCommand(io: Io): Command {
  return group('numbers', 'see, enter and verify the three telephone numbers of forms and pages', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the numbers: which stand, which are missing, who entered and called them',
      examples: ['numbers list --as administrator', 'numbers list --as crcl --json'],
      work: async (work) => {
        const answer = await work.api.call({ path: PATH, answer: phoneNumbersSchema });
        print(work.io, work.json, answer, () => numbersText(answer));
      },
    }),
    apiCommand(io, {
      usage: 'set <line> <number>',
      summary:
        'enter a number for civilRights, dayAndNight or citizenOrVictim; it is shown once somebody else has called it',
      options: [
        ['--answered-by <words>', 'who answers'],
        ['--hours <words>', 'when'],
        ['--enforcement <yes|no>', 'whether enforcement staff answer; never for civilRights'],
      ],
      examples: [
        'numbers set dayAndNight "(800) 555-0102" --answered-by "Support Center" --hours "24 hours, every day" --enforcement yes --as administrator',
      ],
      work: enter,
    }),
    apiCommand(io, {
      usage: 'verify <id>',
      summary: 'record a call to an entered number: reached, or --not-reached, and it no longer stands',
      options: [
        ['--on <date>', 'the day of the call, YYYY-MM-DD (today)'],
        ['--words <words>', 'who answered and what was said'],
        ['--not-reached', 'it was not answered as the entry says'],
      ],
      examples: ['numbers verify 2 --words "A person of the office answered at once." --as crcl'],
      work: verify,
    }),
  ]);
}

async function enter(work: Work): Promise<void> {
  const [line = '', number = ''] = work.args;
  const said = required(work, 'enforcement');
  const json = {
    line,
    number,
    answeredBy: required(work, 'answeredBy', '--answered-by'),
    hours: required(work, 'hours'),
    // Anything but yes or no goes as it is, for the API to refuse: nothing is assumed.
    enforcement: said === 'yes' ? true : said === 'no' ? false : said,
  };
  const entry = await work.api.call({ method: 'POST', path: PATH, json, answer: phoneNumberSchema });
  print(
    work.io,
    work.json,
    entry,
    () => `Entered as ${entry.id}. It is shown nowhere until somebody else calls it: sc numbers verify ${entry.id}`,
  );
}

async function verify(work: Work): Promise<void> {
  const [id = ''] = work.args;
  const entry = await work.api.call({
    method: 'POST',
    path: `${PATH}/${encodeURIComponent(id)}/verify`,
    json: {
      reached: !work.flag('notReached'),
      on: work.option('on') ?? new Date().toISOString().slice(0, 10),
      words: required(work, 'words'),
    },
    answer: phoneNumberSchema,
  });
  print(work.io, work.json, entry, () =>
    work.flag('notReached') ? `${entry.number} no longer stands.` : `${entry.number} stands for ${entry.line}.`,
  );
}
