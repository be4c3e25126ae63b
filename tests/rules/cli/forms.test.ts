import { describe, expect, it } from 'vitest';
import { templateOf } from '../../../cli/commands/acts.ts';
import { type FieldContext, isUnfilled, OMIT, type Prompter } from '../../../cli/fields.ts';
import { FORMS } from '../../../cli/forms.ts';
import { ACTS, type ActName } from '../../../domain/lifecycle/acts.ts';

const ACT_NAMES = Object.keys(ACTS) as ActName[];
const context: FieldContext = { now: async () => '2011-09-16T21:00:00Z' };

function exampleOf(act: ActName): Record<string, unknown> {
  return Object.fromEntries(FORMS[act].map(({ key, example }) => [key, example]));
}

describe.each(ACT_NAMES)('the form of %s', (act) => {
  it('asks for every argument of the act and for nothing else', () => {
    expect(FORMS[act].map(({ key }) => key).sort()).toEqual(Object.keys(ACTS[act].args.shape).sort());
    expect(ACTS[act].args.safeParse(exampleOf(act)).error).toBeUndefined();
  });

  it('prints a template in which nothing is answered yet', () => {
    const template = templateOf(act);
    if (FORMS[act].some(({ absent }) => absent === undefined)) {
      expect(isUnfilled(JSON.stringify(template))).toBe(true);
      expect(ACTS[act].args.safeParse(template).success && !isUnfilled(JSON.stringify(template))).toBe(false);
    }
    expect(Object.keys(template).every((key) => key in ACTS[act].args.shape)).toBe(true);
  });
});

describe('options', () => {
  const decision = FORMS.recordDecision;
  const field = (key: string) => {
    const found = decision.find((candidate) => candidate.key === key);
    if (found === undefined) throw new Error(key);
    return found;
  };

  it('take a factor as NAME=ANSWER:words', async () => {
    const names = [
      'CRIMINAL_HISTORY',
      'EARLIER_REMOVAL',
      'OUTSTANDING_FINAL_ORDER',
      'FAMILY_TIES',
      'DURATION_OF_STAY',
      'MEDICAL_ISSUES',
      'OTHER_CIRCUMSTANCES',
    ];
    const texts = names.map((name) => `${name}=NOT_FOUND:"two databases: searched"`);
    const read = await field('factors').read(texts, context);
    expect(read).toMatchObject({ FAMILY_TIES: { answer: 'NOT_FOUND', words: 'two databases: searched' } });
    await expect(field('factors').read(texts.slice(1), context)).rejects.toMatchObject({
      code: 'OPTION_MISSING',
      message: expect.stringContaining('CRIMINAL_HISTORY'),
    });
  });

  it.each([
    ['factors', 'CRIMINAL_HISTORY'],
    ['factors', 'HEIGHT=FOUND:tall'],
    ['factors', 'FAMILY_TIES=MAYBE:who knows'],
    ['citizenship', 'NOT_A_CITIZEN'],
    ['decision', 'DEPORT'],
  ])('refuse for %s what is none: %s', async (key, text) => {
    await expect(field(key).read([text], context)).rejects.toMatchObject({ code: 'OPTION_UNREADABLE' });
  });

  it('take choices as people type them', async () => {
    expect(await field('decision').read(['detainer-upon-conviction'], context)).toBe('DETAINER_UPON_CONVICTION');
    expect(await field('citizenship').read(['not_a_citizen: asked, none claimed'], context)).toEqual({
      answer: 'NOT_A_CITIZEN',
      basis: 'asked, none claimed',
    });
  });

  it('take now as the case’s own time', async () => {
    const [heldAt] = FORMS.recordInterview;
    expect(await heldAt?.read(['now'], context)).toBe('2011-09-16T21:00:00Z');
    expect(await heldAt?.read(['2011-09-16T17:00:00-04:00'], context)).toBe('2011-09-16T17:00:00-04:00');
  });

  it('take a conviction and a database in parts', async () => {
    const review = FORMS.recordReview;
    const sources = review.find(({ key }) => key === 'sources');
    const convictions = review.find(({ key }) => key === 'convictions');
    expect(await sources?.read(['CIS | now'], context)).toEqual([
      { database: 'CIS', consultedAt: '2011-09-16T21:00:00Z' },
    ]);
    const read = await convictions?.read(['Burglary|Example County Court|US|yes|2008-06-02|rap sheet'], context);
    expect(read).toEqual([
      {
        offence: 'Burglary',
        court: 'Example County Court',
        country: 'US',
        recognizedInUnitedStates: true,
        convictedOn: '2008-06-02',
        source: 'rap sheet',
      },
    ]);
    await expect(sources?.read(['CIS'], context)).rejects.toMatchObject({ code: 'OPTION_UNREADABLE' });
  });
});

