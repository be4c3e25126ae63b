/**
 * Draws the pictures of the plan with every county of the United States and invented dates, so that people can look at them without a register.
 * Usage: npm run map -- FILE [map | over-time | timeline]
 */
import { writeFile } from 'node:fs/promises';
import { type ActivationFacts, standingAt } from '../domain/jurisdiction/standing.ts';
import { countyMap } from '../exchange/map/county-map.ts';
import { mapsOverTime } from '../exchange/map/over-time.ts';
import { shapes } from '../exchange/map/shapes.ts';
import { planTimeline } from '../exchange/map/timeline.ts';

const HEADING = 'Fictional activation dates, for demonstration';
const BEGIN = Date.UTC(2031, 0, 1);
const NOW = Date.UTC(2032, 6, 1);
const END = Date.UTC(2033, 11, 31);
const DAY = 86_400_000;

const PICTURES: Readonly<Record<string, () => string>> = { map, 'over-time': overTime, timeline };

const [file, kind = 'map'] = process.argv.slice(2);
const picture = PICTURES[kind];
if (file === undefined || picture === undefined) {
  console.error(`error: name the file to write, as in: npm run map -- FILE [${Object.keys(PICTURES).join(' | ')}]`);
  process.exitCode = 1;
} else {
  const svg = picture();
  await writeFile(file, svg);
  console.log(`${file}: ${(svg.length / 1000).toFixed(0)} KB`);
}

function map(): string {
  return countyMap({ heading: HEADING, atMs: NOW, places: placesAt(NOW) });
}

function overTime(): string {
  const instants = Array.from({ length: 12 }, (_, quarter) => Date.UTC(2031, quarter * 3, 1));
  return mapsOverTime(
    HEADING,
    instants.map((atMs) => ({ atMs, places: placesAt(atMs) })),
  );
}

function timeline(): string {
  const entries = invented().map(({ facts: { activeFrom, plan } }) => ({
    firstMs: plan === null ? null : Date.parse(plan.plannedFor) - firstAhead(plan.plannedFor) * DAY,
    plannedMs: plan === null ? null : Date.parse(plan.plannedFor),
    activeMs: activeFrom === null ? null : Date.parse(activeFrom),
  }));
  return planTimeline({ heading: HEADING, entries, endMs: END, nowMs: NOW });
}

function placesAt(atMs: number) {
  return invented().map(({ name, fips, facts }) => ({ name, fips, standing: standingAt(facts, atMs, NOW) }));
}

/** State after state, county after county, a few missed and the last ones in no plan yet; the same at every run. */
function invented(): readonly { readonly name: string; readonly fips: string; readonly facts: ActivationFacts }[] {
  return shapes().counties.map(({ name, fips }) => {
    const state = Number(fips.slice(0, 2));
    const plannedMs = BEGIN + (((state * 37) % 100) * 9 + spread(fips, 260)) * DAY;
    return { name, fips, facts: factsOf(fips, plannedMs) };
  });
}

function factsOf(fips: string, plannedMs: number): ActivationFacts {
  if (plannedMs > NOW + 330 * DAY) return { activeFrom: null, plan: null };
  const missed = plannedMs < NOW && plannedMs > NOW - 60 * DAY && Number(fips) % 5 === 0;
  const deliveredMs = plannedMs - 45 * DAY;
  const at = (ms: number): string => new Date(ms).toISOString();
  return {
    activeFrom: missed || deliveredMs > NOW ? null : at(plannedMs),
    plan: {
      plannedFor: at(plannedMs),
      noticesSentAt: at(plannedMs - 120 * DAY),
      noticesDeliveredAt: missed || deliveredMs > NOW ? null : at(deliveredMs),
    },
  };
}

/** Days by which a date was moved: none for most. */
function firstAhead(plannedFor: string): number {
  const day = Math.floor(Date.parse(plannedFor) / DAY);
  return day % 3 === 0 ? 60 : 0;
}

/** A number below `below` that follows from the code alone. */
function spread(fips: string, below: number): number {
  return ((Number(fips) * 2_654_435_761) % 4_294_967_296) % below;
}
