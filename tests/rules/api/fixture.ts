import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ActRequest, ActResult, CaseClient, Started } from '../../../client/cases.ts';
import type { Booking } from '../../../domain/booking/booking.ts';
import { sha256Hex } from '../../../domain/canonical.ts';
import type { Facility } from '../../../domain/detainer/custody.ts';
import { BOOKING_GROUND } from '../../../domain/detainer/grounds.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import type { ActivationInput } from '../../../domain/lifecycle/activation-input.ts';
import { type BookingCaseInput, DEFAULT_WAIT_LIMITS } from '../../../domain/lifecycle/input.ts';
import { type CaseState, newCaseState } from '../../../domain/lifecycle/state.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import type {
  CaseProjection,
  DetainerProjection,
  OutgoingMessage,
  RecordWrite,
} from '../../../domain/record/record.ts';
import { CodedError } from '../../../domain/errors.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { makeCar, placeholderPrints } from '../../../exchange/ebts/make.ts';
import { openRecords, type Records } from '../../../records/index.ts';
import type { TrustedKey } from '../../../domain/access/assertion.ts';
import type { Envelope } from '../../../domain/partners/messages.ts';
import { caseIdOf, newSigningKey, type SigningKey } from '../../../runtime/keys.ts';
import { createApi } from '../../../web/api/index.ts';
import { freshDatabase } from '../../support/database.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';

export const SITE_KEY = 'ab'.repeat(32);
/** Occurs in the bookings of these tests and nowhere else: where it turns up, the person's particulars have been shown. */
export const SURNAME = 'EXAMPLE,CARLOS DAVID';

/** Everything that a fake engine was asked to do, and what it is told to answer. */
export interface FakeEngine {
  readonly started: BookingCaseInput[];
  readonly activations: ActivationInput[];
  readonly acts: ActRequest[];
  readonly delivered: string[];
  readonly envelopes: Envelope[];
  readonly advanced: { readonly workflowId: string; readonly byMs: number }[];
  states: Map<string, CaseState>;
  away: boolean;
  gone: boolean;
  refusal: CodedError | undefined;
  result: ActResult;
  offsetMs: number;
}

