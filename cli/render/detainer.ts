import type { DetainerView } from '../../domain/api/views.ts';
import { type Io, styled } from '../io.ts';
import { duration, section, shortDetainerId, spoken, table, when } from './text.ts';

const BAR = 40;

/** A detainer with its clock, as it stands among others. */
export function detainerLines(io: Io, detainer: DetainerView): string[] {
  const kind = detainer.kind === 'UPON_CONVICTION' ? ' upon conviction' : '';
  const head = `${shortDetainerId(detainer.caseId, detainer.number)}${kind} to ${detainer.jailName}: ${spoken(detainer.delivery)}, copy ${spoken(detainer.service)}, hold ${spoken(detainer.hold)}`;
  const ended = detainer.ending === null ? '' : ` (${spoken(detainer.ending)})`;
  const violation = detainer.violation
    ? [styled(io, ['bold', 'red'], 'VIOLATION: custody where nothing in the request allowed it')]
    : [];
  const lines = [...clockLines(io, detainer), ...authorityLines(io, detainer)];
  return [`${head}${ended}`, ...lines.map((text) => `  ${text}`), ...violation];
}

/** One detainer with everything that bears on its clock. */
export function showDetainer(io: Io, detainer: DetainerView): string {
  const { zone, grounds, stays, marks, personLeftAt } = detainer;
  const left =
    personLeftAt === null
      ? []
      : [`The person left you ${when(personLeftAt, zone)}: grounds and places are shown as they were then.`];
  return [
    ...detainerLines(io, detainer),
    `  issued ${when(detainer.issuedAt, zone)} under ${detainer.profile}, code ${detainer.code}`,
    ...left.map((text) => `  ${text}`),
    ...section(
      'Marks',
      marks.map(
        ({ at, words, passed }) => `${passed ? '●' : '○'} ${when(at, zone)}  ${words}${passed ? ', passed' : ''}`,
      ),
    ),
    ...section('Other grounds', [...rows(grounds.map((ground) => groundRow(ground, zone))), ...confirmed(detainer)]),
    ...section(
      'Where the person has been',
      rows(stays.map(({ ori, name, from, ...stay }) => [sinceWords(from, zone), name, ori, stay.zone])),
    ),
  ].join('\n');
}

function rows(cells: readonly (readonly string[])[]): string[] {
  return cells.length === 0 ? [] : table(cells).split('\n');
}

function groundRow({ id, kind, since, until }: DetainerView['grounds'][number], zone: string): string[] {
  return [id, spoken(kind), sinceWords(since, zone), until === null ? 'holds' : `ended ${when(until, zone)}`];
}

function sinceWords(instant: string | null, zone: string): string {
  return instant === null ? 'since before the issue' : `since ${when(instant, zone)}`;
}

/** Only a dormant detainer rests on another ground. */
function confirmed({ hold, groundConfirmedAt, groundAskedAt, zone }: DetainerView): string[] {
  if (hold !== 'DORMANT') return [];
  const asked = groundAskedAt === null ? '' : `; in question since ${when(groundAskedAt, zone)}`;
  return [`last confirmed ${when(groundConfirmedAt, zone)}${asked}`];
}

function authorityLines(io: Io, { hold, authority }: DetainerView): string[] {
  if (hold === 'CLOSED') return [];
  if (authority.ended) return [styled(io, ['bold', 'red'], authority.says)];
  return [authority.allowed || hold === 'DORMANT' ? authority.says : styled(io, 'yellow', authority.says)];
}

function clockLines(io: Io, { startedAt, limitAt, remainingMs, zone }: DetainerView): string[] {
  if (startedAt === null || limitAt === null) return [];
  const limit = `limit ${when(limitAt, zone)} (${zone})`;
  if (remainingMs === null) return [limit];
  return [`${bar(io, startedAt, limitAt, remainingMs)}  ${remaining(io, remainingMs)}`, limit];
}

/** How much of the time between start and limit has gone by. */
function bar(io: Io, startedAt: string, limitAt: string, remainingMs: number): string {
  const whole = Math.max(Date.parse(limitAt) - Date.parse(startedAt), 1);
  const gone = Math.min(Math.max(Math.round((1 - remainingMs / whole) * BAR), 0), BAR);
  return `[${styled(io, remainingMs <= 0 ? 'red' : 'cyan', '#'.repeat(gone))}${'.'.repeat(BAR - gone)}]`;
}

function remaining(io: Io, remainingMs: number): string {
  if (remainingMs > 0) return `${duration(remainingMs)} left`;
  const says = remainingMs < 0 ? `limit passed ${duration(remainingMs)} ago` : 'no time left';
  return styled(io, ['bold', 'red'], `${says}: nothing in the request allows the person to be held`);
}