describe('what is asked of a jail', () => {
  const request = FORMS.recordDecision.find(({ key }) => key === 'request');
  const TYPED = [
    'basis=NTA_SERVED:"Served on 2011-09-16."',
    'basis=final-order',
    'purpose=assume-custody',
    'warrant=i-200',
    'minor-traffic=no:Arrested for burglary.',
  ];

  it('is typed part by part, and each part is needed', async () => {
    expect(await request?.read(TYPED, context)).toEqual({
      bases: ['NTA_SERVED', 'FINAL_ORDER'],
      basisDetails: { NTA_SERVED: 'Served on 2011-09-16.' },
      purpose: 'ASSUME_CUSTODY',
      warrant: 'I-200',
      minorTrafficOnly: { answer: false, words: 'Arrested for burglary.' },
    });
    for (const part of ['purpose', 'warrant', 'minor-traffic'])
      await expect(
        request?.read(
          TYPED.filter((text) => !text.startsWith(part)),
          context,
        ),
      ).rejects.toMatchObject({ code: 'OPTION_UNREADABLE', message: expect.stringContaining(part) });
    await expect(request?.read([...TYPED, 'warrant=NONE'], context)).rejects.toMatchObject({
      code: 'OPTION_UNREADABLE',
    });
    await expect(request?.read([...TYPED, 'basis=MOOD'], context)).rejects.toMatchObject({ code: 'OPTION_UNREADABLE' });
  });

  it('is asked only where a hold is asked for, with the boxes of the form in force and nothing chosen beforehand', async () => {
    expect(await request?.ask(answering(''), context, { decision: 'NOTIFY_ONLY' })).toBeNull();
    const offered: (readonly string[])[] = [];
    const prompter: Prompter = {
      ...answering(''),
      choose: async (_, options) => {
        offered.push(options);
        return options.at(-1) ?? '';
      },
    };
    const asked = await request?.ask(
      prompter,
      { ...context, boxes: async () => ['NTA_SERVED', 'FINAL_ORDER'] },
      { decision: 'DETAINER' },
    );
    expect(offered[0]).toEqual(['NTA_SERVED', 'FINAL_ORDER']);
    expect(asked).toEqual({
      bases: ['FINAL_ORDER'],
      basisDetails: {},
      purpose: 'ASSUME_CUSTODY',
      warrant: 'JUDICIAL',
      minorTrafficOnly: { answer: false, words: 'in words' },
    });
  });

  it('takes a jail by its ORI, and a hospital', async () => {
    const to = FORMS.reportMoved.find(({ key }) => key === 'to');
    expect(await to?.read(['xx0020100'], context)).toEqual({ kind: 'JAIL', ori: 'XX0020100' });
    expect(await to?.read(['hospital'], context)).toEqual({ kind: 'HOSPITAL' });
  });
});

describe('questions', () => {
  it.each(ACT_NAMES)('asked one by one make the arguments of %s', async (act) => {
    const args: Record<string, unknown> = {};
    for (const field of FORMS[act]) {
      const value = await field.ask(answering(field.key), context, args);
      if (value !== OMIT) args[field.key] = value;
    }
    expect(ACTS[act].args.safeParse(args).error).toBeUndefined();
  });
});

/** Answers that are no words. */
const NAMES: Readonly<Record<string, string>> = { language: 'es', claimId: 'claim-1', groundId: 'docket-17' };

/** Somebody who gives the first choice, plain words, and one entry to each list of sources. */
function answering(key: string): Prompter {
  let entries = key === 'sources' ? 1 : 0;
  return {
    text: async (question, options) =>
      options?.initial ?? NAMES[key] ?? (question.includes('leave empty') ? '' : 'in words'),
    choose: async (_, options) => options[0] ?? '',
    confirm: async (question) => /another one|is there one/.test(question) && entries-- > 0,
  };
}
