/**
 * The stand-in for IDENT: never decodes a print; whether a person was met before is said by the booking's own code (outcomes.ts).
 * Without a code there is no match, so that nobody is marked by default (rule A5).
 */
import { bookingFromEbts } from '../../exchange/ebts/booking.ts';
import {
  createCounterpart,
  saying,
  type Counterpart,
  type CounterpartOptions,
  type Finding,
  type Request,
  type Saying,
} from './counterpart.ts';
import { identOutcomeOf, type ImmigrationRecord } from './outcomes.ts';
import { finOf } from './people.ts';
import type { SigningKey } from './signing.ts';

/** The IDENT stand-in's server, not listening yet. */
export function createIdentStandin(options: CounterpartOptions): Counterpart {
  return createCounterpart(
    { from: 'IDENT', storeName: 'ident', path: '/searches', find: (request) => find(options.key, request) },
    options,
  );
}

function find(key: SigningKey, { tcn, bytes, receivedAt }: Request): Finding {
  const parsed = bookingFromEbts(bytes);
  if (!parsed.accepted || parsed.booking.transaction.tcn !== tcn) return { refuse: 400 };
  const { name, dateOfBirth, miscNumbers } = parsed.booking.person;
  const outcome = identOutcomeOf(miscNumbers);
  const noMatch = saying({ kind: 'NO_MATCH', tcr: tcn, answeredAt: receivedAt });
  const fin = finOf(key, miscNumbers, `${name} ${dateOfBirth}`);
  return {
    first: saying({ kind: 'SEARCHING', tcr: tcn, acceptedAt: receivedAt }),
    answer: outcome.kind === 'match' ? match(tcn, receivedAt, fin, outcome.record) : noMatch,
    contradiction: outcome.kind === 'match' ? noMatch : match(tcn, receivedAt, fin, CONFUSED),
  };
}

/** What a confused IDENT claims of a person whom it never met. */
const CONFUSED: ImmigrationRecord = {
  lastKnownStatus: 'OVERSTAY',
  removabilityOpinion: 'CANNOT_DETERMINE',
  previouslyRemoved: false,
  finalOrder: false,
};

function match(tcn: string, answeredAt: string, fin: string, record: ImmigrationRecord): Saying {
  return saying({ kind: 'MATCH', tcr: tcn, answeredAt, fin, encounters: encountersOf(record) });
}

type Encounter = { at: string; component: string; fingerprinted: true; digitized: true };

function encountersOf({ lastKnownStatus, previouslyRemoved }: ImmigrationRecord): Encounter[] {
  const met = (at: string, component: string): Encounter => ({ at, component, fingerprinted: true, digitized: true });
  const removal = previouslyRemoved ? [met('2006-10-12', 'Removal (fictional)')] : [];
  switch (lastKnownStatus) {
    case 'US_CITIZEN':
      return [met('2007-01-09', 'Application for naturalization (fictional)')];
    case 'LAWFUL_PERMANENT_RESIDENT':
      return [met('2003-03-28', 'Adjustment of status (fictional)')];
    case 'OVERSTAY':
      return [met('2008-02-11', 'Admission at a port of entry (fictional)')];
    case 'ENTERED_WITHOUT_INSPECTION':
      return [met('2009-06-23', 'Encounter between ports of entry (fictional)')];
    case 'FINAL_ORDER':
      return [met('2006-07-19', 'Enforcement encounter (fictional)'), ...removal];
  }
}
