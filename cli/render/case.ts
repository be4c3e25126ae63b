import type { CaseView, CriminalCase, DetainerView, EventView, FullCase, PossibleAct } from '../../domain/api/views.ts';
import { type Io, styled } from '../io.ts';
import { VERBS } from '../verbs.ts';
import { particulars } from './particulars.ts';
import { duration, section, shortDetainerId, shortId, spoken, table, when } from './text.ts';

const BAR = 40;
/** An offset is a measurement: it is rounded to the minute, unlike the time that is left. */
const HALF_MINUTE = 30_000;

/** One case as a person would look at it. `as`: who looks, for the commands that are suggested. */
export function showCase(io: Io, view: CaseView, as: string | undefined): string {
  return view.view === 'full' ? showFull(io, view, as) : showCriminal(io, view, as);
}

function showFull(io: Io, view: FullCase, as: string | undefined): string {
  const zone = view.detainers[0]?.zone;
  return [
    styled(io, 'bold', `Case ${shortId(view.caseId)}`) + `   ${view.caseId}`,
    `Booked by ${view.cri}   jurisdiction ${view.jurisdiction ?? 'not yet known'}   field office ${view.fieldOffice ?? 'not yet known'}`,
    ...sources(io, view),
    '',
    ...lifecycle(io, view),
    '',
    view.closedAt === null
      ? `Next: ${styled(io, 'bold', view.nextStep)}`
      : `Closed ${when(view.closedAt, zone)}: ${spoken(view.outcome ?? 'no outcome')}`,
    ...particulars(view),
    ...section(
      'Detainers',
      view.detainers.flatMap((detainer) => detainerLines(io, detainer)),
    ),
    ...section(
      'Open alarms',
      view.alarms.map((alarm) => `${styled(io, 'red', alarm.rule)}  ${alarm.text} (sc alarms acknowledge ${alarm.id})`),
    ),
    ...section('Timeline', timeline(io, view.events, zone)),
    ...section(
      'You can',
      suggestions([...view.can, ...view.detainers.flatMap((detainer) => detainer.can)], view.caseId, as),
    ),
  ].join('\n');
}

function sources(io: Io, view: FullCase): string[] {
  const lines: string[] = [];
  if (!view.live)
    lines.push(styled(io, 'yellow', 'From the record: the running case was not asked or does not answer.'));
  if (view.offsetMs > 1000)
    lines.push(
      styled(
        io,
        'yellow',
        `Development server: this case’s time is ${duration(view.offsetMs + HALF_MINUTE)} ahead (now ${when(view.now, view.detainers[0]?.zone)}).`,
      ),
    );
  return lines;
}

function showCriminal(io: Io, view: CriminalCase, as: string | undefined): string {
  const zone = view.detainers[0]?.zone;
  return [
    styled(io, 'bold', `Booking ${shortId(view.caseId)}`) + `   ${view.caseId}`,
    `Booked by ${view.cri}   received ${when(view.receivedAt, zone)}`,
    '',
    criminalLine(io, view.criminal),
    ...section(
      'Messages to you',
      view.messages.map(
        (message) => `${when(message.at, zone)}  ${message.kind}  ${message.subject}  (sc mailbox read ${message.id})`,
      ),
    ),
    ...section(
      'Detainers addressed to you',
      view.detainers.flatMap((detainer) => detainerLines(io, detainer)),
    ),
    ...section(
      'You can',
      suggestions([...view.can, ...view.detainers.flatMap((detainer) => detainer.can)], view.caseId, as),
    ),
  ].join('\n');
}

/** Stages of the immigration side as they are drawn, and the states that lie in each. */
const STAGES: readonly (readonly [string, readonly FullCase['immigration'][]])[] = [
  ['sharing', ['AWAITING_ACCEPTANCE', 'AWAITING_JURISDICTION']],
  ['IDENT', ['AT_IDENT']],
  ['review', ['STATUS_REVIEW']],
  ['decision', ['OFFICER_DECISION', 'SECOND_OFFICER']],
  ['enforcement', ['ENFORCEMENT']],
  ['ended', ['ENDED']],
];

function lifecycle(io: Io, view: FullCase): string[] {
  return [criminalLine(io, view.criminal), immigrationLine(io, view)];
}

