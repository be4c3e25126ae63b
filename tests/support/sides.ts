import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/access/roles.ts';
import type { Address } from '../../domain/record/record.ts';
import type { MailboxMessage } from '../../records/index.ts';
import { newTcn, ofAgency, OFFICE, type Scenes } from './scenes.ts';
import type { System } from './system.ts';

/** Kinds that tell a state or local agency a status. */
export const STATUS_KINDS: readonly string[] = ['NO_MATCH', 'IMMIGRATION_RESPONSE'];

/** A booking of an agency, with everything by which it may be told from another. */
export interface Booked {
  readonly caseId: string;
  readonly tcn: string;
  readonly ori: string;
  readonly jurisdiction: string;
}

/**
 * Everything that anybody got of a case, with what differs between two runs of one booking taken out (ids, hashes, instants of the workflow's
 * own clock), so that two runs can be compared word for word.
 */
export async function sidesOf(system: System, scenes: Scenes, booked: Booked) {
  const { caseId, tcn, ori } = booked;
  const box = async (address: Address) => (await scenes.inbox(address, caseId)).map(toldBy);
  const [office, agency, bureau] = [await box(OFFICE), await box(`agency:${ori}`), await box('sib:XXSIB0000')];
  const notStatus = (messages: typeof agency) => messages.filter(({ kind }) => !STATUS_KINDS.includes(kind));
  const [fbi, ident] = [await scenes.received('fbi', tcn), await scenes.received('ident', tcn)];
  const events = await system.records.cases.events(caseId);
  const detail = await system.records.cases.get(caseId);
  const same = (value: unknown): unknown => JSON.parse(withoutOwn(JSON.stringify(value), booked));
  return {
    /** What the field office got. */
    office: sorted(office.map(same)),
    /** What DHS and the FBI got of the prints. */
    prints: [fbi?.sha256 === ident?.sha256, fbi?.count, ident?.count, ident?.conflicts],
    /** The whole record: every step with everything it says, decisions and detainers among them. */
    events: sorted(events.map(({ kind, author, summary, data }) => same({ kind, author, summary, data }))),
    standing: same({ ...detail?.projection, changedAt: null, closedAt: null, openedAt: null }),
    detainers: same(
      detail?.detainers.map(({ delivery, service, hold, ending, limitAt }) => ({
        delivery,
        service,
        hold,
        ending,
        limitAt,
      })),
    ),
    /** What agency and bureau got, but what tells a status. */
    agency: sorted(notStatus(agency).map(same)),
    bureau: sorted(notStatus(bureau).map(same)),
    /** Of what tells a status, which kinds. */
    told: { agency: kindsOf(agency), bureau: kindsOf(bureau) },
  };
}

function toldBy({ kind, subject, text, data, route, attachmentSha256 }: MailboxMessage) {
  return { kind, subject, text, data, route, file: attachmentSha256 !== null };
}

function kindsOf(messages: readonly { readonly kind: string }[]): string[] {
  return messages.map(({ kind }) => kind).filter((kind) => STATUS_KINDS.includes(kind));
}

/** Two partners answer in either order. */
function sorted(values: readonly unknown[]): unknown[] {
  return values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Instants with milliseconds are the workflow's own clock; those that people and the stand-ins name have none. */
function withoutOwn(json: string, { caseId, tcn, ori, jurisdiction }: Booked): string {
  return json
    .replaceAll(caseId.replace('booking-', ''), 'CASE')
    .replaceAll(tcn, 'TCN')
    .replaceAll(ori, 'ORI')
    .replaceAll(jurisdiction, 'JURISDICTION')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(Z|[+-]\d\d:\d\d)/g, 'INSTANT');
}

/** Calls the public API as any person, whether or not a development deployment knows him or her. */
export async function callAs(
  system: System,
  actor: Actor,
  call: { readonly path: string; readonly method?: 'GET' | 'POST'; readonly json?: unknown },
): Promise<{ status: number; body: Record<string, unknown>; code: unknown }> {
  const token = `sc_${randomBytes(24).toString('base64url')}`;
  const [signedInAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)].map((date) => date.toISOString());
  await system.records.sessions.create({
    tokenSha256: createHash('sha256').update(token).digest('hex'),
    actor,
    kind: 'DEVELOPMENT',
    signedInAt: signedInAt ?? '',
    expiresAt: expiresAt ?? '',
  });
  const response = await fetch(`${system.api}${call.path}`, {
    method: call.method ?? 'GET',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
  });
  const body = (await response.json()) as { error?: { code: string } } & Record<string, unknown>;
  return { status: response.status, body, code: body.error?.code };
}

/** A person of an agency. */
export function jailer(ori: string): Actor {
  return {
    id: 'jail-clerk',
    name: 'Rowan Teller',
    role: 'local_agency',
    scope: { kind: 'agency', ori },
  };
}

/** How long a scenario of several whole lives may take on a busy machine. */
export const WHOLE_LIVES_MS = 150_000;

const RELEASE = '2039-07-12T14:30:00-04:00';
const PAST_THE_LIMIT = '2039-07-14T18:31:00Z';

/** A booking's whole life: match, review, detainer, clock, limit, release. The agency's jurisdiction is `XX-ORI`. */
export async function lifeOf(system: System, scenes: Scenes, ori: string): Promise<Booked> {
  const tcn = newTcn();
  const jail = jailer(ori);
  const options = { tcn, change: ofAgency(ori) };
  const { caseId, detainerId } = await scenes.dormantAt(RELEASE, '02-match-removable.eft', options);
  await system.act(detainerId, 'acknowledgeDetainer', { receivedAt: RELEASE }, jail);
  await scenes.runs(detainerId, RELEASE, jail);
  await scenes.moveTo(detainerId, PAST_THE_LIMIT);
  await scenes.letter(`agency:${ori}`, caseId, 'RELEASE_NOTICE');
  await scenes.holdEnds(detainerId, 'RELEASED', '2039-07-14T14:30:00-04:00', jail);
  await system.until(caseId, ({ detainers }) => detainers[0]?.report?.hold === 'CLOSED');
  await scenes.passOn(caseId);
  return { caseId, tcn, ori, jurisdiction: `XX-${ori}` };
}

/** A booking of a person whom IDENT does not know, to its end. */
export async function noMatchOf(system: System, scenes: Scenes, ori: string): Promise<Booked> {
  const tcn = newTcn();
  const caseId = await system.submit('01-no-match.eft', { tcn, change: ofAgency(ori) });
  await system.untilClosed(caseId);
  await scenes.passOn(caseId);
  return { caseId, tcn, ori, jurisdiction: `XX-${ori}` };
}
