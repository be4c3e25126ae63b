import { randomBytes, randomUUID } from 'node:crypto';
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { temporal } from '@temporalio/proto';
import type { ActorStatement } from '../../domain/access/assertion.ts';
import type { Actor } from '../../domain/access/roles.ts';
import { canonicalSha256, sha256Hex } from '../../domain/canonical.ts';
import type { DetainerState } from '../../domain/detainer/hold.ts';
import { type ActArgs, type ActName } from '../../domain/lifecycle/acts.ts';
import { updateNameOf } from '../../domain/lifecycle/input.ts';
import type { Envelope, FbiMessage, GroundsEnded, JailMessage } from '../../domain/partners/messages.ts';
import type { Address } from '../../domain/record/record.ts';
import { instantMs, isoInstant } from '../../domain/text.ts';
import type { Rule } from '../../partners/standins/behaviour.ts';
import type { StandinName } from '../../partners/standins/index.ts';
import type { Alarm, MailboxMessage } from '../../records/index.ts';
import { fromApplicationFailure } from '../../runtime/errors.ts';
import { newSigningKey, signingKey, type SigningKey, signStatement } from '../../runtime/keys.ts';
import {
  DETAINER_DECISION,
  INTERVIEW,
  REMOVAL_DECISION,
  REVIEW,
  eventually,
  personOf,
  type SampleFacts,
  type SubmitOptions,
  type System,
} from './system.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The jail and the office of the first sample agency. */
export const JAIL = 'XX0010100';
export const OFFICE: Address = 'office:XXNFO';

/** A transaction number of its own. */
export function newTcn(): string {
  return `XX-SCENE-${randomBytes(8).toString('hex')}`;
}

/** A sample of another agency. */
export function ofAgency(ori: string): NonNullable<SubmitOptions['change']> {
  return (facts: SampleFacts) => ({ ...facts, controllingAgency: ori });
}

/** A sample for which the stand-ins answer by other codes (samples/README.md). */
export function withCodes(...miscNumbers: string[]): NonNullable<SubmitOptions['change']> {
  return (facts: SampleFacts) => ({ ...facts, person: { ...facts.person, miscNumbers } });
}

/** A sample of another type of transaction. */
export function ofType(tot: string): NonNullable<SubmitOptions['change']> {
  return (facts: SampleFacts) => ({ ...facts, transaction: { ...facts.transaction, tot } });
}

/** An ISO instant so much after another, in UTC. */
export function after(instant: string, ms: number): string {
  return isoInstant(instantMs(instant) + ms);
}

type Speaker = Envelope['from'];

