import type { Command } from 'commander';
import {
  moaListSchema,
  moaViewSchema,
  receivingListSchema,
  receivingWordSchema,
  requestListSchema,
  requestViewSchema,
  withheldListSchema,
} from '../../domain/api/receiving-views.ts';
import { REQUESTS } from '../../domain/jurisdiction/requests.ts';
import { type Io, print } from '../io.ts';
import { choiceText, moaText, receivingText, requestText, withheldText } from '../render/receiving.ts';
import { when } from '../render/text.ts';
import { apiCommand, group, required, type Work } from './common.ts';

type Options = readonly (readonly [string, string])[];

const FROM: Options = [['--from <instant>', 'ISO instant with offset, still to come (at once)']];
const SOURCE: Options = [['--source <words>', 'where that is known from, in your own words']];
const CHOOSING: Options = [
  ['--jurisdiction <id>', 'the jurisdiction that chooses'],
  ...FROM,
  ['--reasons <words>', 'why, in your own words'],
  ['--letter-of <name>', 'who signed the jurisdiction’s letter (an administrator enters it)'],
  ['--letter-dated <date>', 'date of that letter, YYYY-MM-DD'],
];
const FINDING: Options = [
  ...FROM,
  ['--title <words>', 'the capacity in which you find'],
  ['--statement <words>', 'what you state, in your own words'],
];

/** `sc receiving list|stop|resume|withheld`. */
export function receivingCommand(io: Io): Command {
  return group('receiving', 'see and choose who receives the immigration identifications', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list who does not receive, since when, and every choice and finding',
      examples: ['receiving list --as county', 'receiving list --as auditor --json'],
      work: async (work) => {
        const answer = await work.api.call({ path: '/v1/receiving-choices', answer: receivingListSchema });
        print(work.io, work.json, answer, () => receivingText(answer));
      },
    }),
    apiCommand(io, {
      usage: 'stop',
      summary: 'choose not to receive the identifications; nothing else changes',
      options: CHOOSING,
      examples: [
        'receiving stop --jurisdiction XX-EXAMPLE --reasons "The board voted on 2 May." --as county',
        'receiving stop --jurisdiction XX-SAMPLE --reasons "Letter received." --letter-of "Parish council" --letter-dated 2011-05-02 --as administrator',
      ],
      work: (work) => choose(work, false),
    }),
    apiCommand(io, {
      usage: 'resume',
      summary: 'choose to receive the identifications again: those sent from then on',
      options: CHOOSING,
      examples: ['receiving resume --jurisdiction XX-EXAMPLE --reasons "The board voted again." --as county'],
      work: (work) => choose(work, true),
    }),
    apiCommand(io, {
      usage: 'withheld',
      summary: 'list the messages that were withheld from bureaus and agencies',
      examples: ['receiving withheld --as auditor'],
      work: async (work) => {
        const answer = await work.api.call({ path: '/v1/withheld', answer: withheldListSchema });
        print(work.io, work.json, answer, () => withheldText(answer.messages));
      },
    }),
  ]);
}

