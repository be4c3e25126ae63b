/** A state, district or territory: its first two FIPS digits, and the IANA zones of its parts (49 CFR 71). */
interface State {
  readonly fips: string;
  readonly zones: readonly [string, ...string[]];
}

const NEW_YORK = 'America/New_York';
const LOUISVILLE = 'America/Kentucky/Louisville';
const CHICAGO = 'America/Chicago';
const DENVER = 'America/Denver';
const LOS_ANGELES = 'America/Los_Angeles';
const INDIANA = [
  NEW_YORK,
  CHICAGO,
  LOUISVILLE,
  'America/Indiana/Indianapolis',
  'America/Indiana/Knox',
  'America/Indiana/Marengo',
  'America/Indiana/Petersburg',
  'America/Indiana/Tell_City',
  'America/Indiana/Vevay',
  'America/Indiana/Vincennes',
  'America/Indiana/Winamac',
] as const;

/** By their two postal letters. */
export const STATES: Readonly<Record<string, State>> = {
  AL: { fips: '01', zones: [CHICAGO] },
  AK: {
    fips: '02',
    zones: [
      'America/Anchorage',
      'America/Juneau',
      'America/Sitka',
      'America/Yakutat',
      'America/Metlakatla',
      'America/Nome',
      'America/Adak',
    ],
  },
  AZ: { fips: '04', zones: ['America/Phoenix', DENVER] },
  AR: { fips: '05', zones: [CHICAGO] },
  CA: { fips: '06', zones: [LOS_ANGELES] },
  CO: { fips: '08', zones: [DENVER] },
  CT: { fips: '09', zones: [NEW_YORK] },
  DE: { fips: '10', zones: [NEW_YORK] },
  DC: { fips: '11', zones: [NEW_YORK] },
  FL: { fips: '12', zones: [NEW_YORK, CHICAGO] },
  GA: { fips: '13', zones: [NEW_YORK] },
  HI: { fips: '15', zones: ['Pacific/Honolulu'] },
  ID: { fips: '16', zones: ['America/Boise', LOS_ANGELES] },
  IL: { fips: '17', zones: [CHICAGO] },
  IN: { fips: '18', zones: INDIANA },
  IA: { fips: '19', zones: [CHICAGO] },
  KS: { fips: '20', zones: [CHICAGO, DENVER] },
  KY: { fips: '21', zones: [NEW_YORK, CHICAGO, LOUISVILLE, 'America/Kentucky/Monticello'] },
  LA: { fips: '22', zones: [CHICAGO] },
  ME: { fips: '23', zones: [NEW_YORK] },
  MD: { fips: '24', zones: [NEW_YORK] },
  MA: { fips: '25', zones: [NEW_YORK] },
  MI: { fips: '26', zones: ['America/Detroit', 'America/Menominee'] },
  MN: { fips: '27', zones: [CHICAGO] },
  MS: { fips: '28', zones: [CHICAGO] },
  MO: { fips: '29', zones: [CHICAGO] },
  MT: { fips: '30', zones: [DENVER] },
  NE: { fips: '31', zones: [CHICAGO, DENVER] },
  NV: { fips: '32', zones: [LOS_ANGELES, DENVER] },
  NH: { fips: '33', zones: [NEW_YORK] },
  NJ: { fips: '34', zones: [NEW_YORK] },
  NM: { fips: '35', zones: [DENVER] },
  NY: { fips: '36', zones: [NEW_YORK] },
  NC: { fips: '37', zones: [NEW_YORK] },
  ND: {
    fips: '38',
    zones: [
      CHICAGO,
      DENVER,
      'America/North_Dakota/Center',
      'America/North_Dakota/New_Salem',
      'America/North_Dakota/Beulah',
    ],
  },
  OH: { fips: '39', zones: [NEW_YORK] },
  OK: { fips: '40', zones: [CHICAGO] },
  OR: { fips: '41', zones: [LOS_ANGELES, 'America/Boise'] },
  PA: { fips: '42', zones: [NEW_YORK] },
  RI: { fips: '44', zones: [NEW_YORK] },
  SC: { fips: '45', zones: [NEW_YORK] },
  SD: { fips: '46', zones: [CHICAGO, DENVER] },
  TN: { fips: '47', zones: [NEW_YORK, CHICAGO] },
  TX: { fips: '48', zones: [CHICAGO, DENVER] },
  UT: { fips: '49', zones: [DENVER] },
  VT: { fips: '50', zones: [NEW_YORK] },
  VA: { fips: '51', zones: [NEW_YORK] },
  WA: { fips: '53', zones: [LOS_ANGELES] },
  WV: { fips: '54', zones: [NEW_YORK] },
  WI: { fips: '55', zones: [CHICAGO] },
  WY: { fips: '56', zones: [DENVER] },
  AS: { fips: '60', zones: ['Pacific/Pago_Pago'] },
  GU: { fips: '66', zones: ['Pacific/Guam'] },
  MP: { fips: '69', zones: ['Pacific/Saipan'] },
  PR: { fips: '72', zones: ['America/Puerto_Rico'] },
  VI: { fips: '78', zones: ['America/St_Thomas'] },
};

/** The zone of a state that has only one; null of the others, and of what is no state. */
export function onlyZoneOf(state: string): string | null {
  const [zone, ...others] = STATES[state]?.zones ?? [];
  return zone !== undefined && others.length === 0 ? zone : null;
}
