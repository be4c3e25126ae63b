import { readFileSync } from 'node:fs';
import { text as streamText } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { activationViewSchema } from '../../domain/api/activation-views.ts';
import { profileInForceSchema, profileViewSchema } from '../../domain/api/profile-views.ts';
import { actAnswerSchema, caseViewSchema, detainerViewSchema } from '../../domain/api/views.ts';
import { type ActName, type ActOn, ACTS } from '../../domain/lifecycle/acts.ts';
import { type Field, type FieldContext, isUnfilled, OMIT } from '../fields.ts';
import { CliError, EXIT } from '../exit.ts';
import { FORMS } from '../forms.ts';
import { type Io, print } from '../io.ts';
import { VERBS } from '../verbs.ts';
import { type Work, withCommon, withExamples, workOf } from './common.ts';

/** The command of one act: its arguments as options, from a JSON file, or asked for one by one on a terminal. */
export function actCommand(io: Io, act: ActName): Command {
  const { words, summary, examples } = VERBS[act];
  const name = words.at(-1) ?? act;
  const command = withCommon(new Command(name)).description(summary).argument('[id]', idHelp(act));
  for (const field of FORMS[act]) command.addOption(optionOf(field));
  command
    .option('--file <json>', 'take all answers from a JSON file')
    .option('--template', 'print that file with places to fill in')
    .option('--idempotency-key <key>', 'the same key again does nothing a second time');
  return withExamples(command, examples).action(async () => run(io, act, command));
}

function idHelp(act: ActName): string {
  return ID_HELP[ACTS[act].on];
}

const ID_HELP: Readonly<Record<ActOn, string>> = {
  case: 'the case: at least the first four digits of its id',
  detainer: 'the detainer: first digits of the case and the number, as 3f2a-1',
  activation: 'the jurisdiction, as XX-HARBOR',
};

function optionOf(field: Field): Option {
  const option = new Option(field.flags, field.help);
  return field.repeats
    ? option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text])
    : option;
}

async function run(io: Io, act: ActName, command: Command): Promise<void> {
  if (command.opts().template === true) return io.out(`${JSON.stringify(templateOf(act), null, 2)}\n`);
  const work = workOf(io, command);
  const [id] = work.args;
  if (id === undefined)
    throw new CliError(EXIT.refused, 'ID_MISSING', `Say which ${ACTS[act].on}: give the first digits of its id.`, {
      field: 'id',
    });
  const args = await argumentsOf(work, act, { id, typed: command.opts() });
  const key = work.option('idempotencyKey');
  const answer = await work.api.call({
    method: 'POST',
    path: `/v1/${ACTS[act].on}s/${encodeURIComponent(id)}/acts/${act}`,
    json: args,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    answer: actAnswerSchema,
  });
  print(io, work.json, answer, () => SAYS[answer.status]);
}

const SAYS = {
  DONE: 'Recorded.',
  TAKEN: 'Taken. It shows in the case as soon as it is recorded.',
  UNANSWERED:
    'The case has not answered yet. Look at it in a moment; sending it again with the same --idempotency-key is safe.',
} as const;

/** An act's arguments with a place to fill in for each answer. Nothing in it is an answer: unfilled, it is refused. */
export function templateOf(act: ActName): Record<string, unknown> {
  return Object.fromEntries(
    FORMS[act].filter((field) => field.blank !== OMIT).map((field) => [field.key, field.blank]),
  );
}

interface Given {
  readonly id: string;
  readonly typed: Readonly<Record<string, unknown>>;
}

async function argumentsOf(work: Work, act: ActName, given: Given): Promise<unknown> {
  const file = work.option('file');
  if (file !== undefined) return fromFile(file);
  const texts = textsOf(act, given.typed);
  const context = contextOf(work, act, given.id);
  if (texts.size === 0 && FORMS[act].length > 0 && work.io.interactive && !work.json) return asked(act, context);
  return fromOptions(act, texts, context);
}

