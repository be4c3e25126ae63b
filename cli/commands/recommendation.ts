import type { Command } from 'commander';
import { OUTCOMES } from '../../domain/advisory/recommendation.ts';
import { recommendationListSchema, recommendationViewSchema } from '../../domain/api/advisory-views.ts';
import { type Io, print } from '../io.ts';
import { recommendationLines, recommendationText } from '../render/recommendation.ts';
import { apiCommand, group, required, type Work } from './common.ts';

/** `sc recommendation list|show|add|outcome`. */
export function recommendationCommand(io: Io): Command {
  return group('recommendation', 'see the advisory task force’s recommendations and record what became of each', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the recommendations; those for which a word is overdue come first',
      examples: ['recommendation list --as officer', 'recommendation list --as administrator --json'],
      work: async (work) => {
        const answer = await work.api.call({ path: '/v1/recommendations', answer: recommendationListSchema });
        print(work.io, work.json, answer, () => recommendationLines(answer.recommendations));
      },
    }),
    apiCommand(io, {
      usage: 'show <number>',
      summary: 'show one with everything that became of it, and the profiles that carry it out',
      examples: ['recommendation show 3 --as officer'],
      work: async (work) => {
        const answer = await work.api.call({ path: pathOf(work), answer: recommendationViewSchema });
        print(work.io, work.json, answer, () => recommendationText(answer));
      },
    }),
    apiCommand(io, {
      usage: 'add',
      summary: 'enter a recommendation; it is never changed afterwards',
      options: [
        ['--made-on <date>', 'the day on which it was made'],
        ['--made-by <words>', 'who made it, and where it stands'],
        ['--about <words>', 'the rule (B7) or topic'],
        ['--words <words>', 'its own words'],
      ],
      examples: [
        'recommendation add --made-on 2030-09-15 --made-by "Task force, report, finding 3" --about B7 --words "…" --as administrator',
      ],
      work: add,
    }),
    apiCommand(io, {
      usage: 'outcome <number>',
      summary: 'enter what became of one, with who decided it and why; what was entered before stays',
      options: [
        ['--outcome <word>', OUTCOMES.join(', ')],
        ['--decided-on <date>', 'the day on which it was decided'],
        ['--decided-by <words>', 'the person who decided it, with the office held'],
        ['--reasons <words>', 'why'],
      ],
      examples: [
        'recommendation outcome 3 --outcome ACCEPTED --decided-on 2030-10-01 --decided-by "Director" --reasons "…" --as administrator',
      ],
      work: outcome,
    }),
  ]);
}

function pathOf({ args: [number = ''] }: Work): string {
  return `/v1/recommendations/${encodeURIComponent(number)}`;
}

async function add(work: Work): Promise<void> {
  const json = {
    madeOn: required(work, 'madeOn', '--made-on'),
    madeBy: required(work, 'madeBy', '--made-by'),
    about: required(work, 'about'),
    words: required(work, 'words'),
  };
  const answer = recommendationViewSchema;
  const entered = await work.api.call({ method: 'POST', path: '/v1/recommendations', json, answer });
  print(work.io, work.json, entered, () => `Entered.\n\n${recommendationText(entered)}`);
}

async function outcome(work: Work): Promise<void> {
  const json = {
    outcome: required(work, 'outcome'),
    decidedOn: required(work, 'decidedOn', '--decided-on'),
    decidedBy: required(work, 'decidedBy', '--decided-by'),
    reasons: required(work, 'reasons'),
  };
  const answer = recommendationViewSchema;
  const stands = await work.api.call({ method: 'POST', path: `${pathOf(work)}/outcomes`, json, answer });
  print(work.io, work.json, stands, () => recommendationText(stands));
}
