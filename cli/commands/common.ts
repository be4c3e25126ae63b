import { Command } from 'commander';
import { z } from 'zod';
import { openApi, type Api, type CommonOptions } from '../api.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Io } from '../io.ts';

const commonSchema = z.object({ as: z.string().optional(), api: z.string().optional(), json: z.boolean().optional() });

/** What a command's work gets: the terminal, the API, and its own options as they were typed. */
export interface Work {
  readonly io: Io;
  readonly api: Api;
  readonly json: boolean;
  /** The person of `--as`, for the commands that are suggested next. */
  readonly as: string | undefined;
  /** Positional arguments in order. */
  readonly args: readonly string[];
  /** The value of an option, if it was given. */
  option(name: string): string | undefined;
  flag(name: string): boolean;
}

interface Spec {
  /** Name and arguments, e.g. `show <id>`. */
  readonly usage: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Options of its own: flags and help. */
  readonly options?: readonly (readonly [string, string])[];
  /** Read what `--as` needs from nobody: the command asks without a sign-in. */
  readonly work: (work: Work) => Promise<void>;
}

/** A command that speaks to the API: options common to all of them, help with examples, and one place where its work starts. */
export function apiCommand(io: Io, spec: Spec): Command {
  const command = withCommon(new Command(spec.usage.split(' ')[0])).description(spec.summary);
  for (const argument of spec.usage.split(' ').slice(1)) command.argument(argument);
  for (const [flags, help] of spec.options ?? []) command.option(flags, help);
  return withExamples(command, spec.examples).action(async () => spec.work(workOf(io, command)));
}

/** Adds `--as`, `--api` and `--json`. */
export function withCommon(command: Command): Command {
  return command
    .option('--as <name>', 'act as this development person (sc people lists them); else SC_TOKEN')
    .option('--api <url>', 'address of the API; else SC_API_URL, else http://127.0.0.1:8080')
    .option('--json', 'print JSON');
}

export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ sc ${example}`).join('\n')}`);
}

export function workOf(io: Io, command: Command): Work {
  const typed: Record<string, unknown> = command.opts();
  const common: CommonOptions = Object.fromEntries(
    Object.entries(commonSchema.parse(typed)).filter(([, value]) => value !== undefined),
  );
  return {
    io,
    api: openApi(io, common),
    json: common.json === true,
    as: common.as,
    args: command.args,
    option: (name) => (typeof typed[name] === 'string' ? typed[name] : undefined),
    flag: (name) => typed[name] === true,
  };
}

/** The value of an option that must be given; refused where it is not. `flag`: how it is typed, where that differs from its name. */
export function required(work: Work, name: string, flag = `--${name}`): string {
  const value = work.option(name);
  if (value !== undefined) return value;
  throw new CliError(EXIT.refused, 'OPTION_MISSING', `Still to be given: ${flag}. Nothing is assumed.`, {
    field: flag,
  });
}

/** A group of commands under one word, which alone lists what there is. */
export function group(name: string, summary: string, commands: readonly Command[]): Command {
  const parent = new Command(name).description(summary);
  for (const command of commands) parent.addCommand(command, { isDefault: command.name() === 'list' });
  return parent;
}
