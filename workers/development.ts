import type { Actor } from '../domain/access/roles.ts';
import type { Agency, Jurisdiction } from '../domain/agency/agency.ts';
import type { ActivationInput } from '../domain/lifecycle/activation-input.ts';
import type { NumberEntry } from '../domain/profile/numbers.ts';
import type { Address } from '../domain/record/record.ts';
import { isoInstant } from '../domain/text.ts';
import { mailboxSecret } from '../partners/standins/secrets.ts';
import type { Records } from '../records/index.ts';
import { type KeyRing, signingKey } from '../runtime/keys.ts';

const SIB = 'XXSIB0000';
const FIELD_OFFICE = 'XXNFO';
/** The day the source's programme began. */
const PROGRAMME_BEGAN = '2008-10-27T00:00:00Z';
/** How the fictional jurisdictions come in: active since then, with notices to their fictional governments a good month before. */
const TAKEN_OVER = {
  activeFrom: PROGRAMME_BEGAN,
  stateNoticeAt: '2008-09-22T14:00:00Z',
  localNoticeAt: '2008-09-23T14:00:00Z',
};

interface Place {
  readonly ori: string;
  readonly name: string;
  readonly zone: string;
  readonly jurisdiction: string;
  readonly county: string;
  readonly active?: false;
  /** Its jurisdiction has chosen not to receive identifications. */
  readonly receives?: false;
  /** Has a server that takes its messages; the others fetch theirs. */
  readonly server?: true;
}

/** The fictional agencies of samples/README.md. XX0060100 is left out on purpose: a person assigns its jurisdiction (rule D7). */
const PLACES: readonly Place[] = [
  {
    ori: 'XX0010100',
    name: 'Example County Sheriff',
    zone: 'America/New_York',
    jurisdiction: 'XX-EXAMPLE',
    county: 'Example County',
    server: true,
  },
  {
    ori: 'XX0020100',
    name: 'Sample Parish Jail',
    zone: 'America/Chicago',
    jurisdiction: 'XX-SAMPLE',
    county: 'Sample Parish',
    receives: false,
  },
  {
    ori: 'XX0030100',
    name: 'Mesa Fictional County Detention',
    zone: 'America/Phoenix',
    jurisdiction: 'XX-MESA',
    county: 'Mesa Fictional County',
    server: true,
  },
  {
    ori: 'XX0040100',
    name: 'Harbor Invented County',
    zone: 'America/Los_Angeles',
    jurisdiction: 'XX-HARBOR',
    county: 'Harbor Invented County',
    active: false,
  },
  {
    ori: 'XX0050100',
    name: 'Atoll Example Police',
    zone: 'Pacific/Guam',
    jurisdiction: 'XX-ATOLL',
    county: 'Atoll Example',
    server: true,
  },
];

/** Fictional numbers (555-01xx is assigned to nobody): with them a development deployment can make requests to hold (rule E7). */
const NUMBERS: readonly NumberEntry[] = [
  {
    line: 'civilRights',
    number: '(800) 555-0101',
    answeredBy: 'Fictional Office for Civil Rights',
    enforcement: false,
    hours: 'weekdays, 9 am to 5 pm Eastern',
  },
  {
    line: 'dayAndNight',
    number: '(800) 555-0102',
    answeredBy: 'Fictional Support Center of the immigration authority',
    enforcement: true,
    hours: '24 hours, every day',
  },
  {
    line: 'citizenOrVictim',
    number: '(800) 555-0103',
    answeredBy: 'Fictional Support Center of the immigration authority',
    enforcement: true,
    hours: '24 hours, every day',
  },
];
const ENTERED_BY: Actor = {
  id: 'administrator',
  name: 'Morgan Sayre',
  role: 'administrator',
  scope: { kind: 'national' },
};
const SIGNED_BY: Actor = { id: 'counsel', name: 'Oakley Thorne', role: 'attorney', scope: { kind: 'national' } };
const CALLED_BY: Actor = { id: 'crcl', name: 'Lennox Farrow', role: 'crcl_officer', scope: { kind: 'national' } };

