import type { Command } from 'commander';
import { type WatchView, watchViewSchema } from '../../domain/api/watch-views.ts';
import { type Io, print } from '../io.ts';
import { when } from '../render/text.ts';
import { apiCommand, group } from './common.ts';

/** `sc watch status`. */
export function watchCommand(io: Io): Command {
  return group('watch', 'see whether the watch over holds looks', [
    apiCommand(io, {
      usage: 'status',
      summary: 'show the last look over all open detainers, what it found, and when the next one is due',
      examples: ['watch status --as supervisor', 'watch status --as administrator --json'],
      work: async (work) => {
        const view = await work.api.call({ path: '/v1/watch', answer: watchViewSchema });
        print(work.io, work.json, view, () => linesOf(view).join('\n'));
      },
    }),
  ]);
}

function linesOf({ lastLook, blindSince, schedule }: WatchView): string[] {
  const blind = blindSince === null ? [] : [`BLIND since ${when(blindSince, undefined)}: no look was completed.`];
  const last =
    lastLook === null
      ? ['No look was completed yet.']
      : [
          `Last look  ${when(lastLook.completedAt, undefined)}`,
          `Looked at  ${lastLook.looked} open detainers`,
          `Found      ${lastLook.found} with something wrong: sc alarms list says what`,
        ];
  return [...blind, ...last, `Next look  ${NEXT[schedule.state](schedule.next)}`];
}

const NEXT: Readonly<Record<WatchView['schedule']['state'], (next: string | null) => string>> = {
  SCHEDULED: (next) => (next === null ? 'not known' : when(next, undefined)),
  PAUSED: () => 'PAUSED: nobody looks until the schedule is resumed (docs/running.md)',
  MISSING: () => 'none: there is no schedule; the case workers make it when they start',
  CANNOT_TELL: () => 'not known: the workflow engine does not answer',
};
