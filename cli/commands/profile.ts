import type { Command } from 'commander';
import {
  assignmentListSchema,
  type EffectView,
  effectViewSchema,
  profileChangesSchema,
  profileInForceSchema,
  profileListSchema,
  profileViewSchema,
} from '../../domain/api/profile-views.ts';
import { profileAssignmentSchema } from '../../domain/profile/assignment.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { jsonFile } from '../read.ts';
import { effectText } from '../render/effect.ts';
import { assignmentText, inForceText, profileLines, profileText } from '../render/profile.ts';
import { table, when } from '../render/text.ts';
import { apiCommand, group, required, type Work } from './common.ts';

/** `sc profile list|show|in-force|assignments|assign|effect|sign|end|add|changes`. */
export function profileCommand(io: Io): Command {
  return group('profile', 'see rule profiles, propose where they govern, sign that, and end it', [
    apiCommand(io, {
      usage: 'list',
      summary: 'list the profiles: form, excluded days, when in use, how much of it is uncertain, where it governs',
      examples: ['profile list --as officer', 'profile list --as auditor --json'],
      work: list,
    }),
    apiCommand(io, {
      usage: 'show <id>',
      summary: 'show a profile: every value with its origin and how sure it is',
      examples: ['profile show 2011-06 --as attorney'],
      work: show,
    }),
    apiCommand(io, {
      usage: 'in-force',
      summary: 'show which profile governs a jurisdiction at an instant',
      options: [
        ['--jurisdiction <id>', 'a jurisdiction of the register (else: where none is known)'],
        ['--at <instant>', 'ISO instant with offset (now)'],
      ],
      examples: ['profile in-force --jurisdiction XX-EXAMPLE --at 2030-01-01T00:00:00Z --as officer'],
      work: inForce,
    }),
    apiCommand(io, {
      usage: 'assignments',
      summary: 'list assignments, signed and unsigned, and what governs when',
      examples: ['profile assignments --as auditor'],
      work: async (work) => {
        const answer = await work.api.call({ path: '/v1/profile-assignments', answer: assignmentListSchema });
        print(work.io, work.json, answer, () => assignmentText(answer));
      },
    }),
    apiCommand(io, {
      usage: 'assign <id>',
      summary: 'propose that a profile govern from an instant on; nothing changes until counsel signs',
      options: [
        ['--jurisdiction <id>', 'a jurisdiction of the register, or "*" for everywhere'],
        ['--from <instant>', 'ISO instant with offset, still to come when counsel signs'],
        ['--to <instant>', 'ISO instant at which it no longer governs (until further notice)'],
        ['--reasons <words>', 'why, in your own words'],
        ['--recommendation <number>', 'the recommendation that it carries out (sc recommendation list)'],
        ['--basis <words>', 'where it carries out none: the law, order or directive that it rests on'],
      ],
      examples: [
        'profile assign 2012-04 --jurisdiction XX-EXAMPLE --from 2030-01-01T00:00:00-05:00 --recommendation 3 --reasons "…" --as administrator',
        'profile assign 2017-04 --jurisdiction "*" --from 2030-01-01T00:00:00-05:00 --basis "Order of the court of 3 May." --reasons "…" --as administrator',
      ],
      work: assign,
    }),
    apiCommand(io, {
      usage: 'effect <assignment>',
      summary: 'show what a proposal would have changed in the last quarter’s cases, and what nobody can know of that',
      examples: ['profile effect 3 --as counsel', 'profile effect 3 --as administrator --json'],
      work: async (work) => {
        const view = await effectOf(work);
        print(work.io, work.json, view, () => effectText(view));
      },
    }),
    apiCommand(io, {
      usage: 'sign <assignment>',
      summary: 'show what an assignment would have changed, and sign it as counsel, other than who proposed it',
      options: [...SIGNING, ['--effect <sha256>', 'the effect that you have seen (sc profile effect)']],
      examples: [
        'profile sign 3 --title "Chief counsel" --statement "I have read it and answer for it." --as counsel',
        'profile sign 3 --effect 5f0c… --title "Chief counsel" --statement "I answer for it." --as counsel',
      ],
      work: sign,
    }),
    apiCommand(io, {
      usage: 'end <assignment>',
      summary: 'end a signed assignment as counsel, from an instant still to come',
      options: [['--at <instant>', 'ISO instant from which it no longer governs'], ...SIGNING],
      examples: [
        'profile end 3 --at 2031-01-01T00:00:00-05:00 --title "Chief counsel" --statement "The law has changed." --as counsel',
      ],
      work: async (work) => signed(work, 'end', { endsAt: required(work, 'at') }),
    }),
    apiCommand(io, {
      usage: 'add <file>',
      summary: 'add a profile of this site: JSON with profile, basedOn, and the origin of each value that differs',
      examples: ['profile add our-profile.json --as administrator'],
      work: add,
    }),
    apiCommand(io, {
      usage: 'changes',
      summary: 'list every change of profiles, assignments and numbers: who, when, what',
      examples: ['profile changes --as auditor', 'profile changes --as auditor --json'],
      work: changes,
    }),
  ]);
}

const SIGNING: readonly (readonly [string, string])[] = [
  ['--title <words>', 'the capacity in which you sign'],
  ['--statement <words>', 'what you state, in your own words'],
];