/** Marks in the settings what was put in once, so that what a user changes or removes afterwards stays changed. */
const REGISTER_SEEDED = 'development.register';
const NUMBERS_SEEDED = 'development.numbers';
const AGREEMENT_SEEDED = 'development.agreement';
const CHOICES_SEEDED = 'development.receiving';

/**
 * Fills a development deployment's register with the fictional agencies and jurisdictions of the samples, enters fictional telephone numbers
 * as verified, and registers the mailboxes of the stand-ins. Each is done once. `standinPorts`: JSON as in SC_STANDIN_PORTS; without it no mailbox is registered.
 */
export async function seedForDevelopment(
  records: Pick<Records, 'register' | 'activations' | 'receiving' | 'agreements' | 'profiles' | 'mailbox' | 'settings'>,
  keys: KeyRing,
  standinPorts: string | undefined,
): Promise<void> {
  if ((await records.settings.get(REGISTER_SEEDED)) === null) await seedRegister(records);
  if ((await records.settings.get(NUMBERS_SEEDED)) === null) await seedNumbers(records);
  if ((await records.settings.get(AGREEMENT_SEEDED)) === null) await seedAgreement(records);
  if ((await records.settings.get(CHOICES_SEEDED)) === null) await seedChoices(records);
  if (standinPorts !== undefined && standinPorts !== '')
    await registerMailboxes(records, mailboxesOf(keys, standinPorts));
}

async function seedRegister({
  register,
  activations,
  settings,
}: Pick<Records, 'register' | 'activations' | 'settings'>): Promise<void> {
  const now = new Date().toISOString();
  for (const place of PLACES) {
    await register.putJurisdiction(jurisdictionOf(place));
    if (place.active !== false) await activations.takeOver(place.jurisdiction, TAKEN_OVER, null, now);
    await register.putAgency(agencyOf(place));
  }
  await settings.once(REGISTER_SEEDED, 'samples');
}

const PLAN_SEEDED = 'development.plan';
const DAY_MS = 24 * 3_600_000;

/**
 * Plans one activation for the user to go on with, once: XX-HARBOR, 45 days ahead. Its workflow is started by the sweeper, as after a crash between
 * the two. `trust` and `limits`: those of this deployment.
 */
export async function planForDevelopment(
  { activations, settings }: Pick<Records, 'activations' | 'settings'>,
  terms: Pick<ActivationInput, 'trust' | 'limits'>,
): Promise<void> {
  if ((await settings.get(PLAN_SEEDED)) !== null) return;
  const nowMs = Date.now();
  const jurisdiction = { jurisdiction: 'XX-HARBOR', name: 'Harbor Invented County', state: 'XX' };
  const plan = { activeFrom: isoInstant(nowMs + 45 * DAY_MS), wave: null, reasons: 'A fictional plan, to go on with.' };
  const planned = { plannedBy: ENTERED_BY, plannedAt: isoInstant(nowMs) };
  // Where somebody has planned it meanwhile, theirs stands.
  if ((await activations.get(jurisdiction.jurisdiction)) === null)
    await activations.plan({ ...jurisdiction, ...plan, ...planned, ...terms });
  await settings.once(PLAN_SEEDED, jurisdiction.jurisdiction);
}

/** A fictional choice not to receive identifications (rule D5), entered by an administrator on a fictional letter. */
async function seedChoices({ receiving, settings }: Pick<Records, 'receiving' | 'settings'>): Promise<void> {
  for (const { jurisdiction } of PLACES.filter(({ receives }) => receives === false)) {
    const letter = { signedBy: 'Fictional parish council', dated: '2011-05-02' };
    const choice = { jurisdiction, receives: false, from: null, reasons: 'A fictional choice.', letter };
    await receiving.choose(choice, ENTERED_BY, () => Date.now());
  }
  await settings.once(CHOICES_SEEDED, 'fictional');
}

