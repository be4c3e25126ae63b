import { count, instantWords, lines, svgDocument, textAt } from './svg.ts';

/** One jurisdiction on the timeline. Milliseconds since 1970; null: none. */
export interface TimelineEntry {
  /** When it was to be active by its first plan, and by the plan as it stands. */
  readonly firstMs: number | null;
  readonly plannedMs: number | null;
  /** When it became active, if it has. */
  readonly activeMs: number | null;
}

export interface TimelineInput {
  readonly heading: string;
  /** Every jurisdiction of the register. */
  readonly entries: readonly TimelineEntry[];
  /** By when all of them are to be active; null: no date was set. */
  readonly endMs: number | null;
  readonly nowMs: number;
}

const WIDTH = 1060;
const PLOT = { left: 76, right: 1000, top: 122, bottom: 490 } as const;
const DAY = 86_400_000;
const PLAN = { colour: '#a63f00', dash: '7 4' } as const;
const FIRST = { colour: '#767676', dash: '2 3' } as const;
const DONE = { colour: '#0b3c6e' } as const;
const NOTE_ROW = 18;

/** An SVG of the plan against what was done: how many were to be active by each instant, how many were, the end date and today (rule D1). */
export function planTimeline(input: TimelineInput): string {
  const { heading, entries, endMs, nowMs } = input;
  const first = ordered(entries.map(({ firstMs }) => firstMs));
  const planned = ordered(entries.map(({ plannedMs }) => plannedMs));
  const active = ordered(entries.map(({ activeMs }) => activeMs)).filter((at) => at <= nowMs);
  const axes = axesOf(input, [...first, ...planned, ...active]);
  const notes = wordsOf(input, first, planned, active).flatMap((line) => lines(line, 140));
  return svgDocument(
    {
      width: WIDTH,
      height: PLOT.bottom + 66 + notes.length * NOTE_ROW,
      title: `${heading}: plan and what was done`,
      description: `A chart over time of how many jurisdictions were to be active and how many were. ${notes.join(' ')}`,
    },
    [
      textAt(24, 38, heading, { size: 24, bold: true }),
      textAt(24, 64, 'Jurisdictions active: the plan, and what was done', { size: 16 }),
      ...key(),
      ...grid(axes),
      step(axes, active, `stroke="${DONE.colour}" stroke-width="6"`, nowMs),
      step(axes, first, `stroke="${FIRST.colour}" stroke-width="2" stroke-dasharray="${FIRST.dash}"`, axes.toMs),
      step(axes, planned, `stroke="${PLAN.colour}" stroke-width="2.5" stroke-dasharray="${PLAN.dash}"`, axes.toMs),
      ...upright(axes, nowMs, 'now', '#1a1a1a', ''),
      ...(endMs === null ? [] : upright(axes, endMs, 'end date', PLAN.colour, ' stroke-dasharray="2 3"')),
      ...notes.map((note, index) => textAt(24, PLOT.bottom + 60 + index * NOTE_ROW, note, { size: 14 })),
    ],
  );
}

interface Axes {
  readonly fromMs: number;
  readonly toMs: number;
  readonly most: number;
  readonly x: (ms: number) => number;
  readonly y: (many: number) => number;
}

