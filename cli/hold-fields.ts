/** The fields of what is asked of a jail: boxes, words to them, purpose, warrant (rule C1). Nothing in them is chosen beforehand. */
import { holdRequestSchema } from '../domain/decision/hold-request.ts';
import { asksToHold, DECISIONS } from '../domain/decision/decision.ts';
import { DETAINER_BASES } from '../domain/profile/profile.ts';
import { type Field, type FieldContext, last, oneOf, type Prompter, titled, toFill, unreadable } from './fields.ts';

export const PURPOSES = holdRequestSchema.shape.purpose.options;
export const WARRANTS = holdRequestSchema.shape.warrant.options;

const EXAMPLE_REQUEST = {
  bases: ['NTA_SERVED'],
  basisDetails: { NTA_SERVED: 'Served on 2011-09-16.' },
  purpose: 'ASSUME_CUSTODY',
  warrant: 'NONE',
  minorTrafficOnly: { answer: false, words: 'The charge is burglary.' },
};

const PURPOSE = 'What the hold is for';
const WARRANT = 'The warrant that accompanies the request';
const MINOR_TRAFFIC = 'Was the arrest solely for minor traffic offenses, with no conviction and no other priority';

/** The part of a decision that asks for a hold: asked only where the decision asks for one, else null. */
export const HOLD_REQUEST: Field = {
  key: 'request',
  flags: '--request <part=value>',
  help: [
    'where a hold is asked for, each part: basis=BOX or basis=BOX:words (once for each box)',
    `purpose=${PURPOSES.join('|')}`,
    `warrant=${WARRANTS.join('|')}`,
    'minor-traffic=yes|no:words',
  ].join('; '),
  repeats: true,
  absent: null,
  example: EXAMPLE_REQUEST,
  blank: {
    bases: [toFill(`boxes of the form in force: ${DETAINER_BASES.join(' | ')}; without a hold, "request": null`)],
    basisDetails: {},
    purpose: toFill(PURPOSES.join(' | ')),
    warrant: toFill(WARRANTS.join(' | ')),
    minorTrafficOnly: { answer: toFill('true | false'), words: toFill(MINOR_TRAFFIC) },
  },
  read: async (texts) => readRequest(texts),
  ask: async (prompter, context, before) => {
    const decision = DECISIONS.find((kind) => kind === before.decision);
    return decision !== undefined && asksToHold(decision) ? askRequest(prompter, context) : null;
  },
};

/** The boxes alone, for a form that is amended. */
export const BOXES: Field = {
  key: 'bases',
  flags: '--basis <box>',
  help: `a box of the form, once for each: ${DETAINER_BASES.join(', ')}`,
  repeats: true,
  example: EXAMPLE_REQUEST.bases,
  blank: [toFill(DETAINER_BASES.join(' | '))],
  read: async (texts) => texts.map((text) => oneOf('basis', DETAINER_BASES, text)),
  ask: async (prompter, context) => askBoxes(prompter, context),
};

/** Words to the boxes that were chosen. */
export const BOX_WORDS: Field = {
  key: 'basisDetails',
  flags: '--basis-words <box=words>',
  help: 'words to a box, e.g. the date of service (may be repeated)',
  repeats: true,
  absent: {},
  example: EXAMPLE_REQUEST.basisDetails,
  blank: {},
  read: async (texts) => Object.fromEntries(texts.map((text) => boxWords('basis-words', text, '='))),
  ask: async (prompter, _, before) => askBoxWords(prompter, before.bases),
};

/** Where the person was taken: a jail by its ORI, or a hospital, which changes neither the jail nor the clock. */
export const MOVED_TO: Field = {
  key: 'to',
  flags: '--to <ORI|hospital>',
  help: 'Where the person was taken: the ORI of a jail, or hospital',
  example: { kind: 'JAIL', ori: 'XX0020100' },
  blank: { kind: toFill('JAIL | HOSPITAL'), ori: toFill('ORI of the jail; leave the member out for a hospital') },
  read: async (texts) => placeOf(last(texts)),
  ask: async (prompter) => {
    const kind = await prompter.choose('Where the person was taken', ['HOSPITAL', 'JAIL']);
    return kind === 'HOSPITAL' ? { kind } : placeOf(await prompter.text('ORI of the jail'));
  },
};