/** `sc moa list|add|end|find`. */
export function moaCommand(io: Io): Command {
  return group('moa', 'see and enter agreements with states, and find what one that a state ended comes to', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the agreements: executed when, ended by whom and when, and what counsel found',
      examples: ['moa list --as officer', 'moa list --as auditor --json'],
      work: async (work) => {
        const answer = await work.api.call({ path: '/v1/moas', answer: moaListSchema });
        print(work.io, work.json, answer, () => moaText(answer.moas));
      },
    }),
    apiCommand(io, {
      usage: 'add <state>',
      summary: 'enter an agreement; nothing asks for one',
      options: [['--executed <date>', 'when it was executed, YYYY-MM-DD'], ...SOURCE],
      examples: ['moa add XX --executed 2009-04-01 --source "The signed paper." --as administrator'],
      work: async (work) => {
        const [state = ''] = work.args;
        const json = { state, executedOn: required(work, 'executed'), source: required(work, 'source') };
        await moa(work, '/v1/moas', json);
      },
    }),
    apiCommand(io, {
      usage: 'end <agreement>',
      summary: 'enter that an agreement was ended, by DHS or by the state itself; that alone has no effect',
      options: [['--by <whom>', 'DHS or STATE'], ['--on <date>', 'when it ended, YYYY-MM-DD'], ...SOURCE],
      examples: [
        'moa end 1 --by DHS --on 2011-08-05 --source "Letter to the governor." --as administrator',
        'moa end 1 --by STATE --on 2011-05-04 --source "Letter of the governor." --as administrator',
      ],
      work: async (work) => {
        const json = { by: required(work, 'by'), on: required(work, 'on'), source: required(work, 'source') };
        await moa(work, `/v1/moas/${first(work)}/end`, json);
      },
    }),
    apiCommand(io, {
      usage: 'find <agreement>',
      summary: 'find, as counsel, that the state receives no status information from an instant on; --receives: again',
      options: [['--receives', 'it does receive (else: it does not)'], ...FINDING],
      examples: [
        'moa find 1 --title "Chief counsel" --statement "The state ended it by its letter of 4 May." --as counsel',
        'moa find 1 --receives --title "Chief counsel" --statement "The state took its letter back." --as counsel',
      ],
      work: async (work) => {
        const json = {
          receives: work.flag('receives'),
          from: work.option('from') ?? null,
          title: required(work, 'title'),
          statement: required(work, 'statement'),
        };
        await word(work, `/v1/moas/${first(work)}/find`, json);
      },
    }),
  ]);
}

/** `sc sharing-request list|make`. */
export function sharingRequestCommand(io: Io): Command {
  return group(
    'sharing-request',
    'make and see requests on sharing: each is answered with the reason, and has no effect',
    [
      apiCommand(io, {
        usage: 'list',
        summary: 'list the requests with their answers',
        examples: ['sharing-request list --as county', 'sharing-request list --as auditor --json'],
        work: async (work) => {
          const answer = await work.api.call({ path: '/v1/sharing-requests', answer: requestListSchema });
          print(work.io, work.json, answer, () => requestText(answer.requests));
        },
      }),
      apiCommand(io, {
        usage: 'make <kind>',
        summary: `ask for ${REQUESTS.map((kind) => kind.toLowerCase().replaceAll('_', '-')).join(', ')}`,
        options: [['--words <words>', 'your request, in your own words']],
        examples: [
          'sharing-request make criminal-check-only --words "Use our prints for the criminal check only." --as county',
          'sharing-request make no-activation --words "The state has not agreed." --as governor',
        ],
        work: async (work) => {
          const json = { kind: first(work).toUpperCase().replaceAll('-', '_'), words: required(work, 'words') };
          const call = { method: 'POST', path: '/v1/sharing-requests', json, answer: requestViewSchema } as const;
          const made = await work.api.call(call);
          print(work.io, work.json, made, () => `Request ${made.number} is kept.\n\n${made.answer}`);
        },
      }),
    ],
  );
}

async function choose(work: Work, receives: boolean): Promise<void> {
  const signedBy = work.option('letterOf');
  const letter = signedBy === undefined ? null : { signedBy, dated: required(work, 'letterDated', '--letter-dated') };
  const jurisdiction = required(work, 'jurisdiction');
  const json = {
    jurisdiction,
    receives,
    from: work.option('from') ?? null,
    reasons: required(work, 'reasons'),
    letter,
  };
  await word(work, '/v1/receiving-choices', json);
}

async function word(work: Work, path: string, json: unknown): Promise<void> {
  const stands = await work.api.call({ method: 'POST', path, json, answer: receivingWordSchema });
  print(
    work.io,
    work.json,
    stands,
    () => `${choiceText(stands)} from ${when(stands.from, undefined)}. Nothing else changes.`,
  );
}

async function moa(work: Work, path: string, json: unknown): Promise<void> {
  const stands = await work.api.call({ method: 'POST', path, json, answer: moaViewSchema });
  print(work.io, work.json, stands, () => moaText([stands]));
}

function first(work: Work): string {
  const [id = ''] = work.args;
  return encodeURIComponent(id);
}
