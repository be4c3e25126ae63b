import { CodedError } from '../domain/errors.ts';

/** Asks a person; `undefined` answers nothing was said. Rejects with CANCELLED when the person stops. */
export interface Prompter {
  text(question: string, options?: { readonly initial?: string; readonly optional?: boolean }): Promise<string>;
  choose(question: string, options: readonly string[]): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

export interface FieldContext {
  /** The case's own time, for an instant given as `now`. */
  now(): Promise<string>;
  /** The boxes of the form in force where the case lies, if that can be found out. */
  boxes?(): Promise<readonly string[] | undefined>;
}

/** One argument of an act: as an option of the command line, as a question, and as an example in the template. */
export interface Field {
  readonly key: string;
  /** Long option with its placeholder, e.g. `--reasons <words>`. */
  readonly flags: string;
  readonly help: string;
  readonly repeats?: true;
  /** What stands where nothing was given: a value, `OMIT` to leave the member out, or nothing: it must be given. */
  readonly absent?: unknown;
  /** What a filled-in template holds here; it stands in the documentation and the tests. */
  readonly example: unknown;
  /** What an empty template holds here, `‹…›`: it is refused until a person has put an answer in its place. */
  readonly blank: unknown;
  read(texts: readonly string[], context: FieldContext): Promise<unknown>;
  /** `before`: what was answered to the questions before this one. */
  ask(prompter: Prompter, context: FieldContext, before: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** The member is left out. */
export const OMIT = Symbol('omit');

interface Basics {
  readonly key: string;
  readonly flag: string;
  readonly help: string;
  readonly example: unknown;
}

/** A place in a template that a person fills in. */
export function toFill(what: string): string {
  return `‹${what}›`;
}

/** Whether a text still holds such a place. */
export function isUnfilled(text: string): boolean {
  return text.includes('‹') && text.includes('›');
}

type Answered = { readonly answer: string; readonly [words: string]: string };

/** Words that must be given. */
export function words(basics: Basics): Field {
  return {
    ...basics,
    flags: `--${basics.flag} <words>`,
    blank: toFill(basics.help),
    read: async (texts) => last(texts),
    ask: (prompter) => prompter.text(basics.help),
  };
}

/** Words that may be missing: then `absent` stands. */
export function optionalWords(basics: Basics & { readonly absent: null | typeof OMIT }): Field {
  return {
    ...words(basics),
    absent: basics.absent,
    blank: basics.absent,
    ask: async (prompter) => {
      const text = await prompter.text(`${basics.help} (leave empty if none)`, { optional: true });
      return text === '' ? basics.absent : text;
    },
  };
}

/** One of several words; case and hyphens do not matter. */
export function choice(basics: Basics & { readonly options: readonly string[] }): Field {
  return {
    ...basics,
    flags: `--${basics.flag} <choice>`,
    help: `${basics.help}: ${basics.options.join(', ')}`,
    blank: toFill(basics.options.join(' | ')),
    read: async (texts) => oneOf(basics.flag, basics.options, last(texts)),
    ask: (prompter) => prompter.choose(basics.help, basics.options),
  };
}

/** A whole number. Whether it is one is for the schema of the act to say. */
export function wholeNumber(basics: Basics): Field {
  return {
    ...words(basics),
    flags: `--${basics.flag} <n>`,
    read: async (texts) => Number(last(texts)),
    ask: async (prompter) => Number(await prompter.text(basics.help, { initial: '1' })),
  };
}

/** yes or no. */
export function yesNo(basics: Basics): Field {
  return {
    ...basics,
    flags: `--${basics.flag} <yes|no>`,
    blank: toFill('true | false'),
    read: async (texts) => oneOf(basics.flag, ['YES', 'NO'], last(texts)) === 'YES',
    ask: (prompter) => prompter.confirm(basics.help),
  };
}

/** An instant with its offset, or `now`. */
export function instant(basics: Basics): Field {
  return {
    ...basics,
    flags: `--${basics.flag} <instant>`,
    help: `${basics.help}: with offset, as 2011-09-16T17:00:00-04:00, or now`,
    blank: toFill('2011-09-16T17:00:00-04:00'),
    read: async (texts, context) => instantOf(last(texts), context),
    ask: async (prompter, context) => instantOf(await prompter.text(basics.help, { initial: 'now' }), context),
  };
}

/** An instant that may be unknown: then it is null. */
export function optionalInstant(basics: Basics): Field {
  return {
    ...instant(basics),
    absent: null,
    blank: null,
    ask: async (prompter, context) => {
      const text = await prompter.text(`${basics.help} (leave empty if nobody can say)`, { optional: true });
      return text.trim() === '' ? null : instantOf(text, context);
    },
  };
}

/** An answer with the words that go with it: `ANSWER:words`. `member` names the words in the JSON. */
export function answered(basics: Basics & { readonly options: readonly string[]; readonly member: string }): Field {
  const { flag, options, member, help } = basics;
  return {
    ...basics,
    flags: `--${flag} <answer:words>`,
    help: `${help}: ${options.join(', ')}, a colon, and your words`,
    blank: blankAnswer(options, member),
    read: async (texts) => readAnswer(flag, options, member, last(texts)),
    ask: async (prompter) => askAnswer(prompter, help, options, member),
  };
}

/** Several questions answered under one repeated option: `NAME=ANSWER:words`. Each must be answered: nothing is assumed. */
export function answers(
  basics: Basics & { readonly names: readonly string[]; readonly options: readonly string[] },
): Field {
  const { flag, names, options, help } = basics;
  return {
    ...basics,
    flags: `--${flag} <name=answer:words>`,
    help: `${help}: one of ${names.join(', ')}; then ${options.join(', ')}; then your words`,
    repeats: true,
    blank: Object.fromEntries(names.map((name) => [name, blankAnswer(options, 'words')])),
    read: async (texts) => readAnswers(flag, names, options, texts),
    ask: async (prompter) => {
      const given: Record<string, Answered> = {};
      for (const name of names) given[name] = await askAnswer(prompter, titled(name), options, 'words');
      return given;
    },
  };
}

/** A list of records written as `part|part|…`; `parts` names them, `build` makes the record. */
export function records(
  basics: Basics & {
    readonly parts: readonly string[];
    readonly absent?: readonly unknown[];
    readonly blank?: readonly unknown[];
    readonly build: (parts: readonly string[], context: FieldContext) => Promise<unknown>;
  },
): Field {
  const { flag, parts, help, build } = basics;
  const read = async (text: string, context: FieldContext): Promise<unknown> => {
    const given = text.split('|').map((part) => part.trim());
    if (given.length !== parts.length) throw unreadable(flag, `takes ${parts.join('|')}`);
    return build(given, context);
  };
  return {
    ...basics,
    flags: `--${flag} <${parts.join('|')}>`,
    help: `${help} (may be repeated)`,
    repeats: true,
    blank: basics.absent ?? basics.blank,
    read: async (texts, context) => Promise.all(texts.map((text) => read(text, context))),
    ask: async (prompter, context) => {
      const list: unknown[] = [];
      while (await prompter.confirm(`${help}: ${list.length === 0 ? 'is there one' : 'another one'}?`)) {
        const given: string[] = [];
        for (const part of parts)
          given.push(await prompter.text(part, part.includes('instant') ? { initial: 'now' } : {}));
        list.push(await build(given, context));
      }
      return list;
    },
  };
}

/** An instant as typed; `now` is the case's own time. Whether it is one is for the schema of the act to say. */
export async function instantOf(text: string, context: FieldContext): Promise<string> {
  return text.trim().toLowerCase() === 'now' ? context.now() : text.trim();
}

function blankAnswer(options: readonly string[], member: string): Answered {
  return { answer: toFill(options.join(' | ')), [member]: toFill('in your words') };
}

function readAnswers(
  flag: string,
  names: readonly string[],
  options: readonly string[],
  texts: readonly string[],
): Record<string, Answered> {
  const given: Record<string, Answered> = {};
  for (const text of texts) {
    const [, name = '', rest = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (rest === '') throw unreadable(flag, 'takes NAME=ANSWER:words');
    given[oneOf(flag, names, name)] = readAnswer(flag, options, 'words', rest);
  }
  const missing = names.filter((name) => !(name in given));
  if (missing.length > 0)
    throw new CodedError('OPTION_MISSING', `--${flag} is still to be given for: ${missing.join(', ')}.`, `--${flag}`);
  return given;
}

function readAnswer(flag: string, options: readonly string[], member: string, text: string): Answered {
  const colon = text.indexOf(':');
  if (colon < 0) throw unreadable(flag, 'takes an answer, a colon, and your words');
  const words = text
    .slice(colon + 1)
    .trim()
    .replace(/^"(.*)"$/s, '$1');
  return { answer: oneOf(flag, options, text.slice(0, colon)), [member]: words };
}

async function askAnswer(
  prompter: Prompter,
  question: string,
  options: readonly string[],
  member: string,
): Promise<Answered> {
  const answer = await prompter.choose(question, options);
  return { answer, [member]: await prompter.text(`${question}: in your words`) };
}

/** Words of a schema's name as a person reads them: `EARLIER_REMOVAL` → `Earlier removal`. */
export function titled(name: string): string {
  const text = name.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function oneOf(flag: string, options: readonly string[], text: string): string {
  const wanted = text.trim().toUpperCase().replaceAll('-', '_');
  if (options.includes(wanted)) return wanted;
  throw unreadable(flag, `takes one of ${options.join(', ')}`);
}

export function last(texts: readonly string[]): string {
  return texts.at(-1) ?? '';
}

export function unreadable(flag: string, what: string): CodedError {
  return new CodedError('OPTION_UNREADABLE', `--${flag} ${what}.`, `--${flag}`);
}