/** What scenarios say and look at beyond acting: partners' words, mailboxes, alarms, histories. */
export function scenesOf(system: System) {
  const envelope = (from: Speaker, message: object, key: SigningKey = signingKey(system.keys, from)): Envelope => ({
    from,
    signed: signStatement(from, key, message),
  });

  const scenes = {
    /** Tells a stand-in how to behave: towards one transaction, if `match` names it. */
    behave: async (standin: Exclude<StandinName, 'mail'>, rule: Rule): Promise<void> => {
      const response = await fetch(`${system.standins.urls[standin]}/behaviour`, {
        method: 'POST',
        body: JSON.stringify(rule),
      });
      if (response.status !== 201) throw new Error(await response.text());
    },
    /** Has a silent stand-in answer now, and rightly. */
    answer: async (standin: 'fbi' | 'ident' | 'databases', tcn: string): Promise<void> => {
      const response = await fetch(`${system.standins.urls[standin]}/answer/${tcn}`, { method: 'POST' });
      if (response.status !== 202) throw new Error(await response.text());
    },
    /** What a stand-in received under a transaction number; null if nothing. */
    received: async (
      standin: 'fbi' | 'ident' | 'databases',
      tcn: string,
    ): Promise<{ count: number; conflicts: number; sha256: string } | null> => {
      const response = await fetch(`${system.standins.urls[standin]}/received/${tcn}`);
      return response.status === 404
        ? null
        : ((await response.json()) as { count: number; conflicts: number; sha256: string });
    },
    envelope,
    /** A partner's validly signed message, handed to a workflow. */
    say: async (from: Speaker, workflowId: string, message: object): Promise<'TOLD' | 'GONE'> =>
      await system.cases.deliverPartnerMessage(workflowId, envelope(from, message)),
    /** The jail's own system says something about a detainer, over the public address. */
    jailSays: async (
      message: { kind: JailMessage['kind']; detainerId: string } & Record<string, unknown>,
    ): Promise<void> => {
      const response = await fetch(`${system.standins.urls.jail}/tell`, {
        method: 'POST',
        body: JSON.stringify({ ori: JAIL, messageId: randomUUID(), ...message }),
      });
      if (response.status !== 202) throw new Error(await response.text());
    },
    /** An FBI answer of our own making, well signed. */
    sre: (tcn: string, receivedAt: string, text: string): FbiMessage => ({
      kind: 'SRE',
      tcr: tcn,
      receivedAt,
      answeredAt: receivedAt,
      identification: 'N',
      fileSha256: sha256Hex(text),
    }),

    /** The messages of a case in a mailbox. */
    inbox: async (address: Address, caseId: string): Promise<MailboxMessage[]> => {
      const entries = (await system.records.mailbox.list(address, { limit: 500 })).filter(
        (entry) => entry.caseId === caseId,
      );
      const messages = await Promise.all(entries.map(async ({ id }) => await system.records.mailbox.read(id, address)));
      return messages.filter((message) => message !== null);
    },
    /** Passes on what lies in a bureau's mailbox, as its staff do. */
    passOn: async (caseId: string, sib: Address = 'sib:XXSIB0000'): Promise<void> => {
      for (const { id, acknowledged } of await scenes.inbox(sib, caseId)) {
        if (acknowledged === null) await system.records.mailbox.acknowledge(id, sib, isoInstant(Date.now()), 'bureau');
      }
    },
    /** Waits for a message of this kind in a mailbox. */
    letter: async (address: Address, caseId: string, kind: MailboxMessage['kind']): Promise<MailboxMessage> => {
      const messages = await eventually(
        async () => (await scenes.inbox(address, caseId)).filter((message) => message.kind === kind),
        (found) => found.length > 0,
      );
      const [message] = messages;
      if (!message) throw new Error(`No ${kind} in ${address}`);
      return message;
    },

    openAlarms: async (caseId: string): Promise<Alarm[]> => [
      ...(await system.records.alarms.list({ actor: null, caseId, open: true })),
    ],
    /** The names of the open alarms of a case, in order of the alphabet. */
    alarmNames: async (caseId: string): Promise<string[]> =>
      (await scenes.openAlarms(caseId)).map(({ rule }) => rule).sort(),
    /** Waits until a case has (or no longer has) an open alarm, and answers it. */
    alarm: async (caseId: string, rule: Alarm['rule']): Promise<Alarm> => {
      const alarms = await eventually(
        async () => (await scenes.openAlarms(caseId)).filter((alarm) => alarm.rule === rule),
        (found) => found.length > 0,
      );
      const [alarm] = alarms;
      if (!alarm) throw new Error(`No alarm ${rule}`);
      return alarm;
    },
    untilNoAlarm: async (caseId: string, rule: Alarm['rule']): Promise<void> => {
      await eventually(
        async () => await scenes.alarmNames(caseId),
        (names) => !names.includes(rule),
      );
    },
    /** Waits until a case's record holds an event of this kind, and answers the first. */
    event: async (caseId: string, kind: string) => {
      const events = await eventually(
        async () => (await system.records.cases.events(caseId)).filter((event) => event.kind === kind),
        (found) => found.length > 0,
      );
      const [event] = events;
      if (!event) throw new Error(`No event ${kind}`);
      return event;
    },

    /** How many events a workflow's history holds. */
    historyLength: async (workflowId: string): Promise<number> => (await handleOf(workflowId).describe()).historyLength,
    /** When the timers of a workflow fired, by the server's own record (ms). */
    timersFired: async (workflowId: string): Promise<number[]> => {
      const { events } = await handleOf(workflowId).fetchHistory();
      return (events ?? [])
        .filter(({ eventType }) => eventType === temporal.api.enums.v1.EventType.EVENT_TYPE_TIMER_FIRED)
        .map(({ eventTime }) => tsToMs(eventTime));
    },

    /** Sends an update past the API, with an assertion that the caller makes. Rejects with the workflow's coded refusal. */
    update: async (workflowId: string, act: ActName, update: unknown, updateId: string): Promise<void> => {
      try {
        await handleOf(workflowId).executeUpdate(updateNameOf(act), { args: [update], updateId });
      } catch (error) {
        throw (error instanceof WorkflowUpdateFailedError ? fromApplicationFailure(error.cause) : undefined) ?? error;
      }
    },
    /** An assertion for an act, altered as the scenario needs it. */
    assertion: async <N extends ActName>(
      workflowId: string,
      act: N,
      args: ActArgs<N>,
      { key, person = 'officer', ...change }: Partial<ActorStatement> & { key?: SigningKey; person?: string },
    ) => {
      const { nowMs } = await system.cases.timeOf(workflowId);
      const statement: ActorStatement = {
        actor: personOf(person),
        workflowId,
        act,
        updateId: randomUUID(),
        argsSha256: canonicalSha256(args),
        signInAgeMs: MINUTE,
        issuedAt: isoInstant(nowMs),
        expiresAt: isoInstant(nowMs + 5 * MINUTE),
        ...change,
      };
      return {
        signed: signStatement('ACTOR', key ?? signingKey(system.keys, 'ACTOR'), statement),
        updateId: statement.updateId,
      };
    },
    foreignKey: (): SigningKey => newSigningKey('ACTOR'),

    /** A second officer's review of the decision that waits for one. */
    second: async (
      caseId: string,
      agrees: boolean,
      reasons: string,
      who: string | Actor = 'supervisor',
    ): Promise<void> => {
      const { pendingSecond } = await system.state(caseId);
      const decidedAt = pendingSecond?.taken.at ?? LONG_AGO;
      await system.act(caseId, 'reviewAsSecondOfficer', { decidedAt, agrees, reasons }, who);
    },

    /** Puts a rule profile in force: proposed by an administrator, signed by counsel. */
    assign: async (profileId: string, jurisdiction: string, from: string): Promise<void> => {
      const { profiles } = system.records;
      const why = { reasons: 'As the scenario needs it.', recommendation: null, basis: 'The scenario.' };
      const proposal = { profileId, jurisdiction, from, to: null, ...why };
      const { id } = await profiles.propose(proposal, personOf('administrator'), () => Date.now());
      const { effectSha256 } = await profiles.effect(id, Date.now());
      const statement = { title: 'Counsel', statement: 'Reviewed for this scenario.', effectSha256 };
      await profiles.sign(id, statement, personOf('counsel'), () => Date.now());
    },

    /** A detainer on a person whose last other ground ends at `release`, which is when the case begins. */
    dormantAt: async (
      release: string,
      sample = '02-match-removable.eft',
      { decision, ...options }: SubmitOptions & { decision?: ActArgs<'recordDecision'> } = {},
    ): Promise<{ caseId: string; detainerId: string }> => {
      const caseId = await system.submit(sample, { startAt: release, ...options });
      return { caseId, detainerId: await system.toDetainer(caseId, decision) };
    },
    /** Release falls due: the clock runs. */
    runs: async (
      detainerId: string,
      endedAt: string,
      jail: string | Actor = 'jail-one',
      ending: GroundsEnded['ending'] = 'BAIL_POSTED',
    ): Promise<DetainerState> => {
      await system.act(detainerId, 'reportGroundsEnded', { endedAt, ending, source: 'Release paper' }, jail);
      return await system.untilDetainer(detainerId, ({ hold }) => hold !== 'DORMANT');
    },
    /** The present of a workflow, in its own time. */
    now: async (workflowId: string): Promise<string> => isoInstant((await system.cases.timeOf(workflowId)).nowMs),
    /** Moves a workflow's clock to an instant. */
    moveTo: async (workflowId: string, instant: string): Promise<void> => {
      const { nowMs } = await system.cases.timeOf(workflowId);
      await system.cases.advanceClock(workflowId, Math.ceil(instantMs(instant) - nowMs));
    },
    /** The hold of a detainer ends now. */
    holdEnds: async (
      detainerId: string,
      ending: ActArgs<'reportHoldEnded'>['ending'],
      endedAt?: string,
      who: string | Actor = 'jail-one',
    ): Promise<void> => {
      await system.act(
        detainerId,
        'reportHoldEnded',
        { endedAt: endedAt ?? (await scenes.now(detainerId)), ending, source: 'Jail log' },
        who,
      );
    },
  };

  function handleOf(workflowId: string): WorkflowHandle {
    return system.client.workflow.getHandle(workflowId);
  }
  return scenes;
}

