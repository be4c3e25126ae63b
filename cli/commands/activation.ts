import type { Command } from 'commander';
import {
  activationPlannedSchema,
  type ActivationView,
  activationViewSchema,
} from '../../domain/api/activation-views.ts';
import { type Io, print } from '../io.ts';
import { section, table, when } from '../render/text.ts';
import { actCommand } from './acts.ts';
import { apiCommand, group, required, type Work } from './common.ts';

/** `sc activation plan|show|move|confirm`. */
export function activationCommand(io: Io): Command {
  return group('activation', 'plan, see and move the activation of a jurisdiction, and confirm its notices', [
    apiCommand(io, {
      usage: 'plan <jurisdiction>',
      summary: 'plan the activation of a jurisdiction at an exact instant; both governments get notice',
      options: [
        ['--from <instant>', 'ISO instant with offset, the time of notice ahead'],
        ['--wave <name>', 'the wave that it belongs to'],
        ['--reasons <words>', 'why, in your own words'],
      ],
      examples: [
        'activation plan XX-HARBOR --from 2030-01-01T05:00:00Z --reasons "Next in the plan." --as administrator',
      ],
      work: plan,
    }),
    apiCommand(io, {
      usage: 'show <jurisdiction>',
      summary: 'show where an activation stands: its date, both notices, what is missing, what was done',
      examples: ['activation show XX-HARBOR --as administrator', 'activation show XX-EXAMPLE --as county --json'],
      work: async (work) => {
        const [id = ''] = work.args;
        const view = await work.api.call({
          path: `/v1/activations/${encodeURIComponent(id)}`,
          answer: activationViewSchema,
        });
        print(io, work.json, view, () => linesOf(view).join('\n'));
      },
    }),
    actCommand(io, 'moveActivation'),
    actCommand(io, 'confirmNotice'),
  ]);
}

async function plan(work: Work): Promise<void> {
  const [jurisdiction = ''] = work.args;
  const json = {
    jurisdiction,
    activeFrom: required(work, 'from'),
    wave: work.option('wave') ?? null,
    reasons: required(work, 'reasons'),
  };
  const answer = await work.api.call({
    method: 'POST',
    path: '/v1/activations',
    json,
    answer: activationPlannedSchema,
  });
  print(work.io, work.json, answer, () =>
    answer.outcome === 'STARTED'
      ? `Planned. Both governments get notice; see: sc activation show ${jurisdiction}`
      : 'It was planned for this instant before: nothing has changed.',
  );
}

function linesOf(view: ActivationView): string[] {
  const { jurisdiction, name, stateCode, state, plannedFor, activeFrom, revision, noticeDays, notices } = view;
  const at = (instant: string | null): string => (instant === null ? 'not yet' : when(instant, undefined));
  return [
    `${jurisdiction}  ${name}, ${stateCode}  ${state}`,
    `Date        ${when(plannedFor, undefined)} (exactly ${plannedFor}), revision ${revision}`,
    `Register    ${activeFrom === null ? 'no instant yet' : `active from ${activeFrom}`}`,
    `Notice      ${view.origin === 'TAKEN_OVER' ? 'taken over' : `${noticeDays} days after both are delivered`}`,
    `Next        ${view.next}`,
    '',
    table([
      ['notice to', 'sent', 'delivered'],
      ['STATE', at(notices.state.sentAt), at(notices.state.deliveredAt)],
      ['LOCAL', at(notices.local.sentAt), at(notices.local.deliveredAt)],
    ]),
    ...section(
      'What was done',
      view.steps.map((step) => `${when(step.at, undefined)}  ${step.summary}`),
    ),
  ];
}
