import type { Command } from 'commander';
import { detainerListSchema, detainerViewSchema } from '../../domain/api/views.ts';
import { ACTS, type ActName } from '../../domain/lifecycle/acts.ts';
import { type Io, print } from '../io.ts';
import { detainerLines } from '../render/case.ts';
import { actCommand } from './acts.ts';
import { apiCommand, group } from './common.ts';

/** `sc detainer list|show` and every act on a detainer. */
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
    summary: 'show one detainer with its clock',
    examples: ['detainer show 3f2a-1 --as jail-one'],
    work: async (work) => {
      const [id = ''] = work.args;
      const view = await work.api.call({ path: `/v1/detainers/${encodeURIComponent(id)}`, answer: detainerViewSchema });
      print(io, work.json, view, () => detainerLines(io, view).join('\n'));
    },
  });
  // The keys of the table are its names.
  const acts = (Object.keys(ACTS) as ActName[]).filter((act) => ACTS[act].on === 'detainer');
  return group('detainer', 'look at detainers and report what happens to them', [
    list,
    show,
    ...acts.map((act) => actCommand(io, act)),
  ]);
}