function placeOf(text: string): { kind: 'HOSPITAL' } | { kind: 'JAIL'; ori: string } {
  const ori = text.trim().toUpperCase();
  return ori === 'HOSPITAL' ? { kind: 'HOSPITAL' } : { kind: 'JAIL', ori };
}

function readRequest(texts: readonly string[]): Record<string, unknown> {
  const flag = 'request';
  const parts = texts.map((text) => {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (value === '') throw unreadable(flag, 'takes PART=value');
    return { name: oneOf(flag, ['BASIS', 'PURPOSE', 'WARRANT', 'MINOR_TRAFFIC'], name), value };
  });
  const of = (name: string): readonly string[] => parts.filter((part) => part.name === name).map(({ value }) => value);
  for (const name of ['BASIS', 'PURPOSE', 'WARRANT', 'MINOR_TRAFFIC']) {
    const given = of(name).length;
    const one = name !== 'BASIS';
    if (given === 0 || (one && given > 1))
      throw unreadable(flag, `takes ${one ? 'one' : 'at least one'} ${name.toLowerCase().replace('_', '-')}=…`);
  }
  const boxes = of('BASIS').map((text) => boxWords(flag, text, ':'));
  const [yes, words] = boxWordsOf(last(of('MINOR_TRAFFIC')), ':');
  return {
    bases: boxes.map(([box]) => box),
    basisDetails: Object.fromEntries(boxes.filter(([, said]) => said !== '')),
    purpose: oneOf(flag, PURPOSES, last(of('PURPOSE'))),
    warrant: warrantOf(flag, last(of('WARRANT'))),
    minorTrafficOnly: { answer: oneOf(flag, ['YES', 'NO'], yes) === 'YES', words },
  };
}

/** `I-200` keeps its hyphen, unlike the other choices. */
export function warrantOf(flag: string, text: string): string {
  const wanted = text.trim().toUpperCase().replaceAll('_', '-');
  if ((WARRANTS as readonly string[]).includes(wanted)) return wanted;
  throw unreadable(flag, `takes one of ${WARRANTS.join(', ')}`);
}

function boxWords(flag: string, text: string, sign: string): readonly [box: string, words: string] {
  const [box, words] = boxWordsOf(text, sign);
  return [oneOf(flag, DETAINER_BASES, box), words];
}

function boxWordsOf(text: string, sign: string): readonly [name: string, words: string] {
  const at = text.indexOf(sign);
  if (at < 0) return [text, ''];
  const words = text.slice(at + 1).trim();
  return [text.slice(0, at), words.replace(/^"(.*)"$/s, '$1')];
}

async function askRequest(prompter: Prompter, context: FieldContext): Promise<Record<string, unknown>> {
  const bases = await askBoxes(prompter, context);
  return {
    bases,
    basisDetails: await askBoxWords(prompter, bases),
    purpose: await prompter.choose(PURPOSE, PURPOSES),
    warrant: await prompter.choose(WARRANT, WARRANTS),
    minorTrafficOnly: {
      answer: await prompter.confirm(MINOR_TRAFFIC),
      words: await prompter.text(`${titled('MINOR_TRAFFIC')}: in your words`),
    },
  };
}

/** At least one box, of those of the form in force where that is known. */
async function askBoxes(prompter: Prompter, context: FieldContext): Promise<string[]> {
  const offered = (await context.boxes?.()) ?? DETAINER_BASES;
  const chosen: string[] = [];
  do {
    const left = offered.filter((box) => !chosen.includes(box));
    if (left.length === 0) break;
    chosen.push(await prompter.choose('A box of the form on which the request rests', left));
  } while (await prompter.confirm('Is there another one?'));
  return chosen;
}

async function askBoxWords(prompter: Prompter, boxes: unknown): Promise<Record<string, string>> {
  const details: Record<string, string> = {};
  for (const box of Array.isArray(boxes) ? boxes.filter((name): name is string => typeof name === 'string') : []) {
    const said = await prompter.text(`${titled(box)}: words for the form (leave empty if none)`, { optional: true });
    if (said !== '') details[box] = said;
  }
  return details;
}