async function fromFile(file: string): Promise<unknown> {
  const text = await textOf(file);
  if (isUnfilled(text)) {
    throw new CliError(
      EXIT.refused,
      'TEMPLATE_UNFILLED',
      'The file still holds places to fill in, ‹…›: put your own answer in each. Nothing is assumed.',
      { field: '--file' },
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliError(EXIT.refused, 'FILE_UNREADABLE', 'The file is no JSON: --template prints an empty one.', {
      field: '--file',
    });
  }
}

/** A file, or standard input for `-`. */
async function textOf(file: string): Promise<string> {
  try {
    return file === '-' ? await streamText(process.stdin) : readFileSync(file, 'utf8');
  } catch {
    throw new CliError(EXIT.refused, 'FILE_UNREADABLE', 'The file is missing or cannot be read.', { field: '--file' });
  }
}

/** What was typed for each field, as a list of texts; a field that was not given is absent. */
function textsOf(act: ActName, typed: Readonly<Record<string, unknown>>): ReadonlyMap<Field, readonly string[]> {
  const given = FORMS[act].map((field) => [field, textList(typed[optionOf(field).attributeName()])] as const);
  return new Map(given.filter(([, texts]) => texts.length > 0));
}

function textList(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

async function fromOptions(
  act: ActName,
  texts: ReadonlyMap<Field, readonly string[]>,
  context: FieldContext,
): Promise<Record<string, unknown>> {
  const missing = FORMS[act].filter((field) => !texts.has(field) && field.absent === undefined);
  if (missing.length > 0) {
    const details = missing.map(({ flags, help }) => ({ field: flags, code: 'OPTION_MISSING', reason: help }));
    throw new CliError(
      EXIT.refused,
      'OPTION_MISSING',
      `Still to be given: ${missing.map(({ flags }) => flags.split(' ')[0]).join(', ')}. Nothing is assumed.`,
      { details },
    );
  }
  const args: Record<string, unknown> = {};
  for (const field of FORMS[act]) {
    const given = texts.get(field);
    const value = given === undefined ? field.absent : await field.read(given, context);
    if (value !== OMIT) args[field.key] = value;
  }
  return args;
}

async function asked(act: ActName, context: FieldContext): Promise<Record<string, unknown>> {
  const { terminalPrompter } = await import('../prompts.ts');
  const args: Record<string, unknown> = {};
  for (const field of FORMS[act]) {
    const value = await field.ask(terminalPrompter, context, args);
    if (value !== OMIT) args[field.key] = value;
  }
  if (await terminalPrompter.confirm('Send this?')) return args;
  throw new CliError(EXIT.refused, 'CANCELLED', 'Stopped: nothing was sent.');
}

/** `now` is the own time of the case or detainer acted on, which on a development server may run ahead of the wall's. */
function contextOf(work: Work, act: ActName, id: string): FieldContext {
  const { on } = ACTS[act];
  const path = `/v1/${on}s/${encodeURIComponent(id)}`;
  return {
    boxes: async () => await boxesInForce(work, on, path),
    now: async () => (await work.api.call({ path, answer: VIEWS[on] })).now,
  };
}

const VIEWS = { case: caseViewSchema, detainer: detainerViewSchema, activation: activationViewSchema };

/** The boxes of the form in force for a case, or of a detainer's own form; undefined where they cannot be found out: then all are offered. */
async function boxesInForce(work: Work, on: ActOn, path: string): Promise<readonly string[] | undefined> {
  try {
    if (on === 'detainer') {
      const { profile } = await work.api.call({ path, answer: detainerViewSchema });
      const own = await work.api.call({
        path: `/v1/profiles/${encodeURIComponent(profile)}`,
        answer: profileViewSchema,
      });
      return own.profile.bases;
    }
    const view = await work.api.call({ path, answer: caseViewSchema });
    if (view.view !== 'full') return undefined;
    const query = { jurisdiction: view.jurisdiction ?? undefined, at: view.now };
    const inForce = await work.api.call({ path: '/v1/profiles/in-force', query, answer: profileInForceSchema });
    return inForce.profile.bases;
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}
