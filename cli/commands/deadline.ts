import { Command } from 'commander';
import { z } from 'zod';
import { earlyMarks, exclusionRuleSchema, holdDeadline } from '../../domain/clock/deadline.ts';
import type { ClockSegment, ExclusionRule, HoldDeadline } from '../../domain/clock/deadline.ts';
import { formatInZone } from '../../domain/clock/instant.ts';
import { CodedError } from '../../domain/errors.ts';

const BAD_INPUT = 2;
const MINUTE = 60_000;
const WEEKDAY_OF: Intl.DateTimeFormatOptions = { weekday: 'short', timeZone: 'UTC' };

const RULE_TEXT: Readonly<Record<ExclusionRule, string>> = {
  STATUTORY: 'Saturdays, Sundays and the legal public holidays of 5 U.S.C. 6103(a) are not counted (8 CFR 287.7(d)).',
  OBSERVED: 'Saturdays, Sundays, legal public holidays and the Friday or Monday kept instead of one are not counted.',
  NONE: 'Every hour counts: the request asks for 48 consecutive hours.',
};

const EXAMPLES = `
Examples:
  $ sc deadline --zone America/New_York --from 2011-09-16T17:00:00-04:00
  $ sc deadline --zone Pacific/Guam --from 2012-07-20T22:00:00Z --json
  $ sc deadline --zone America/Los_Angeles --from 2010-12-30T09:00-08:00 --rule OBSERVED

--from is the instant at which the person would otherwise be released, with the offset of the zone, or in UTC with Z.
--zone is that of the facility that holds the person. Exit code 2 if the input is refused. No legal advice.`;

const optionsSchema = z.strictObject({
  zone: z.string().optional(),
  from: z.string().optional(),
  rule: z.string().optional(),
  json: z.boolean().optional(),
});

/**
 * `sc deadline`: computes the limit of a hold and explains it, without any service or network. Writes text, or with `--json` the exact
 * `HoldDeadline`, to stdout. Refused input: the coded error on stderr and exit code 2.
 */
export function deadlineCommand(): Command {
  return new Command('deadline')
    .description('compute the instant at which a request to hold ends, and show why')
    .option('--zone <zone>', 'IANA zone of the facility that holds the person')
    .option('--from <instant>', 'when the person would otherwise be released')
    .option(
      '--rule <rule>',
      `which days are excluded: ${exclusionRuleSchema.options.join(', ')} (STATUTORY unless told)`,
    )
    .option('--json', 'print the whole result as JSON')
    .addHelpText('after', EXAMPLES)
    .action((_options: unknown, command: Command) => {
      try {
        process.stdout.write(`${answer(command.opts())}\n`);
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        command.error(`${error.code}: ${error.message}`, { code: error.code, exitCode: BAD_INPUT });
      }
    });
}

function answer(given: unknown): string {
  const { zone, from, rule, json } = optionsSchema.parse(given);
  const deadline = holdDeadline({ zone: required('--zone', zone), from: required('--from', from), rule: ruleOf(rule) });
  return json === true ? JSON.stringify(deadline, null, 2) : explainDeadline(deadline);
}

function required(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new CodedError('OPTION_MISSING', `${name} is missing. See sc deadline --help.`, name);
}

function ruleOf(text: string | undefined): ExclusionRule {
  if (text === undefined) return 'STATUTORY';
  const rule = exclusionRuleSchema.safeParse(text);
  if (rule.success) return rule.data;
  throw new CodedError(
    'RULE_UNKNOWN',
    `There is no such rule. Choose one of ${exclusionRuleSchema.options.join(', ')}.`,
    '--rule',
  );
}

/** The limit in words and pictures. Instants are rounded down to the minute. */
export function explainDeadline(deadline: HoldDeadline): string {
  return [summary(deadline), picture(deadline), excluded(deadline), marks(deadline), readings(deadline)].join('\n\n');
}

