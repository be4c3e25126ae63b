import type { CaseView, CriminalCase, EventView, FullCase, PossibleAct } from '../../domain/api/views.ts';
import { type Io, styled } from '../io.ts';
import { VERBS } from '../verbs.ts';
import { detainerLines } from './detainer.ts';
import { particulars } from './particulars.ts';
import { officeOfTable } from './register.ts';
import { duration, section, shortDetainerId, shortId, spoken, table, when } from './text.ts';

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
    `Booked by ${view.cri}   jurisdiction ${view.jurisdiction ?? 'not yet known'}   field office ${view.fieldOffice === null ? 'not yet known' : officeOfTable(view.fieldOffice)}`,
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

/** One line for each event: when, what, who. */
export function timeline(io: Io, events: readonly EventView[], zone: string | undefined): string[] {
  return events.map((event) => {
    const role = event.authorRole === null ? '' : `, ${spoken(event.authorRole)}`;
    const author = event.author === null ? 'cleared' : `${event.author}${role}`;
    return `${styled(io, 'dim', when(event.at, zone))}  ${event.summary}  ${styled(io, 'dim', `(${author})`)}`;
  });
}

/** The exact commands for what can be done now. On a terminal they ask for what is missing. */
export function suggestions(can: readonly PossibleAct[], caseId: string, as: string | undefined): string[] {
  const rows = can.map(({ act, on, id }) => {
    const verb = VERBS[act];
    const target = on === 'case' ? shortId(caseId) : shortDetainerId(caseId, Number(id.split('-')[2]));
    return [`sc ${verb.words.join(' ')} ${target}${as === undefined ? '' : ` --as ${as}`}`, verb.summary];
  });
  return rows.length === 0 ? [] : table(rows).split('\n');
}
