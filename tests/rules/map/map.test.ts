import { describe, expect, it } from 'vitest';
import { type ActivationFacts, standingAt } from '../../../domain/jurisdiction/standing.ts';
import { countyMap } from '../../../exchange/map/county-map.ts';
import { fillOf, SHADES } from '../../../exchange/map/look.ts';
import { mapsOverTime } from '../../../exchange/map/over-time.ts';
import type { MapPlace } from '../../../exchange/map/places.ts';
import { shapes } from '../../../exchange/map/shapes.ts';
import { planTimeline } from '../../../exchange/map/timeline.ts';

const AT = Date.UTC(2031, 5, 1);
const DAY = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Every county of the map, all standing alike but those named. */
function everyCounty(
  standing: MapPlace['standing'],
  but: Readonly<Record<string, MapPlace['standing']>> = {},
): MapPlace[] {
  return shapes().counties.map(({ fips, name }) => ({ name, fips, standing: but[fips] ?? standing }));
}

const map = (places: readonly MapPlace[]): string =>
  countyMap({ heading: 'Fictional <dates> & "names"', atMs: AT, places });

describe('where a jurisdiction stands at an instant', () => {
  const plan = {
    plannedFor: '2031-07-01T00:00:00Z',
    noticesSentAt: '2031-04-01T00:00:00Z',
    noticesDeliveredAt: '2031-05-01T00:00:00Z',
  };
  const ready: ActivationFacts = { activeFrom: plan.plannedFor, plan };
  const unwritten: ActivationFacts = { activeFrom: null, plan: { ...plan, noticesDeliveredAt: null } };
  it.each([
    ['ACTIVE', ready, '2031-07-01T00:00:00Z', '2031-08-01T00:00:00Z'],
    ['WAITING', ready, '2031-06-30T23:59:59.999Z', '2031-08-01T00:00:00Z'],
    ['DUE', ready, '2031-07-01T00:00:00Z', '2031-06-01T00:00:00Z'],
    ['WAITING', ready, '2031-05-01T00:00:00Z', '2031-06-01T00:00:00Z'],
    ['PLANNED', ready, '2031-04-30T00:00:00Z', '2031-06-01T00:00:00Z'],
    ['UNPLANNED', ready, '2031-03-31T00:00:00Z', '2031-06-01T00:00:00Z'],
    ['MISSED', unwritten, '2031-07-01T00:00:00Z', '2031-08-01T00:00:00Z'],
    ['PLANNED', unwritten, '2031-06-30T00:00:00Z', '2031-08-01T00:00:00Z'],
    ['DUE', unwritten, '2031-07-01T00:00:00Z', '2031-06-01T00:00:00Z'],
    ['UNPLANNED', { activeFrom: null, plan: null }, '2031-07-01T00:00:00Z', '2031-06-01T00:00:00Z'],
  ] as const)('is %s', (standing, facts, at, now) => {
    expect(standingAt(facts, Date.parse(at), Date.parse(now))).toBe(standing);
  });
});