function summary(deadline: HoldDeadline): string {
  const { zone, rule, elapsedMs } = deadline;
  return [
    `The request to hold ends at  ${instant(deadline.limitAtMs, zone)}  ${zone}`,
    `Otherwise released at        ${instant(deadline.startAtMs, zone)}`,
    `Rule ${rule}: ${RULE_TEXT[rule]}`,
    `48 h counted; ${duration(elapsedMs)} elapse in all${waits(deadline)}.`,
  ].join('\n');
}

function waits({ segments, zone }: HoldDeadline): string {
  const first = segments.find(({ counted }) => counted);
  if (first === undefined || first === segments[0]) return '';
  return `; the start is on an excluded day, so counting begins at ${instant(Date.parse(first.from), zone)}`;
}

/** One line a day: which hours count, why, and the running total. */
function picture({ segments }: HoldDeadline): string {
  let counted = 0;
  const lines = segments.map((segment) => {
    if (segment.counted) counted += segment.ms;
    const part = `${segment.counted ? 'counted' : 'paused'} ${duration(segment.ms)}`;
    return `${dayLabel(segment.from.slice(0, 10))} |${cells(segment)}| ${part.padEnd(19)} ${duration(counted).padEnd(11)} ${segment.why}`;
  });
  const head = `${'Hour by hour'.padEnd(15)} 0     6     12    18    24 ${' '.repeat(19)}so far`;
  return [head, ...lines, '# an hour that counts, wholly or in part   . an hour that does not'].join('\n');
}

/** 24 cells, one for each hour that a wall clock shows; a repeated hour shares its cell. */
function cells({ from, to, counted }: ClockSegment): string {
  const first = Number(from.slice(11, 13));
  const sameDay = from.slice(0, 10) === to.slice(0, 10);
  const last = sameDay ? Number(to.slice(11, 13)) + (/T\d\d:00:00[+-]/.test(to) ? 0 : 1) : 24;
  return `${' '.repeat(first)}${(counted ? '#' : '.').repeat(Math.max(last - first, 1))}`.padEnd(24);
}

function excluded({ excludedDays }: HoldDeadline): string {
  if (excludedDays.length === 0) return 'Excluded days: none';
  return ['Excluded days', ...excludedDays.map(({ date, why }) => `  ${date}  ${why}`)].join('\n');
}

function marks(deadline: HoldDeadline): string {
  const lines = earlyMarks(deadline).map(({ mark, atMs }) => `  ${instant(atMs, deadline.zone)}  ${MARK_TEXT[mark]}`);
  return ['Warnings before the limit', ...lines].join('\n');
}

const MARK_TEXT: Readonly<Record<ReturnType<typeof earlyMarks>[number]['mark'], string>> = {
  CONSECUTIVE_48H: '48 consecutive hours have passed',
  BEFORE_24H: '24 hours left',
  BEFORE_12H: '12 hours left',
  BEFORE_4H: '4 hours left',
  BEFORE_1H: '1 hour left',
};

function readings(deadline: HoldDeadline): string {
  const { zone, startAtMs } = deadline;
  const from = new Date(startAtMs).toISOString();
  const lines = exclusionRuleSchema.options.map((rule) => {
    const { limitAtMs } = holdDeadline({ from, zone, rule });
    return `  ${rule.padEnd(9)} ${instant(limitAtMs, zone)}  ${rule === deadline.rule ? 'the rule asked for' : 'displayed, not enforced'}`;
  });
  return ['Readings', ...lines].join('\n');
}

function instant(epochMs: number, zone: string): string {
  const text = formatInZone(epochMs, zone);
  return `${weekday(text.slice(0, 10))} ${text}`;
}

function dayLabel(date: string): string {
  return `${weekday(date)} ${date}`;
}

function weekday(date: string): string {
  return new Intl.DateTimeFormat('en-US', WEEKDAY_OF).format(new Date(`${date}T00:00:00Z`));
}

function duration(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
