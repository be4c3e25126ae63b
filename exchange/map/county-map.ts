import { fillOf, labelOf, patterns, type Shade, SHADES, shortLabelOf } from './look.ts';
import { besideInWords, type MapPlace, type Sorted, sorted } from './places.ts';
import { BOX, shapes, UNITS } from './shapes.ts';
import { count, instantWords, lines, svgDocument, textAt } from './svg.ts';

export interface CountyMapInput {
  /** What the picture shows, for its heading; e.g. that it is fictional. */
  readonly heading: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly places: readonly MapPlace[];
}

const SCALE = 1 / UNITS;
const MARGIN = 24;
const MAP_TOP = 84;
const WIDTH = Math.round(BOX.width * SCALE) + 2 * MARGIN;
const MAP_BOTTOM = MAP_TOP + Math.round(BOX.height * SCALE);
const LEGEND_ROW = 24;
const NOTE_ROW = 17;
const PATTERN = 'shade';

/** An SVG map of the counties by where their jurisdictions stand at an instant (rules D1, D2). Each county says its name when pointed at. */
export function countyMap({ heading, atMs, places }: CountyMapInput): string {
  const found = sorted(places);
  const notes = notesOf(found);
  const shown = SHADES.filter((shade) => found.counties[shade] > 0);
  const legendRows = Math.ceil(shown.length / 2);
  const notesTop = MAP_BOTTOM + 20 + legendRows * LEGEND_ROW + 22;
  const title = `${heading}: counties on ${instantWords(atMs)}`;
  const summary = summaryOf(found);
  return svgDocument(
    {
      width: WIDTH,
      height: notesTop + notes.length * NOTE_ROW + 4,
      title,
      description: [`Map of the counties of the United States by state of activation. ${summary}`, ...notes].join(' '),
    },
    [
      patterns(PATTERN, UNITS),
      patterns(`${PATTERN}-key`, 1),
      textAt(MARGIN, 38, heading, { size: 24, bold: true }),
      textAt(MARGIN, 64, `${instantWords(atMs)} · ${summary}`, { size: 16 }),
      ...counties(found),
      ...shown.map((shade, index) => legendEntry(shade, found.counties[shade], index, legendRows)),
      ...notes.map((note, index) => textAt(MARGIN, notesTop + index * NOTE_ROW, note, { size: 12.5, fill: '#444' })),
    ],
  );
}

function summaryOf({ counties, beside }: Sorted): string {
  const drawn = Object.values(counties).reduce((sum, many) => sum + many, 0);
  const known = drawn - counties.ABSENT + beside.length;
  const active = counties.ACTIVE + beside.filter(({ standing }) => standing === 'ACTIVE').length;
  return `${count(active)} of ${count(known)} jurisdictions of the register active`;
}

function notesOf({ beside }: Sorted): string[] {
  const words = besideInWords(beside);
  const source =
    'Counties as the Census Bureau drew them in 2017. Dates that were moved count as they stand now. A county’s state of activation says nothing about its people.';
  return [...(words === null ? [] : lines(words, 165)), ...lines(source, 165)];
}

function counties({ byFips }: Sorted): string[] {
  const { counties: all, stateBorders, coast } = shapes();
  const move = `translate(${MARGIN - BOX.x * SCALE} ${MAP_TOP - BOX.y * SCALE}) scale(${SCALE})`;
  const groups = SHADES.map((shade) => {
    const drawn = all.filter(({ fips }) => (byFips.get(fips) ?? 'ABSENT') === shade);
    const paths = drawn.map(
      ({ name, state, path }) => `<path d="${path}"><title>${name}, ${state}: ${shortLabelOf(shade)}</title></path>`,
    );
    return paths.length === 0 ? '' : `<g fill="${fillOf(PATTERN, shade)}">${paths.join('\n')}</g>`;
  });
  return [
    `<g transform="${move}" stroke-linejoin="round">`,
    `<g stroke="#8a949c" stroke-width="3">${groups.join('\n')}</g>`,
    `<path d="${coast}" fill="none" stroke="#5a646c" stroke-width="4"/>`,
    `<path d="${stateBorders}" fill="none" stroke="#fff" stroke-width="16"/>`,
    `<path d="${stateBorders}" fill="none" stroke="#1a1a1a" stroke-width="8"/>`,
    '</g>',
  ];
}

function legendEntry(shade: Shade, many: number, index: number, rows: number): string {
  const x = MARGIN + Math.floor(index / rows) * (WIDTH / 2);
  const y = MAP_BOTTOM + 20 + (index % rows) * LEGEND_ROW;
  const box = `<rect x="${x}" y="${y}" width="34" height="17" fill="${fillOf(`${PATTERN}-key`, shade)}" stroke="#5a646c"/>`;
  const noun = many === 1 ? 'county' : 'counties';
  return box + textAt(x + 44, y + 14, `${labelOf(shade)}: ${count(many)} ${noun}`, { size: 14.5 });
}