/** Days around everything that is to be shown, so that no line lies on the frame. */
function axesOf({ entries, endMs, nowMs }: TimelineInput, instants: readonly number[]): Axes {
  const all = [...instants, nowMs, ...(endMs === null ? [] : [endMs])];
  const first = all.reduce((one, other) => Math.min(one, other), nowMs);
  const last = all.reduce((one, other) => Math.max(one, other), nowMs);
  const room = Math.max(10 * DAY, (last - first) * 0.03);
  const [fromMs, toMs] = [first - room, last + room];
  const most = Math.max(1, entries.length);
  return {
    fromMs,
    toMs,
    most,
    x: (ms) => tenth(PLOT.left + ((ms - fromMs) / (toMs - fromMs)) * (PLOT.right - PLOT.left)),
    y: (many) => tenth(PLOT.bottom - (many / most) * (PLOT.bottom - PLOT.top)),
  };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function ordered(instants: readonly (number | null)[]): number[] {
  return instants.filter((at) => at !== null).toSorted((a, b) => a - b);
}

/** How many lie at or before an instant. */
function by(instants: readonly number[], ms: number): number {
  return instants.filter((at) => at <= ms).length;
}

/** A line that rises by one at each instant; those of one day's width share a step, so that the file stays small. */
function step(axes: Axes, instants: readonly number[], style: string, untilMs: number): string {
  let path = `M${axes.x(axes.fromMs)} ${axes.y(0)}`;
  for (const [index, at] of instants.entries()) {
    const next = instants[index + 1];
    if (next !== undefined && axes.x(next) === axes.x(at)) continue;
    path += `H${axes.x(at)}V${axes.y(index + 1)}`;
  }
  return `<path d="${path}H${axes.x(untilMs)}" fill="none" ${style}/>`;
}

function key(): string[] {
  const y = 90;
  return [
    `<path d="M24 ${y - 5}h40" stroke="${DONE.colour}" stroke-width="6"/>`,
    textAt(72, y, 'active', { size: 14 }),
    `<path d="M150 ${y - 5}h40" stroke="${PLAN.colour}" stroke-width="2.5" stroke-dasharray="${PLAN.dash}"/>`,
    textAt(198, y, 'to be active by the plan as it stands', { size: 14 }),
    `<path d="M470 ${y - 5}h40" stroke="${FIRST.colour}" stroke-width="2" stroke-dasharray="${FIRST.dash}"/>`,
    textAt(518, y, 'by the first plan of each, before its date was moved', { size: 14 }),
  ];
}

function grid(axes: Axes): string[] {
  const rows = ticks(axes.most).map((many) => {
    const y = axes.y(many);
    return `<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="#dcdcdc"/>${textAt(PLOT.left - 8, y + 5, count(many), { size: 13, anchor: 'end' })}`;
  });
  const top = axes.y(axes.most);
  return [
    ...rows,
    `<path d="M${PLOT.left} ${top}H${PLOT.right}" stroke="#5a646c"/>`,
    textAt(PLOT.left, top - 6, `all ${count(axes.most)} of the register`, { size: 13, fill: '#444' }),
    ...dates(axes).map(
      ({ ms, label }) =>
        `<path d="M${axes.x(ms)} ${PLOT.bottom}v6" stroke="#5a646c"/>${textAt(axes.x(ms), PLOT.bottom + 22, label, { size: 13, anchor: 'middle' })}`,
    ),
    `<path d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}" stroke="#1a1a1a"/>`,
  ];
}

/** Round numbers from 0 to below the most, about five of them. */
function ticks(most: number): number[] {
  const raw = Math.max(1, most / 5);
  const power = 10 ** Math.floor(Math.log10(raw));
  const size = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= raw) ?? raw);
  const all = Array.from({ length: Math.floor(most / size) + 1 }, (_, index) => index * size);
  // The last one would stand on the line of all.
  return all.filter((many) => many <= most * 0.93);
}

/** Firsts of months, so many months apart that at most ten fit. */
function dates({ fromMs, toMs }: Axes): { readonly ms: number; readonly label: string }[] {
  const first = new Date(fromMs);
  const start = first.getUTCFullYear() * 12 + first.getUTCMonth() + 1;
  const months = Math.ceil((toMs - fromMs) / (30.4 * DAY));
  const apart = [1, 2, 3, 6, 12, 24, 60, 120].find((candidate) => months / candidate <= 10) ?? 240;
  const marks: { ms: number; label: string }[] = [];
  for (let month = Math.ceil(start / apart) * apart; ; month += apart) {
    const ms = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (ms > toMs) return marks;
    marks.push({ ms, label: new Date(ms).toISOString().slice(0, 7) });
  }
}

/** An upright line with its name at the top, on the side where there is room. */
function upright(axes: Axes, ms: number, name: string, colour: string, more: string): string[] {
  const x = axes.x(ms);
  const left = x > (PLOT.left + PLOT.right) / 2;
  const label = `${name} ${new Date(ms).toISOString().slice(0, 10)}`;
  // The end date is named lower than now, so that both can be read where they lie close together.
  const y = name === 'now' ? PLOT.top + 22 : PLOT.top + 42;
  return [
    `<path d="M${x} ${PLOT.top}V${PLOT.bottom}" stroke="${colour}" stroke-width="1.5"${more}/>`,
    textAt(left ? x - 6 : x + 6, y, label, {
      size: 13.5,
      bold: true,
      fill: colour,
      ...(left ? { anchor: 'end' } : {}),
    }),
  ];
}

function wordsOf(
  { entries, endMs, nowMs }: TimelineInput,
  first: readonly number[],
  planned: readonly number[],
  active: readonly number[],
): string[] {
  const waits = entries.filter(({ activeMs }) => !isBy(activeMs, nowMs));
  const missed = waits.filter(({ plannedMs }) => isBy(plannedMs, nowMs)).length;
  const unplanned = waits.filter(({ plannedMs, activeMs }) => plannedMs === null && activeMs === null).length;
  const said = [
    `On ${instantWords(nowMs)}: ${count(active.length)} of ${count(entries.length)} active. By the plan as it stands ${count(by(planned, nowMs))} were to be, by the first plan of each ${count(by(first, nowMs))}. Date passed, not activated: ${count(missed)}. In no plan: ${count(unplanned)}.`,
  ];
  if (endMs === null) return [...said, 'No end date is set.'];
  const late = waits.filter(({ plannedMs }) => plannedMs !== null && plannedMs > endMs).length;
  return [
    ...said,
    `End date ${instantWords(endMs)}: ${count(by(planned, endMs))} planned to be active by then, ${count(late)} planned for later.`,
  ];
}

function isBy(instant: number | null, ms: number): boolean {
  return instant !== null && instant <= ms;
}
