import type { Command } from 'commander';
import { type Io, print } from '../io.ts';
import { saveFile } from '../save.ts';
import { apiCommand, required, type Work } from './common.ts';

const OUT: readonly [string, string] = ['--out <file>', 'the SVG file to write'];

/** `sc plan map` and `sc plan timeline`: pictures of the plan as files. */
export function pictureCommands(io: Io): readonly Command[] {
  return [
    apiCommand(io, {
      usage: 'map',
      summary: 'draw the counties by state of activation, at an instant or over time',
      options: [
        OUT,
        ['--at <instant>', 'ISO instant with offset (now)'],
        ['--from <instant>', 'the first of several maps'],
        ['--to <instant>', 'the last of them'],
        ['--steps <count>', 'how many, 2 to 24 (9)'],
      ],
      examples: [
        'plan map --out map.svg --as administrator',
        'plan map --out map.svg --from 2031-01-01T00:00:00Z --to 2033-01-01T00:00:00Z --steps 9 --as supervisor',
      ],
      work: (work) => draw(work, '/v1/plan/map.svg', ['at', 'from', 'to', 'steps']),
    }),
    apiCommand(io, {
      usage: 'timeline',
      summary: 'draw the plan against what was done, with the end date',
      options: [OUT],
      examples: ['plan timeline --out timeline.svg --as administrator'],
      work: (work) => draw(work, '/v1/plan/timeline.svg', []),
    }),
  ];
}

async function draw(work: Work, path: string, options: readonly string[]): Promise<void> {
  const file = required(work, 'out');
  const query = new URLSearchParams();
  for (const name of options) {
    const value = work.option(name);
    if (value !== undefined) query.set(name, value);
  }
  const bytes = await work.api.download(query.size === 0 ? path : `${path}?${query.toString()}`);
  saveFile(file, bytes);
  print(
    work.io,
    work.json,
    { file, bytes: bytes.length },
    () => `Saved as ${file} (${Math.ceil(bytes.length / 1000)} KB).`,
  );
}