export type Scenes = ReturnType<typeof scenesOf>;

const NO_HOLD = { ...DETAINER_DECISION, arrestForCrime: null, request: null };
export const NO_ACTION = { ...NO_HOLD, decision: 'NO_ACTION' } as const;
export const NOTIFY_ONLY = { ...NO_HOLD, decision: 'NOTIFY_ONLY' } as const;
export const UPON_CONVICTION = { ...DETAINER_DECISION, decision: 'DETAINER_UPON_CONVICTION' } as const;
export const FOUND = { answer: 'FOUND', words: 'Said so at booking, and the report bears it out.' } as const;

const LONG_AGO = '2011-09-16T19:00:00Z';

/** Well-formed arguments for every act. */
export const SOME_ARGS: { readonly [N in ActName]: ActArgs<N> } = {
  recordReview: REVIEW,
  recordDecision: DETAINER_DECISION,
  reviewAsSecondOfficer: { decidedAt: LONG_AGO, agrees: true, reasons: 'The record bears it out.' },
  requestAnotherReview: { reasons: 'New papers came in.' },
  recordInterview: INTERVIEW,
  decideRemoval: REMOVAL_DECISION,
  reportCriminalOutcome: { convicted: true, endedAt: LONG_AGO, offence: 'Burglary', source: 'Court' },
  assignJurisdiction: { jurisdiction: 'xx-example', reasons: 'Its county.' },
  askAgain: { partner: 'FBI', reasons: 'Nothing came.' },
  reportClaim: { what: 'CITIZENSHIP', channel: 'OFFICER', words: null },
  setAsideClaim: { claimId: 'claim-1', reasons: 'Another person’s certificate.' },
  acknowledgeDetainer: { receivedAt: LONG_AGO },
  declineDetainer: {},
  confirmCopy: { servedAt: LONG_AGO, method: 'HANDED_OVER', language: 'es', interpreter: false, refusedToSign: false },
  recordGround: { groundId: 'docket-17', kind: 'WARRANT', since: LONG_AGO, expectedEndAt: null, source: 'Warrant' },
  endGround: { groundId: 'docket-17', endedAt: LONG_AGO, ending: 'CHARGES_DISMISSED', source: 'Order' },
  confirmGround: { confirmedAt: LONG_AGO, expectedEndAt: null, source: 'Docket' },
  recordBailAttempt: { attemptedAt: LONG_AGO, outcome: 'REFUSED', becauseOfDetainer: true, source: 'Family' },
  reportMoved: { movedAt: LONG_AGO, to: { kind: 'JAIL', ori: 'XX0020100' }, source: 'Transfer paper' },
  reportGroundsEnded: { endedAt: LONG_AGO, ending: 'BAIL_POSTED', source: 'Bail receipt' },
  reportHoldEnded: { endedAt: LONG_AGO, ending: 'RELEASED', source: 'Jail log' },
  reportStillHeld: { observedAt: LONG_AGO, source: 'Roll call' },
  amendForm: {
    bases: ['NTA_SERVED'],
    basisDetails: { NTA_SERVED: 'Served on 2011-09-16.' },
    purpose: 'ASSUME_CUSTODY',
    warrant: 'NONE',
    reasons: 'A notice to appear was served.',
  },
  cancelDetainer: { reasons: 'No longer needed.' },
  moveActivation: { activeFrom: '2190-01-01T00:00:00Z', reasons: 'More time is needed.' },
  confirmNotice: {
    to: 'STATE',
    revision: 1,
    deliveredAt: LONG_AGO,
    method: 'LETTER',
    recipient: 'Office of the governor',
  },
};

/** Signs in as a development person and calls the public API with JSON or bytes. */
export async function callApi(
  system: System,
  person: string,
  call: {
    readonly path: string;
    readonly method?: 'GET' | 'POST';
    readonly json?: unknown;
    readonly bytes?: Uint8Array;
  },
): Promise<{ status: number; body: Record<string, unknown>; code: unknown }> {
  const session = await fetch(`${system.api}/v1/development/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  const { token } = (await session.json()) as { token: string };
  const response = await fetch(`${system.api}${call.path}`, {
    method: call.method ?? 'GET',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': call.bytes ? 'application/octet-stream' : 'application/json',
    },
    ...(call.bytes ? { body: new Uint8Array(call.bytes) } : {}),
    ...(call.json === undefined ? {} : { body: JSON.stringify(call.json) }),
  });
  const body = (await response.json()) as { error?: { code: string } } & Record<string, unknown>;
  return { status: response.status, body, code: body.error?.code };
}