async function list(work: Work): Promise<void> {
  const answer = await work.api.call({ path: '/v1/profiles', answer: profileListSchema });
  print(work.io, work.json, answer, () => profileLines(answer.profiles, answer.unassigned));
}

async function show(work: Work): Promise<void> {
  const [id = ''] = work.args;
  const view = await work.api.call({ path: `/v1/profiles/${encodeURIComponent(id)}`, answer: profileViewSchema });
  print(work.io, work.json, view, () => profileText(view));
}

async function inForce(work: Work): Promise<void> {
  const query = { jurisdiction: work.option('jurisdiction'), at: work.option('at') };
  const answer = await work.api.call({ path: '/v1/profiles/in-force', query, answer: profileInForceSchema });
  print(work.io, work.json, answer, () => inForceText(answer));
}

async function assign(work: Work): Promise<void> {
  const [profileId = ''] = work.args;
  const json = {
    profileId,
    jurisdiction: required(work, 'jurisdiction'),
    from: required(work, 'from'),
    to: work.option('to') ?? null,
    reasons: required(work, 'reasons'),
    ...restsOn(work),
  };
  const answer = profileAssignmentSchema;
  const proposed = await work.api.call({ method: 'POST', path: '/v1/profile-assignments', json, answer });
  print(work.io, work.json, proposed, () =>
    [
      `Assignment ${proposed.id} is proposed. It governs nothing until counsel signs it, before ${when(proposed.from, undefined)}:`,
      `  sc profile effect ${proposed.id} --as counsel`,
      `  sc profile sign ${proposed.id} --title … --statement … --as counsel`,
    ].join('\n'),
  );
}

/** Either a recommendation or words: which of the two is missing, the API says. */
function restsOn(work: Work): { readonly recommendation: number | null; readonly basis: string | null } {
  const number = work.option('recommendation');
  const basis = work.option('basis') ?? null;
  if (number === undefined) return { recommendation: null, basis };
  if (/^[1-9]\d{0,8}$/.test(number)) return { recommendation: Number(number), basis };
  const message = 'Give the number of a recommendation: sc recommendation list shows them.';
  throw new CliError(EXIT.refused, 'BAD_INPUT', message, { field: '--recommendation' });
}

async function effectOf(work: Work): Promise<EffectView> {
  const [id = ''] = work.args;
  return work.api.call({
    path: `/v1/profile-assignments/${encodeURIComponent(id)}/effect`,
    answer: effectViewSchema,
  });
}

/** Nobody signs what he or she has not been shown: on a terminal it is shown and asked, elsewhere shown, to be named by `--effect`. */
async function sign(work: Work): Promise<void> {
  const seen = work.option('effect');
  if (seen !== undefined) return signed(work, 'sign', { effectSha256: seen });
  const view = await effectOf(work);
  const { effectSha256 } = view;
  // Where JSON is asked for, standard output holds the signed assignment and nothing else.
  if (work.json) work.io.err(`${effectText(view)}\n`);
  else work.io.out(`${effectText(view)}\n`);
  if (!work.io.interactive) {
    const message = `Look at this effect; then sign on it with --effect ${effectSha256}.`;
    throw new CliError(EXIT.refused, 'EFFECT_NOT_SEEN', message, { field: '--effect' });
  }
  const { terminalPrompter } = await import('../prompts.ts');
  if (await terminalPrompter.confirm('Sign on this effect?')) return signed(work, 'sign', { effectSha256 });
  throw new CliError(EXIT.refused, 'CANCELLED', 'Stopped: nothing was signed.');
}

async function signed(work: Work, verb: 'sign' | 'end', more: object): Promise<void> {
  const [id = ''] = work.args;
  const stands = await work.api.call({
    method: 'POST',
    path: `/v1/profile-assignments/${encodeURIComponent(id)}/${verb}`,
    json: { ...more, title: required(work, 'title'), statement: required(work, 'statement') },
    answer: profileAssignmentSchema,
  });
  print(work.io, work.json, stands, () => {
    const { profileId, jurisdiction, from, ending } = stands;
    if (ending !== null) return `Assignment ${stands.id} ends at ${when(ending.endsAt, undefined)}.`;
    return `Signed: profile ${profileId} governs ${jurisdiction === '*' ? 'everywhere' : jurisdiction} from ${when(from, undefined)}.`;
  });
}

async function add(work: Work): Promise<void> {
  const [file = ''] = work.args;
  const view = await work.api.call({
    method: 'POST',
    path: '/v1/profiles',
    json: jsonFile(file),
    answer: profileViewSchema,
  });
  print(
    work.io,
    work.json,
    view,
    () => `Added. It governs nothing until it is assigned and signed.\n\n${profileText(view)}`,
  );
}

async function changes(work: Work): Promise<void> {
  const answer = await work.api.call({ path: '/v1/profile-changes', answer: profileChangesSchema });
  print(work.io, work.json, answer, () => {
    const rows = answer.changes.map(({ at, by, what, about, words }) => [when(at, undefined), by, what, about, words]);
    return rows.length === 0 ? 'No change.' : table([['at', 'by', 'what', 'about', ''], ...rows]);
  });
}
