import { styleText } from 'node:util';

/** What a command sees of the world around it, so that it can be run in a test as on a terminal. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person sits at both ends: questions may be asked. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number;
  out(text: string): void;
  err(text: string): void;
}

/** The process's own terminal. Colours only on a terminal, and not where NO_COLOR is set. */
export function processIo(): Io {
  const noColour = (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
  return {
    env: process.env,
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    colour: process.stdout.isTTY && !noColour,
    width: process.stdout.columns || 100,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
}

type Style = Parameters<typeof styleText>[0];

/** Text in a style where colours are shown; elsewhere as it is. */
export function styled(io: Pick<Io, 'colour'>, style: Style, text: string): string {
  return io.colour ? styleText(style, text, { validateStream: false }) : text;
}

/** A line, or with `--json` the value itself. */
export function print(io: Io, json: boolean | undefined, value: unknown, text: () => string): void {
  io.out(`${json === true ? JSON.stringify(value, null, 2) : text()}\n`);
}
