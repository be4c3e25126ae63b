import type { Command } from 'commander';
import {
  type AgencyTrainingView,
  trainingCompletionViewSchema,
  trainingMaterialsSchema,
  type TrainingMaterialView,
  trainingMaterialViewSchema,
  trainingSentSchema,
  trainingStatusSchema,
} from '../../domain/api/training-views.ts';
import { CliError, EXIT } from '../exit.ts';
import { type Io, print } from '../io.ts';
import { jsonFile } from '../read.ts';
import { materialLines, statusText } from '../render/training.ts';
import { apiCommand, group, required, type Work } from './common.ts';

const MATERIALS = '/v1/training/materials';

/** `sc training materials|read|send|status|complete|add`. */
export function trainingCommand(io: Io): Command {
  return group('training', 'see training and awareness material, who has it, and record who went through it', [
    apiCommand(io, {
      usage: 'materials',
      summary: 'list the materials: for whom, in which language, which version is sent',
      examples: ['training materials --as jail-one', 'training materials --as administrator --json'],
      work: async (work) => {
        const answer = await work.api.call({ path: MATERIALS, answer: trainingMaterialsSchema });
        print(work.io, work.json, answer, () => materialLines(answer.materials));
      },
    }),
    apiCommand(io, {
      usage: 'read <material>',
      summary: 'read a material: the version that is sent, or another one as id@version',
      examples: ['training read booking-staff-en --as jail-one', 'training read booking-staff-en@1 --as jail-one'],
      work: read,
    }),
    apiCommand(io, {
      usage: 'send',
      summary: 'send to agencies of active jurisdictions what they were not sent yet; it also happens by itself',
      options: [['--jurisdiction <id>', 'only of this one (else wherever something is missing)']],
      examples: ['training send --as administrator', 'training send --jurisdiction XX-EXAMPLE --as administrator'],
      work: send,
    }),
    apiCommand(io, {
      usage: 'status',
      summary: 'list what agencies were sent, received and went through; an agency sees itself',
      options: [
        ['--jurisdiction <id>', 'only of this one'],
        ['--ori <ori>', 'only this agency'],
        ['--missing', 'only agencies that lack a receipt, or a material for staff that nobody went through'],
      ],
      examples: [
        'training status --as jail-one',
        'training status --missing --jurisdiction XX-EXAMPLE --as crcl',
        'training status --missing --as administrator --json',
      ],
      work: status,
    }),
    apiCommand(io, {
      usage: 'complete <material>',
      summary: 'record that staff of an agency went through a material',
      options: [
        ['--ori <ori>', 'the agency'],
        ['--staff <count>', 'how many of its staff'],
        ['--at <instant>', 'when, ISO with offset'],
      ],
      examples: [
        'training complete booking-staff-en --ori XX0010100 --staff 12 --at 2030-05-02T16:00:00-04:00 --as jail-one',
      ],
      work: complete,
    }),
    apiCommand(io, {
      usage: 'add <file>',
      summary: 'add a version of your own: JSON with every point that a material says (sc training materials --json)',
      examples: ['training add booking-staff-en-2.json --as administrator'],
      work: add,
    }),
  ]);
}

async function read(work: Work): Promise<void> {
  const material = await materialOf(work);
  print(work.io, work.json, material, () => material.text);
}

/** The material that the first argument names: `id`, or `id@version`. */
async function materialOf(work: Work): Promise<TrainingMaterialView> {
  const [id, version] = (work.args[0] ?? '').split('@');
  const { materials } = await work.api.call({ path: MATERIALS, answer: trainingMaterialsSchema });
  const found = materials.find(
    (material) =>
      material.id === id && (version === undefined ? material.current : String(material.version) === version),
  );
  if (found !== undefined) return found;
  throw new CliError(
    EXIT.notFound,
    'UNKNOWN_MATERIAL',
    'There is no such material: sc training materials lists them.',
    {
      field: 'material',
    },
  );
}

async function send(work: Work): Promise<void> {
  const jurisdiction = work.option('jurisdiction') ?? null;
  const once = async (): Promise<number> => {
    const request = {
      method: 'POST',
      path: '/v1/training/send',
      json: { jurisdiction },
      answer: trainingSentSchema,
    } as const;
    return (await work.api.call(request)).agencies;
  };
  let agencies = await once();
  // One request makes good some hundred jurisdictions.
  for (let more = agencies; jurisdiction === null && more > 0; agencies += more) more = await once();
  print(work.io, work.json, { agencies }, () =>
    agencies === 0 ? 'Nothing was missing.' : `Sent to ${agencies} agencies.`,
  );
}

async function status(work: Work): Promise<void> {
  const query = {
    jurisdiction: work.option('jurisdiction'),
    ori: work.option('ori'),
    missing: work.flag('missing') ? 'true' : undefined,
    limit: '500',
  };
  const agencies: AgencyTrainingView[] = [];
  let after: string | undefined;
  do {
    const page = await work.api.call({
      path: '/v1/training/status',
      query: { ...query, after },
      answer: trainingStatusSchema,
    });
    agencies.push(...page.agencies);
    after = page.next ?? undefined;
  } while (after !== undefined);
  print(work.io, work.json, { agencies }, () => statusText(agencies));
}

async function complete(work: Work): Promise<void> {
  const json = {
    ori: required(work, 'ori'),
    completedAt: required(work, 'at'),
    staff: Number(required(work, 'staff')),
  };
  const { id, version } = await materialOf(work);
  const answer = await work.api.call({
    method: 'POST',
    path: '/v1/training/completions',
    json: { ...json, material: { id, version } },
    answer: trainingCompletionViewSchema,
  });
  print(work.io, work.json, answer, () => `Recorded: ${answer.staff} of the staff of ${answer.ori}, ${id}@${version}.`);
}

async function add(work: Work): Promise<void> {
  const json = jsonFile(work.args[0] ?? '');
  const view = await work.api.call({ method: 'POST', path: MATERIALS, json, answer: trainingMaterialViewSchema });
  print(work.io, work.json, view, () => `Added. It goes to every agency of an active jurisdiction.\n\n${view.text}`);
}
