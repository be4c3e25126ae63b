import type { Standing } from '../../domain/jurisdiction/standing.ts';

/** What a county of the map can be: where its jurisdiction stands, or that the register has none for it. */
export type Shade = Standing | 'ABSENT';

interface Look {
  /** For the legend. */
  readonly label: string;
  /** In a county's own words: `Mohave, Arizona: active`. */
  readonly short: string;
  readonly ground: string;
  /** Strokes on the ground, in a tile of 8 × 8. */
  readonly ink?: { readonly colour: string; readonly width: number; readonly path: string };
}

/**
 * How each shade is drawn. Told apart three ways, so that nothing rests on colour: by lightness (the further along, the darker), by pattern, and
 * by words. The hues are two, blue and orange, which every kind of colour blindness keeps apart.
 */
const LOOKS: Readonly<Record<Shade, Look>> = {
  ACTIVE: { label: 'active', short: 'active', ground: '#0b3c6e' },
  DUE: {
    label: 'to be active by then, as planned now',
    short: 'to be active by then',
    ground: '#3f7fb8',
    ink: { colour: '#cfe2f3', width: 1.6, path: 'M0 4H8' },
  },
  WAITING: {
    label: 'both notices delivered, waiting period runs',
    short: 'waiting period runs',
    ground: '#8fbbdd',
    ink: { colour: '#0b3c6e', width: 1.2, path: 'M-2 2L2 -2M0 8L8 0M6 10L10 6' },
  },
  PLANNED: {
    label: 'planned, notices not both delivered',
    short: 'planned',
    ground: '#dbe8f3',
    ink: { colour: '#3f7fb8', width: 2, path: 'M1 2h2M5 6h2' },
  },
  MISSED: {
    label: 'date passed, not activated',
    short: 'date passed, not activated',
    ground: '#fde3c8',
    ink: { colour: '#a63f00', width: 1.4, path: 'M0 0L8 8M0 8L8 0' },
  },
  UNPLANNED: { label: 'in no plan', short: 'in no plan', ground: '#f2f2f0' },
  ABSENT: {
    label: 'not in the register',
    short: 'not in the register',
    ground: '#ffffff',
    ink: { colour: '#9a9a9a', width: 1, path: 'M0 8L8 0' },
  },
};

/** In the order of the legend. */
export const SHADES: readonly Shade[] = ['ACTIVE', 'DUE', 'WAITING', 'PLANNED', 'MISSED', 'UNPLANNED', 'ABSENT'];

export function labelOf(shade: Shade): string {
  return LOOKS[shade].label;
}

export function shortLabelOf(shade: Shade): string {
  return LOOKS[shade].short;
}

/** Definitions of the patterns under a name of their own. `scale`: how many units of the drawing a pixel of the picture is. */
export function patterns(name: string, scale: number): string {
  const drawn = SHADES.flatMap((shade) => {
    const { ground, ink } = LOOKS[shade];
    if (ink === undefined) return [];
    const strokes = `<path d="${ink.path}" stroke="${ink.colour}" stroke-width="${ink.width}" fill="none"/>`;
    return [
      `<pattern id="${name}-${shade}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="scale(${scale})"><rect width="8" height="8" fill="${ground}"/>${strokes}</pattern>`,
    ];
  });
  return `<defs>${drawn.join('')}</defs>`;
}

/** The fill of a shade, as `patterns` of this name defines it. */
export function fillOf(name: string, shade: Shade): string {
  return LOOKS[shade].ink === undefined ? LOOKS[shade].ground : `url(#${name}-${shade})`;
}