function criminalLine(io: Io, criminal: FullCase['criminal']): string {
  const stages = criminal === 'REJECTED' ? ['booked', 'FBI', 'rejected'] : ['booked', 'FBI', 'answered'];
  return `criminal     ${line(io, stages, criminal === 'AT_FBI' ? 1 : 2)}`;
}

/** A case can end at any stage: what it never came to is left out of the picture. */
function immigrationLine(io: Io, view: FullCase): string {
  if (view.immigration === 'ENDED')
    return `immigration  ${line(io, ['shared?', ...endedAt(view)], endedAt(view).length)}`;
  const names = STAGES.map(([name]) => name);
  return `immigration  ${line(
    io,
    names,
    STAGES.findIndex(([, states]) => states.includes(view.immigration)),
  )}`;
}

const ENDED_AFTER: Readonly<Record<NonNullable<FullCase['outcome']>, readonly string[]>> = {
  REJECTED_BY_FBI: ['rejected by the FBI'],
  NOT_SHARED: ['not shared'],
  NO_MATCH: ['IDENT', 'no match'],
  CITIZEN: ['IDENT', 'review', 'citizen'],
  NOT_REMOVABLE: ['IDENT', 'review', 'not removable'],
  NO_ACTION: ['IDENT', 'review', 'decision', 'no action'],
  REMOVAL_NOT_SOUGHT: ['IDENT', 'review', 'decision', 'interview', 'removal not sought'],
  REMOVAL_SOUGHT: ['IDENT', 'review', 'decision', 'interview', 'removal sought'],
};

function endedAt(view: FullCase): readonly string[] {
  return view.outcome === null ? ['ended'] : ENDED_AFTER[view.outcome];
}

/** `● done ── ◉ HERE ── ○ to come`; the current stage is marked by its sign and capitals too, not by colour alone. */
function line(io: Io, names: readonly string[], current: number): string {
  return names
    .map((name, index) => {
      if (index < current) return styled(io, 'green', `● ${name}`);
      return index === current
        ? styled(io, ['bold', 'cyan'], `◉ ${name.toUpperCase()}`)
        : styled(io, 'dim', `○ ${name}`);
    })
    .join(' ── ');
}

/** A detainer with its clock. */
export function detainerLines(io: Io, detainer: DetainerView): string[] {
  const kind = detainer.kind === 'UPON_CONVICTION' ? ' upon conviction' : '';
  const head = `${shortDetainerId(detainer.caseId, detainer.number)}${kind} to ${detainer.jailName}: ${spoken(detainer.delivery)}, copy ${spoken(detainer.service)}, hold ${spoken(detainer.hold)}`;
  const ended = detainer.ending === null ? '' : ` (${spoken(detainer.ending)})`;
  const violation = detainer.violation
    ? [styled(io, ['bold', 'red'], 'VIOLATION: custody after authority had ended')]
    : [];
  return [`${head}${ended}`, ...clockLines(io, detainer).map((text) => `  ${text}`), ...violation];
}

function clockLines(io: Io, detainer: DetainerView): string[] {
  const { startedAt, limitAt, remainingMs, zone } = detainer;
  if (startedAt === null || limitAt === null)
    return detainer.hold === 'DORMANT' ? ['no clock runs: another ground holds the person'] : [];
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
  return styled(
    io,
    ['bold', 'red'],
    `limit passed ${duration(remainingMs)} ago: nothing in the request allows the person to be held`,
  );
}

/** One line for each event: when, what, who. */
export function timeline(io: Io, events: readonly EventView[], zone: string | undefined): string[] {
  return events.map((event) => {
    const role = event.authorRole === null ? '' : `, ${spoken(event.authorRole)}`;
    const author = event.author === null ? 'cleared' : `${event.author}${role}`;
    return `${styled(io, 'dim', when(event.at, zone))}  ${event.summary}  ${styled(io, 'dim', `(${author})`)}`;
  });
}

/** The exact commands for what can be done now. On a terminal they ask for what is missing. */
function suggestions(can: readonly PossibleAct[], caseId: string, as: string | undefined): string[] {
  const rows = can.map(({ act, on, id }) => {
    const verb = VERBS[act];
    const target = on === 'case' ? shortId(caseId) : shortDetainerId(caseId, Number(id.split('-')[2]));
    return [`sc ${verb.words.join(' ')} ${target}${as === undefined ? '' : ` --as ${as}`}`, verb.summary];
  });
  return rows.length === 0 ? [] : table(rows).split('\n');
}