describe('the map of the counties', () => {
  it('draws every county once, with its name and where it stands', () => {
    const svg = map(everyCounty('PLANNED', { '48201': 'ACTIVE', '06037': 'MISSED' }));
    expect(svg.match(/<path d="[^"]+"><title>/g)).toHaveLength(shapes().counties.length);
    expect(svg).toContain('<title>Harris, Texas: active</title>');
    expect(svg).toContain('<title>Los Angeles, California: date passed, not activated</title>');
    expect(svg).toContain('active: 1 county<');
    expect(svg).toContain(
      `planned, notices not both delivered: ${(shapes().counties.length - 2).toLocaleString('en-US')} counties<`,
    );
    expect(svg).not.toContain('not in the register');
  });

  it('is a document of its own: no script, no style sheet, nothing from outside, and a name for who cannot see it', () => {
    const svg = map(everyCounty('ACTIVE'));
    expect(svg).not.toMatch(/<script|<style|<foreignObject|\son\w+=|javascript:|<image|@import/i);
    expect(svg.match(/https?:\/\/[^"]+/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(svg).toContain('role="img" aria-labelledby="picture-title picture-description"');
    expect(svg).toContain(
      '<title id="picture-title">Fictional &lt;dates&gt; &amp; &quot;names&quot;: counties on 2031-06-01 00:00 UTC</title>',
    );
    expect(svg).toMatch(/<desc id="picture-description">[^<]*3,142 of 3,142/);
  });

  it('stays small, also where neighbours differ', () => {
    const every = shapes().counties.map(({ fips, name }, index) => {
      return { name, fips, standing: (['ACTIVE', 'WAITING', 'PLANNED', 'MISSED'] as const)[index % 4] ?? 'ACTIVE' };
    });
    expect(map(every).length).toBeLessThan(600_000);
    expect(
      mapsOverTime(
        'Many',
        Array.from({ length: 9 }, () => ({ atMs: AT, places: every })),
      ).length,
    ).toBeLessThan(4_000_000);
  });

  it('says in words what it cannot draw, and counts it', () => {
    const beside: MapPlace[] = [
      { name: 'State police', fips: null, standing: 'ACTIVE' },
      { name: 'Fictional', fips: '99999', standing: 'WAITING' },
    ];
    const svg = map([...everyCounty('ACTIVE'), ...beside]);
    expect(svg).toContain('3,143 of 3,144 jurisdictions of the register active');
    expect(svg.replaceAll(/<[^>]+>/g, ' ')).toMatch(/Not drawn: 2 jurisdictions .*1 active; 1 both notices delivered/s);
  });

  it('finds counties by the codes that they had, and shows a doubtful one as least far along', () => {
    const places: MapPlace[] = [
      { name: 'Shannon', fips: '46113', standing: 'ACTIVE' },
      { name: 'One', fips: '48201', standing: 'ACTIVE' },
      { name: 'Same', fips: '48201', standing: 'PLANNED' },
    ];
    const svg = map(places);
    expect(svg).toContain('<title>Oglala Lakota, South Dakota: active</title>');
    expect(svg).toContain('<title>Harris, Texas: planned</title>');
    expect(svg).toContain('not in the register: 3,140 counties<');
  });

  it('tells the shades apart without colour: by pattern, or by lightness where they have none', () => {
    const grounds = SHADES.map((shade) => fillOf('p', shade));
    const plain = grounds.filter((fill) => fill.startsWith('#')).map((hex) => Number.parseInt(hex.slice(3, 5), 16));
    expect(new Set(grounds).size).toBe(SHADES.length);
    expect(plain).toHaveLength(2);
    expect(Math.abs((plain[0] ?? 0) - (plain[1] ?? 0))).toBeGreaterThan(120);
  });

  it('leaves no county without a shape', () => {
    expect(shapes().counties.filter(({ path }) => !/^M-?\d+ -?\d+[lh]/.test(path))).toEqual([]);
  });
});

describe('maps over time', () => {
  it('show each instant with its numbers, planned ones as planned', () => {
    const svg = mapsOverTime('Fictional', [
      { atMs: AT, places: everyCounty('UNPLANNED', { '48201': 'ACTIVE' }) },
      { atMs: AT + 30 * DAY, places: everyCounty('UNPLANNED', { '48201': 'ACTIVE', '06037': 'DUE' }) },
    ]);
    expect(svg).toContain('<title>2031-06-01 00:00 UTC: 1 of 3,142 active.</title>');
    expect(svg).toContain('<title>2031-07-01 00:00 UTC: 1 of 3,142 active, 1 more by then as planned.</title>');
    expect(svg).not.toMatch(/<script|<style/);
  });
});

describe('the timeline', () => {
  const entry = (firstMs: number | null, plannedMs: number | null, activeMs: number | null) => ({
    firstMs,
    plannedMs,
    activeMs,
  });
  const entries = [
    entry(AT - 60 * DAY, AT - 30 * DAY, AT - 30 * DAY),
    entry(AT - 60 * DAY, AT - 60 * DAY, null),
    entry(AT - 10 * DAY, AT + 20 * DAY, AT + 20 * DAY),
    entry(AT + 90 * DAY, AT + 90 * DAY, null),
    entry(null, null, null),
  ];

  it('counts what was done and what was not, also what was moved', () => {
    const words = planTimeline({ heading: 'Fictional', entries, endMs: AT + 60 * DAY, nowMs: AT }).replaceAll(
      /<[^>]+>\n?/g,
      ' ',
    );
    expect(words).toMatch(/1 of 5 active\. By the plan as it stands 2 were to be, by the first plan of each 3\./);
    expect(words).toMatch(/Date passed, not\s+activated: 1\. In no plan: 1\./);
    expect(words).toMatch(/3 planned to be active by then, 1 planned for later/);
    expect(words).toContain(`end date ${iso(AT + 60 * DAY).slice(0, 10)}`);
  });

  it('never shows as done what lies ahead, and can be drawn with nothing', () => {
    const done = /stroke="#0b3c6e" stroke-width="6"/;
    const svg = planTimeline({
      heading: 'Fictional',
      entries: [entry(AT + DAY, AT + DAY, AT + DAY)],
      endMs: null,
      nowMs: AT,
    });
    expect(svg).toMatch(done);
    expect(svg.replaceAll(/<[^>]+>/g, ' ')).toContain('0 of 1 active');
    const empty = planTimeline({ heading: 'Fictional', entries: [], endMs: null, nowMs: AT });
    expect(empty).toContain('No end date is set.');
    expect(empty).not.toContain('NaN');
  });
});