export interface TestApi {
  readonly app: OpenAPIHono;
  /** The API on the same records, as it is after the deployment was marked otherwise. */
  readonly remarked: (deployment: 'development' | 'production') => OpenAPIHono;
  readonly records: Records;
  readonly engine: FakeEngine;
  readonly jailKey: SigningKey;
  readonly fbiKey: SigningKey;
  readonly trust: readonly TrustedKey[];
  /** Signs a development person in and answers the header. */
  as(person: string): Promise<Record<string, string>>;
  get(path: string, person: string): Promise<Response>;
  post(path: string, person: string, json: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** The API on a database of its own, with a fake engine in place of Temporal. */
export async function testApi(deployment: 'development' | 'production' = 'development'): Promise<TestApi> {
  const database = await freshDatabase();
  const records = await openRecords({ databaseUrl: database.url });
  await seed(records);
  const engine: FakeEngine = {
    started: [],
    activations: [],
    acts: [],
    delivered: [],
    envelopes: [],
    advanced: [],
    states: new Map(),
    away: false,
    gone: false,
    refusal: undefined,
    result: { recorded: true, result: null },
    offsetMs: 0,
  };
  const jailKey = newSigningKey('JAIL');
  const fbiKey = newSigningKey('FBI');
  const publicKey = newSigningKey('PUBLIC');
  const trust = [jailKey, fbiKey, publicKey].map(({ kid, use, publicKey }) => ({ kid, use, publicKey }));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const remarked = (marked: 'development' | 'production'): OpenAPIHono =>
    createApi({
      records,
      cases: fakeClient(engine),
      config: { deployment: marked },
      siteKey: SITE_KEY,
      trust,
      publicKey,
      limits: DEFAULT_WAIT_LIMITS,
      log,
    });
  const app = remarked(deployment);
  const tokens = new Map<string, Promise<string>>();
  const signIn = async (person: string): Promise<string> => {
    const response = await app.request('/v1/development/sessions', jsonRequest({ person }));
    const { token } = (await response.json()) as { token: string };
    return token;
  };
  const as = async (person: string): Promise<Record<string, string>> => {
    const token = tokens.get(person) ?? signIn(person);
    tokens.set(person, token);
    return { authorization: `Bearer ${await token}` };
  };
  return {
    app,
    remarked,
    records,
    engine,
    jailKey,
    fbiKey,
    trust,
    as,
    get: async (path, person) => app.request(path, { headers: await as(person) }),
    post: async (path, person, json, headers = {}) =>
      app.request(path, jsonRequest(json, { ...(await as(person)), ...headers })),
    stop: async () => {
      await records.close();
      await database.drop();
    },
  };
}

export function jsonRequest(json: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json', ...headers } };
}

/** The code with which a response refuses. */
export async function codeIn(response: Response): Promise<string> {
  const body = (await response.json()) as { error?: { code?: string } };
  return body.error?.code ?? 'NOT A REFUSAL';
}

function away(): CodedError {
  return new CodedError('TEMPORAL_UNAVAILABLE', 'The Temporal server is away.');
}

function fakeClient(engine: FakeEngine): CaseClient {
  const here = <T>(answer: () => T): Promise<T> => {
    const refusal = engine.away ? away() : engine.refusal;
    return refusal === undefined ? Promise.resolve(answer()) : Promise.reject(refusal);
  };
  const time = () => ({ nowMs: Date.now() + engine.offsetMs, offsetMs: engine.offsetMs });
  return {
    startCase: (input) =>
      here((): Started => {
        engine.started.push(input);
        return 'STARTED';
      }),
    startDetainer: () => here((): Started => 'STARTED'),
    startActivation: (input) =>
      here((): Started => {
        engine.activations.push(input);
        return 'STARTED';
      }),
    activationView: () => Promise.reject(new CodedError('NOT_FOUND', 'There is no such activation.')),
    act: (request) => {
      engine.acts.push(request);
      return here(() => engine.result);
    },
    caseView: (caseId) => {
      const state = engine.states.get(caseId);
      if (state === undefined) return Promise.reject(new CodedError('NOT_FOUND', 'There is no such case.'));
      return here(() => ({ state, nowMs: Date.now() }));
    },
    detainerView: () => Promise.reject(new CodedError('NOT_FOUND', 'There is no such detainer.')),
    deliverPartnerMessage: (workflowId, envelope) =>
      here((): 'TOLD' | 'GONE' => {
        engine.envelopes.push(envelope);
        engine.delivered.push(workflowId);
        return engine.gone ? 'GONE' : 'TOLD';
      }),
    timeOf: () => here(time),
    advanceClock: (workflowId, byMs) =>
      here(() => {
        engine.advanced.push({ workflowId, byMs });
        return { ...time(), reached: true };
      }),
    ping: () => here(() => undefined),
    describe: () => here(() => 'RUNNING' as const),
    watchSchedule: () => here(() => ({ next: '2026-03-02T12:05:00.000Z', paused: false })),
  };
}

async function seed(records: Records): Promise<void> {
  await putJurisdiction(records, aJurisdiction('xx-example', { name: 'Example', activeFrom: '2008-10-27T00:00:00Z' }));
  for (const [ori, name] of [
    ['XX0010100', 'Example County Sheriff'],
    ['XX0020100', 'Sample Parish Jail'],
  ] as const) {
    await records.register.putAgency(anAgency(ori, ['xx-example'], { name }));
  }
}

type Facts = Parameters<typeof makeCar>[0]['template'];

/** The bytes of a fictional booking under a fresh transaction number. */
export function bookingFile(change: (facts: Facts) => Facts = (facts) => facts, tcn = freshTcn()): Uint8Array {
  const file = join(import.meta.dirname, '..', '..', '..', 'samples', 'templates', 'car-match-removable.json');
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Facts;
  const template = change({ ...facts, transaction: { ...facts.transaction, tcn } });
  return makeCar({ template, prints: placeholderPrints(7) });
}

export function freshTcn(): string {
  return `XX-TEST-${randomBytes(8).toString('hex')}`;
}

/** A jurisdiction whose activation is planned, 60 days ahead. */
export async function givenActivation(records: Records, jurisdiction: string): Promise<ActivationInput> {
  await putJurisdiction(records, aJurisdiction(jurisdiction));
  const input: ActivationInput = {
    jurisdiction,
    name: jurisdiction,
    state: 'XX',
    activeFrom: new Date(Date.now() + 60 * 86_400_000).toISOString(),
    wave: null,
    reasons: 'Next in the plan.',
    plannedBy: { id: 'administrator', name: 'Morgan Sayre', role: 'administrator', scope: { kind: 'national' } },
    plannedAt: new Date().toISOString(),
    trust: [],
    limits: DEFAULT_WAIT_LIMITS,
  };
  await records.activations.plan(input);
  return input;
}

/** A case in the records, as its workflow would have written it. */
export async function givenCase(
  records: Records,
  {
    projection = {},
    writes = [],
    cri = 'XX0010100',
  }: { projection?: Partial<CaseProjection>; writes?: readonly Partial<RecordWrite>[]; cri?: string } = {},
): Promise<{ caseId: string; booking: Booking }> {
  const file = bookingFile((facts) => ({ ...facts, controllingAgency: cri }));
  const parsed = parseSubmission(file);
  if (!parsed.accepted) throw new Error(JSON.stringify(parsed.refusals));
  const { booking } = parsed;
  const caseId = caseIdOf(SITE_KEY, booking.transaction.ori, booking.transaction.tcn);
  await records.submissions.store({
    caseId,
    sha256: sha256Hex(file),
    file,
    format: 'EBTS',
    booking,
    receivedAt: '2011-09-16T16:02:00Z',
  });
  const standing: CaseProjection = {
    criminal: 'ANSWERED',
    immigration: 'OFFICER_DECISION',
    outcome: null,
    cri,
    jurisdiction: 'xx-example',
    fieldOffice: 'XXNFO',
    nextStep: 'an officer decides',
    openedAt: '2011-09-16T16:02:00Z',
    changedAt: '2011-09-16T18:00:00Z',
    closedAt: null,
    ...projection,
  };
  const all = [{ caseProjection: standing }, ...writes];
  await records.cases.writeRecords(
    caseId,
    all.map((more, index) => step(caseId, index + 1, more)),
  );
  return { caseId, booking };
}

export function step(stream: string, seq: number, more: Partial<RecordWrite> = {}): RecordWrite {
  const event = {
    stream,
    seq,
    step: `step ${seq}`,
    kind: seq === 1 ? 'REVIEW_RECORDED' : 'STEP',
    at: '2011-09-16T18:00:00Z',
    author: {
      kind: 'person',
      actor: { id: 'specialist', name: 'Gray Whitlow', role: 'status_specialist', scope: { kind: 'national' } },
    },
    summary: `step ${seq} of the immigration side`,
    data: { lastKnownStatus: 'OVERSTAY', opinion: 'APPEARS_REMOVABLE' },
  } as const;
  return { event, outgoing: [], alarms: [], ...more };
}

export const FACILITY: Facility = {
  ori: 'XX0010100',
  name: 'Example County Sheriff',
  zone: 'America/New_York',
  sib: 'XXSIB0000',
  jurisdiction: 'xx-example',
};

/** A detainer of a case whose clock runs, addressed to the booking agency unless told otherwise. */
export async function givenDetainer(
  records: Records,
  caseId: string,
  more: Partial<DetainerProjection> = {},
): Promise<string> {
  const detainerId = detainerIdOf(caseId, 1);
  const jail = more.jail ?? 'XX0010100';
  const facility = { ...FACILITY, ori: jail };
  await records.cases.registerDetainer({
    detainerId,
    caseId,
    number: 1,
    kind: 'STANDARD',
    place: { cri: jail, sib: 'XXSIB0000', fieldOffice: 'XXNFO', jurisdiction: 'xx-example' },
    jail: facility,
    request: {
      bases: ['INVESTIGATION_INITIATED'],
      basisDetails: {},
      purpose: 'ASSUME_CUSTODY',
      warrant: 'NONE',
      minorTrafficOnly: { answer: false, words: 'Arrested for burglary.' },
    },
    cancels: null,
    profile: PROFILE_2011_06,
    issuedAt: '2011-09-16T19:00:00Z',
    issuedBy: {
      id: 'officer',
      name: 'Harper Quill',
      role: 'field_officer',
      scope: { kind: 'office', office: 'XXNFO' },
    },
    inherited: null,
    trust: [],
    limits: DEFAULT_WAIT_LIMITS,
  });
  const detainerProjection: DetainerProjection = {
    detainerId,
    number: 1,
    kind: 'STANDARD',
    jail,
    zone: 'America/New_York',
    profile: PROFILE_2011_06.id,
    delivery: 'RECEIVED',
    service: 'UNCONFIRMED',
    hold: 'RUNNING',
    ending: null,
    startedAt: '2011-09-16T21:00:00Z',
    limitAt: '2011-09-20T21:00:00Z',
    violation: false,
    authorized: true,
    facts: {
      grounds: [{ ...BOOKING_GROUND, until: '2011-09-16T21:00:00Z' }],
      stays: [{ facility, from: null }],
      rule: 'STATUTORY',
      groundConfirmedAt: '2011-09-16T19:00:00Z',
      groundAskedAt: null,
      groundExpectedEndAt: null,
      groundConfirmationHours: 24,
    },
    changedAt: '2011-09-16T21:00:00Z',
    ...more,
  };
  await records.cases.writeRecords(caseId, [step(detainerId, 1, { detainerProjection })]);
  return detainerId;
}

export function outgoing(more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    key: 'answer',
    kind: 'CRIMINAL_ANSWER',
    route: ['agency:XX0010100'],
    subject: 'Criminal history answer',
    text: 'No record was found in the criminal file.',
    data: { identification: 'N' },
    attachmentSha256: null,
    ...more,
  };
}

/** A case that waits for an officer’s decision, as its workflow would show it. */
export function liveState(more: Partial<CaseState> = {}): CaseState {
  return {
    ...newCaseState(),
    criminal: 'ANSWERED',
    immigration: 'OFFICER_DECISION',
    shared: true,
    match: { fin: '123456789', answeredAt: '2011-09-16T17:00:00Z' },
    ...more,
  };
}
