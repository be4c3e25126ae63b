import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/access/roles.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { Records } from '../../records/index.ts';

const LONG_AGO = '2008-11-01T00:00:00Z';
const HOUR_MS = 3_600_000;
const STATEMENT = { title: 'Counsel', statement: 'Read, and as the scenario needs it.' };
const ADMINISTRATOR: Actor = {
  id: 'administrator',
  name: 'Morgan Sayre',
  role: 'administrator',
  scope: { kind: 'national' },
};
const COUNSEL: Actor = { id: 'counsel', name: 'Oakley Thorne', role: 'attorney', scope: { kind: 'national' } };

/** A designated officer of a jurisdiction, fictional. */
export function aDeputy(jurisdiction: string, id = `deputy-${randomBytes(4).toString('hex')}`): Actor {
  return { id, name: 'Sawyer Lind', role: 'officer_287g', scope: { kind: 'jurisdiction', jurisdiction } };
}

interface Terms {
  readonly from?: string;
  readonly to?: string | null;
  readonly supervisor?: string;
  /** Of the designation, where it is not the agreement's own time. */
  readonly designatedFrom?: string;
  readonly designatedTo?: string | null;
  readonly signed?: false;
  readonly designationSigned?: false;
}

/** A signed agreement that designates this officer, since long ago unless told otherwise. */
export async function agree(
  { agreements }: Pick<Records, 'agreements'>,
  officer: Actor,
  terms: Terms = {},
): Promise<{ readonly agreementId: number; readonly designationId: number }> {
  const { from = LONG_AGO, to = null, supervisor = 'supervisor' } = terms;
  const { designatedFrom = from, designatedTo = to } = terms;
  const jurisdiction = officer.scope.kind === 'jurisdiction' ? officer.scope.jurisdiction : '';
  // As if it had been entered in time.
  const now = () => instantMs(from) - HOUR_MS;
  const reasons = 'As the scenario needs it.';
  const named = { id: supervisor, name: 'Jordan Pell' };
  const { id } = await agreements.enter({ jurisdiction, from, to, supervisor: named, reasons }, ADMINISTRATOR, now);
  if (terms.signed !== false) await agreements.sign(id, STATEMENT, COUNSEL, now);
  const period = { from: designatedFrom, to: designatedTo, reasons };
  const designation = { officer: { id: officer.id, name: officer.name }, trainedOn: '2008-09-30', ...period };
  const entered = await agreements.designate(id, designation, ADMINISTRATOR, now);
  const designationId = entered.designations.at(-1)?.id ?? 0;
  if (terms.designationSigned !== false) await agreements.signDesignation(designationId, STATEMENT, COUNSEL, now);
  return { agreementId: id, designationId };
}

/** What the officer states with a decision or an interview. */
export function stated(agreementId: number) {
  return { agreementId, neitherArrestedNorBooked: 'I took no part in the arrest or the booking.' };
}

/** Ends an agreement, or withdraws a designation, at once. */
export async function endNow(
  { agreements }: Pick<Records, 'agreements'>,
  what: { readonly agreementId: number } | { readonly designationId: number },
): Promise<void> {
  const ending = { endsAt: null, ...STATEMENT };
  const now = () => Date.now();
  if ('agreementId' in what) await agreements.end(what.agreementId, ending, COUNSEL, now);
  else await agreements.withdraw(what.designationId, ending, COUNSEL, now);
}

/** Signs any person in and answers the header, where the fictional people of a development deployment do not do. */
export async function signIn(
  { sessions }: Pick<Records, 'sessions'>,
  actor: Actor,
): Promise<{ authorization: string }> {
  const token = `sc_${randomBytes(32).toString('base64url')}`;
  const tokenSha256 = createHash('sha256').update(token).digest('hex');
  const signedInAt = isoInstant(Date.now());
  await sessions.create({
    actor,
    kind: 'DEVELOPMENT',
    signedInAt,
    expiresAt: isoInstant(Date.now() + HOUR_MS),
    tokenSha256,
  });
  return { authorization: `Bearer ${token}` };
}
