import type { Command } from 'commander';
import { detainerListSchema, detainerViewSchema } from '../../domain/api/views.ts';
import { ACTS, type ActName } from '../../domain/lifecycle/acts.ts';
import { type Io, print } from '../io.ts';
import { suggestions } from '../render/case.ts';
import { detainerLines, showDetainer } from '../render/detainer.ts';
import { section } from '../render/text.ts';
import { formCommand } from './detainer-form.ts';
import { VERBS } from '../verbs.ts';
import { actCommand } from './acts.ts';
import { apiCommand, group } from './common.ts';

/** `sc detainer list|show|form` and every act on a detainer. */
export function detainerCommand(io: Io): Command {
  const list = apiCommand(io, {
    usage: 'list',
    summary: 'list the open detainers in reach, the least time left first',
    options: [
      ['--all', 'closed ones too'],
      ['--after <cursor>', 'the next page'],
      ['--limit <n>', 'at most so many (100)'],
    ],
    examples: ['detainer list --as jail-one', 'detainer list --as officer --all --json'],
    work: async (work) => {
      const answer = await work.api.call({
        path: '/v1/detainers',
        query: {
          all: work.flag('all') ? 'true' : undefined,
          after: work.option('after'),
          limit: work.option('limit'),
        },
        answer: detainerListSchema,
      });
      print(io, work.json, answer, () => {
        const more = answer.next === null ? [] : [`More: --after ${answer.next}`];
        const lines = answer.detainers.flatMap((detainer) => detainerLines(io, detainer));
        return lines.length === 0 ? 'No detainer.' : [...lines, ...more].join('\n');
      });
    },
  });
  const show = apiCommand(io, {
    usage: 'show <id>',
    summary: 'show one detainer: clock, marks, other grounds, where the person has been, what you can do',
    examples: ['detainer show 3f2a-1 --as jail-one', 'detainer show 3f2a-1 --as officer --json'],
    work: async (work) => {
      const [id = ''] = work.args;
      const view = await work.api.call({ path: `/v1/detainers/${encodeURIComponent(id)}`, answer: detainerViewSchema });
      print(io, work.json, view, () => {
        const can = suggestions(view.can, view.caseId, work.as);
        return [showDetainer(io, view), ...section('You can', can)].join('\n');
      });
    },
  });
  // The keys of the table are its names.
  const acts = (Object.keys(ACTS) as ActName[]).filter((act) => ACTS[act].on === 'detainer');
  const onGround = (act: ActName): boolean => VERBS[act].words[1] === 'ground';
  const ground = group(
    'ground',
    'record, end and confirm what else holds the person',
    acts.filter(onGround).map((act) => actCommand(io, act)),
  );
  return group('detainer', 'look at detainers and report what happens to them', [
    list,
    show,
    formCommand(io),
    ground,
    ...acts.filter((act) => !onGround(act)).map((act) => actCommand(io, act)),
  ]);
}