/**
 * A fictional 287(g) agreement with XX-EXAMPLE that designates `deputy` under `supervisor`, so that a designated officer can be tried. It begins
 * a moment from now: authority is never given backwards.
 */
export async function seedAgreement({ agreements, settings }: Pick<Records, 'agreements' | 'settings'>): Promise<void> {
  const at = Date.now();
  const now = () => at;
  const period = { from: isoInstant(at + 1000), to: null, reasons: 'Fictional, so that it can be tried.' };
  const statement = { title: 'Fictional counsel', statement: 'For a development deployment only.' };
  const supervisor = { id: 'supervisor', name: 'Jordan Pell' };
  const { id } = await agreements.enter({ jurisdiction: 'XX-EXAMPLE', supervisor, ...period }, ENTERED_BY, now);
  await agreements.sign(id, statement, SIGNED_BY, now);
  const entry = { officer: { id: 'deputy', name: 'Sawyer Lind' }, trainedOn: '2008-09-30', ...period };
  const { designations } = await agreements.designate(id, entry, ENTERED_BY, now);
  for (const designation of designations) await agreements.signDesignation(designation.id, statement, SIGNED_BY, now);
  await settings.once(AGREEMENT_SEEDED, 'fictional');
}

/** Enters the fictional numbers and records a call to each by another fictional person. */
export async function seedNumbers({ profiles, settings }: Pick<Records, 'profiles' | 'settings'>): Promise<void> {
  const at = new Date().toISOString();
  const call = { reached: true, on: at.slice(0, 10), words: 'A fictional call on a development deployment.' };
  for (const entry of NUMBERS) {
    const { id } = await profiles.enterNumber(entry, ENTERED_BY, at);
    await profiles.recordCall(id, call, CALLED_BY, at);
  }
  await settings.once(NUMBERS_SEEDED, 'fictional');
}

function jurisdictionOf({ jurisdiction, county }: Place): Jurisdiction {
  return {
    id: jurisdiction,
    name: county,
    kind: 'COUNTY',
    state: 'XX',
    fips: null,
    fieldOffice: FIELD_OFFICE,
    activeFrom: null,
  };
}

function agencyOf({ ori, name, zone, jurisdiction }: Place): Agency {
  return {
    ori,
    name,
    kind: 'COUNTY',
    zone,
    jurisdictions: [jurisdiction],
    sib: SIB,
    fieldOffice: FIELD_OFFICE,
    validFrom: null,
    validTo: null,
  };
}

interface StandinMailbox {
  readonly address: Address;
  readonly url: string;
  readonly secret: string;
}

function mailboxesOf(keys: KeyRing, standinPorts: string): StandinMailbox[] {
  const ports = JSON.parse(standinPorts) as { readonly sib?: number; readonly jail?: number };
  const key = signingKey(keys, 'JAIL');
  const at = (address: Address, standin: 'sib' | 'jail', port: number | undefined): StandinMailbox[] =>
    port === undefined
      ? []
      : [{ address, url: `http://127.0.0.1:${port}/mailbox`, secret: mailboxSecret(key, standin) }];
  const jails = PLACES.filter(({ server }) => server === true);
  return [
    ...at(`sib:${SIB}`, 'sib', ports.sib),
    ...jails.flatMap(({ ori }) => at(`agency:${ori}`, 'jail', ports.jail)),
  ];
}

async function registerMailboxes(
  { mailbox, settings }: Pick<Records, 'mailbox' | 'settings'>,
  wanted: readonly StandinMailbox[],
): Promise<void> {
  const present = await mailbox.endpoints();
  for (const { address, url, secret } of wanted) {
    const known = present.find((endpoint) => endpoint.address === address);
    const mark = `development.mailbox ${address}`;
    // A stand-in's own endpoint, told by its secret, follows the stand-in to another port; anybody else's is left alone.
    const ours =
      known === undefined ? (await settings.get(mark)) === null : known.secret === secret && known.url !== url;
    if (ours) await mailbox.setEndpoint(address, { url, secret });
    await settings.once(mark, 'registered');
  }
}
