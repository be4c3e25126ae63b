import type { Command } from 'commander';
import type { z } from 'zod';
import { type Agreement, agreementSchema } from '../../domain/agreement/agreement.ts';
import { agreementListSchema } from '../../domain/api/agreement-views.ts';
import { type Io, print } from '../io.ts';
import { agreementText } from '../render/agreement.ts';
import { when } from '../render/text.ts';
import { apiCommand, group, required, type Work } from './common.ts';

type Options = readonly (readonly [string, string])[];

const PERIOD: Options = [
  ['--from <instant>', 'ISO instant with offset, still to come when counsel signs'],
  ['--to <instant>', 'ISO instant at which it ends (until further notice)'],
];
const REASONS: Options = [['--reasons <words>', 'the document it rests on, in your own words']];
const SIGNING: Options = [
  ['--title <words>', 'the capacity in which you act'],
  ['--statement <words>', 'what you state, in your own words'],
];
const ENDING: Options = [['--at <instant>', 'ISO instant still to come (at once)'], ...SIGNING];

/** `sc agreement list|add|sign|end|designate|sign-officer|withdraw`. */
export function agreementCommand(io: Io): Command {
  return group('agreement', 'see 287(g) agreements, enter, sign and end them, and whom they designate', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the agreements: where, when, whose supervision, and whom they designate',
      examples: ['agreement list --as deputy', 'agreement list --as auditor --json'],
      work: async (work) => {
        const answer = await work.api.call({ path: '/v1/agreements', answer: agreementListSchema });
        print(work.io, work.json, answer, () => agreementText(answer.agreements, answer.now));
      },
    }),
    apiCommand(io, {
      usage: 'add',
      summary: 'enter an agreement; it counts for nothing until counsel signs it',
      options: [
        ['--jurisdiction <id>', 'a jurisdiction of the register'],
        ['--supervisor <id:name>', 'the federal officer who supervises: staff id, a colon, and the name'],
        ...PERIOD,
        ...REASONS,
      ],
      examples: [
        'agreement add --jurisdiction XX-SAMPLE --supervisor "supervisor:Jordan Pell" --from 2030-01-01T00:00:00-05:00 --to 2033-01-01T00:00:00-05:00 --reasons "Memorandum of 3 May." --as administrator',
      ],
      work: add,
    }),
    apiCommand(io, {
      usage: 'sign <agreement>',
      summary: 'sign an agreement as counsel, other than who entered it and before it begins',
      options: SIGNING,
      examples: [
        'agreement sign 2 --title "Chief counsel" --statement "I have read it and answer for it." --as counsel',
      ],
      work: async (work) => stated(work, `/v1/agreements/${first(work)}/sign`, {}),
    }),
    apiCommand(io, {
      usage: 'end <agreement>',
      summary: 'end an agreement early; decisions that wait for a review under it have no effect',
      options: ENDING,
      examples: ['agreement end 2 --title "Chief counsel" --statement "The county has withdrawn." --as counsel'],
      work: async (work) => stated(work, `/v1/agreements/${first(work)}/end`, { endsAt: work.option('at') ?? null }),
    }),
    apiCommand(io, {
      usage: 'designate <agreement>',
      summary: 'enter an officer whom an agreement is to designate; it counts for nothing until counsel signs it',
      options: [
        ['--officer <id:name>', 'staff id, a colon, and the name'],
        ['--trained-on <date>', 'the day on which the federal training was completed'],
        ...PERIOD,
        ...REASONS,
      ],
      examples: [
        'agreement designate 2 --officer "deputy-two:Rory Quinn" --trained-on 2029-11-20 --from 2030-01-01T00:00:00-05:00 --reasons "Certificate seen." --as administrator',
      ],
      work: designate,
    }),
    apiCommand(io, {
      usage: 'sign-officer <designation>',
      summary: 'sign a designation as counsel, other than who entered it and before it begins',
      options: SIGNING,
      examples: ['agreement sign-officer 4 --title "Chief counsel" --statement "Certificate seen." --as counsel'],
      work: async (work) => stated(work, `/v1/designations/${first(work)}/sign`, {}),
    }),
    apiCommand(io, {
      usage: 'withdraw <designation>',
      summary: 'withdraw a designation; the officer’s decisions that wait for a review have no effect',
      options: ENDING,
      examples: ['agreement withdraw 4 --title "Administrator" --statement "Left the force." --as administrator'],
      work: async (work) =>
        stated(work, `/v1/designations/${first(work)}/withdraw`, { endsAt: work.option('at') ?? null }),
    }),
  ]);
}

async function add(work: Work): Promise<void> {
  const json = {
    jurisdiction: required(work, 'jurisdiction'),
    supervisor: named(required(work, 'supervisor')),
    ...period(work),
  };
  const agreement = await send(work, '/v1/agreements', json);
  print(work.io, work.json, agreement, () =>
    [
      `Agreement ${agreement.id} is entered. It counts for nothing until counsel signs it, before ${when(agreement.from, undefined)}:`,
      `  sc agreement sign ${agreement.id} --title … --statement … --as counsel`,
    ].join('\n'),
  );
}

async function designate(work: Work): Promise<void> {
  const json = {
    officer: named(required(work, 'officer')),
    trainedOn: required(work, 'trainedOn', '--trained-on'),
    ...period(work),
  };
  const agreement = await send(work, `/v1/agreements/${first(work)}/designations`, json);
  const id = agreement.designations.at(-1)?.id ?? '';
  print(work.io, work.json, agreement, () =>
    [
      `Designation ${id} is entered. It counts for nothing until counsel signs it:`,
      `  sc agreement sign-officer ${id} --title … --statement … --as counsel`,
    ].join('\n'),
  );
}

async function stated(work: Work, path: string, more: object): Promise<void> {
  const json = { ...more, title: required(work, 'title'), statement: required(work, 'statement') };
  const agreement = await send(work, path, json);
  print(work.io, work.json, agreement, () => agreementText([agreement], undefined));
}

async function send(work: Work, path: string, json: object): Promise<Agreement> {
  const answer: z.ZodType<Agreement> = agreementSchema;
  return await work.api.call({ method: 'POST', path, json, answer });
}

function period(work: Work) {
  return { from: required(work, 'from'), to: work.option('to') ?? null, reasons: required(work, 'reasons') };
}

function first({ args }: Work): string {
  return encodeURIComponent(args[0] ?? '');
}

/** `id:name`; what is wrong with it, the API says. */
function named(text: string): { id: string; name: string } {
  const colon = text.indexOf(':');
  return colon < 0 ? { id: text, name: '' } : { id: text.slice(0, colon).trim(), name: text.slice(colon + 1).trim() };
}
