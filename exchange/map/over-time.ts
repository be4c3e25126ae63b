import { fillOf, labelOf, patterns, type Shade, SHADES } from './look.ts';
import { type MapPlace, sorted, type Sorted } from './places.ts';
import { BOX, shapes, UNITS } from './shapes.ts';
import { count, instantWords, lines, svgDocument, textAt } from './svg.ts';

/** The jurisdictions as they stood at one instant (milliseconds since 1970). */
export interface MapMoment {
  readonly atMs: number;
  readonly places: readonly MapPlace[];
}

const COLUMNS = 3;
const PANEL = { width: 320, gap: 24, head: 46, foot: 18 } as const;
const SCALE = PANEL.width / BOX.width;
const PANEL_HEIGHT = PANEL.head + Math.ceil(BOX.height * SCALE) + PANEL.foot;
const MARGIN = 24;
const TOP = 70;
const WIDTH = 2 * MARGIN + COLUMNS * PANEL.width + (COLUMNS - 1) * PANEL.gap;
const LEGEND_ROW = 24;
const NOTE_ROW = 17;
const PATTERN = 'shade';
const BORDERS = 'borders';
const LAND = 'land';
const BELOW: Shade = 'UNPLANNED';

/** One SVG with a small map for each instant, in the order of time: how activation spread (rule D1). */
export function mapsOverTime(heading: string, moments: readonly MapMoment[]): string {
  const all = moments.map(({ atMs, places }) => ({ atMs, many: places.length, found: sorted(places) }));
  const rows = Math.ceil(all.length / COLUMNS);
  const shown = SHADES.filter((shade) => all.some(({ found }) => found.counties[shade] > 0));
  const legendTop = TOP + rows * PANEL_HEIGHT + 8;
  const legendRows = Math.ceil(shown.length / 3);
  const notes = lines(NOTE, 165);
  const notesTop = legendTop + legendRows * LEGEND_ROW + 16;
  return svgDocument(
    {
      width: WIDTH,
      height: notesTop + notes.length * NOTE_ROW,
      title: `${heading}: counties over time`,
      description: `${all.length} maps of the counties of the United States by state of activation. ${all.map(inWords).join(' ')} ${NOTE}`,
    },
    [
      patterns(PATTERN, UNITS_OF_A_PIXEL),
      patterns(`${PATTERN}-key`, 1),
      `<defs><path id="${LAND}" d="${shapes().land}" fill="${fillOf(PATTERN, BELOW)}"/></defs>`,
      `<defs><path id="${BORDERS}" d="${shapes().coarseBorders}" fill="none" stroke="#2a2a2a" stroke-width="14"/></defs>`,
      textAt(MARGIN, 40, heading, { size: 24, bold: true }),
      ...all.map((moment, index) => panel(moment, index)),
      ...shown.map((shade, index) => legendEntry(shade, index, legendRows, legendTop)),
      ...notes.map((note, index) => textAt(MARGIN, notesTop + index * NOTE_ROW, note, { size: 12.5, fill: '#444' })),
    ],
  );
}

const NOTE =
  'Numbers count all jurisdictions of the register, also those without a county on the map. Dates that were moved count as they stand now. A county’s state of activation says nothing about its people.';
/** Patterns of small maps are finer, so that they still show on small counties. */
const UNITS_OF_A_PIXEL = Math.round(UNITS * 1.8);

interface Moment {
  readonly atMs: number;
  readonly many: number;
  readonly found: Sorted;
}

function inWords(moment: Moment): string {
  return `${instantWords(moment.atMs)}: ${countsOf(moment)}.`;
}

function countsOf({ many, found: { counties, beside } }: Moment): string {
  const all = (shade: 'ACTIVE' | 'DUE'): number =>
    counties[shade] + beside.filter(({ standing }) => standing === shade).length;
  const due = all('DUE') === 0 ? '' : `, ${count(all('DUE'))} more by then as planned`;
  return `${count(all('ACTIVE'))} of ${count(many)} active${due}`;
}

function panel(moment: Moment, index: number): string {
  const x = MARGIN + (index % COLUMNS) * (PANEL.width + PANEL.gap);
  const y = TOP + Math.floor(index / COLUMNS) * PANEL_HEIGHT;
  const { found, atMs } = moment;
  // All land lies below in the shade that most of it has at first, so that this shade needs no outline of its own.
  const areas = SHADES.filter((shade) => shade !== BELOW).map((shade) => {
    const fips = shapes().counties.filter((county) => (found.byFips.get(county.fips) ?? 'ABSENT') === shade);
    const path = shapes().together(new Set(fips.map((county) => county.fips)));
    return path === '' ? '' : `<path d="${path}" fill="${fillOf(PATTERN, shade)}"/>`;
  });
  const move = `translate(${x - BOX.x * SCALE} ${y + PANEL.head - BOX.y * SCALE}) scale(${SCALE.toFixed(5)})`;
  return [
    '<g>',
    `<title>${inWords(moment)}</title>`,
    textAt(x, y + 16, instantWords(atMs), { size: 15, bold: true }),
    textAt(x, y + 35, countsOf(moment), { size: 13.5 }),
    `<g transform="${move}" stroke-linejoin="round"><use href="#${LAND}"/>${areas.join('')}<use href="#${BORDERS}"/></g>`,
    '</g>',
  ].join('\n');
}

function legendEntry(shade: Shade, index: number, rows: number, top: number): string {
  const x = MARGIN + Math.floor(index / rows) * (WIDTH / 3);
  const y = top + (index % rows) * LEGEND_ROW;
  const box = `<rect x="${x}" y="${y}" width="34" height="17" fill="${fillOf(`${PATTERN}-key`, shade)}" stroke="#5a646c"/>`;
  return box + textAt(x + 44, y + 14, labelOf(shade), { size: 14 });
}
