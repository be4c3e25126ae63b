import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import type { Claim } from '../../../domain/claim/claim.ts';
import type { ActArgs } from '../../../domain/lifecycle/acts.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import { instantMs, isoInstant } from '../../../domain/text.ts';
import { newSigningKey } from '../../../runtime/keys.ts';
import { startProxy } from '../../support/proxy.ts';
import {
  callApi,
  DAY,
  FOUND,
  HOUR,
  NO_ACTION,
  NOTIFY_ONLY,
  OFFICE,
  type Scenes,
  scenesOf,
} from '../../support/scenes.ts';
import {
  DETAINER_DECISION,
  eventually,
  INTERVIEW,
  personOf,
  refusalOf,
  REMOVAL_DECISION,
  startSystem,
  type System,
} from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem({ limits: { acknowledgementMs: 60 * DAY } });
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

/** Friday, 17:00 in New York; the limit is Tuesday, 17:00. */
const RELEASE = '2039-09-16T17:00:00-04:00';
const LIMIT = '2039-09-20T17:00:00-04:00';
const PROFILE_HOURS = 4;

type What = Claim['what'];

/** The three ways in which a claim comes: each a person’s or anyone’s, and none of them asks for proof. */
const CHANNELS: Readonly<Record<string, (caseId: string, what: What) => Promise<void>>> = {
  'the jail': async (caseId, what) => {
    const json: ActArgs<'reportClaim'> = { what, channel: 'JAIL', words: 'Said so at the counter.' };
    const path = `/v1/cases/${caseId}/acts/reportClaim`;
    expect((await callApi(system, 'jail-one', { method: 'POST', path, json })).status).toBe(202);
  },
  'the public page': async (caseId, what) => expect((await reportByCode(caseId, { what })).status).toBe(202),
  'the telephone desk': async (caseId, what) =>
    await system.act(caseId, 'reportClaim', { what, channel: 'TELEPHONE', words: null }, 'specialist'),
};

async function codeOf(caseId: string): Promise<string> {
  const [row] = await system.records.cases.detainers(caseId);
  if (row === undefined) throw new Error('There is no detainer');
  return row.code;
}

async function reportByCode(
  caseId: string,
  report: { what: string; words?: string; reportId?: string },
): Promise<Response> {
  return await fetch(`${system.api}/v1/public/detainers/${await codeOf(caseId)}/reports`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ reportId: randomUUID(), ...report }),
  });
}

/** A person whose release is due: the clock runs, the interview was held, and an officer could decide on removal. */
async function running(): Promise<{ caseId: string; detainerId: string }> {
  const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
  await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
  await scenes.runs(detainerId, RELEASE);
  return { caseId, detainerId };
}

async function claimed(caseId: string, what: What = 'CITIZENSHIP', through = 'the telephone desk'): Promise<Claim> {
  const before = (await system.state(caseId)).claims.length;
  await CHANNELS[through]?.(caseId, what);
  const { claims } = await system.until(caseId, (state) => state.claims.length > before);
  const claim = claims.at(-1);
  if (claim === undefined) throw new Error('There is no claim');
  return claim;
}

async function setAside(caseId: string, claim: Claim, who: string | Actor): Promise<void> {
  const args = { claimId: claim.claimId, reasons: 'The certificate was found to be another person’s.' };
  await system.act(caseId, 'setAsideClaim', args, who);
}

/** Lets a claim’s time pass for the case and its detainers. */
async function timePasses(caseId: string, claim: Claim): Promise<void> {
  const dueMs = claim.withdrawAtMs ?? instantMs(claim.at) + PROFILE_HOURS * HOUR;
  await system.advance(caseId, Math.ceil(dueMs - instantMs(await scenes.now(caseId))) + 1000);
}

describe.concurrent.each(Object.keys(CHANNELS))('a claim through %s', (through) => {
  it('stops every step against the person, and the clock runs on to the same instant; supervisor and counsel are paged [A6 must] [C1 never] [C2 must] [C7 must]', async () => {
    const { caseId, detainerId } = await running();
    const before = (await system.detainer(detainerId)).clock;
    expect(await claimed(caseId, 'VICTIM', through)).toMatchObject({ status: 'OPEN', withdrawAtMs: null });
    const citizen = await claimed(caseId, 'CITIZENSHIP', through);
    expect(citizen.withdrawAtMs).toBe(instantMs(citizen.at) + PROFILE_HOURS * HOUR);
    for (const rule of ['CITIZENSHIP_CLAIM', 'VICTIM_CLAIM'] as const)
      expect((await scenes.alarm(caseId, rule)).to.map(({ role }) => role).sort()).toEqual(['attorney', 'supervisor']);
    expect(await refusalOf(system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer'))).toBe('CLAIM_OPEN');
    for (const decision of [DETAINER_DECISION, NOTIFY_ONLY])
      expect(await refusalOf(system.act(caseId, 'recordDecision', decision, 'officer'))).toBe('CLAIM_OPEN');
    // What serves the person, or finds out more, stays possible.
    await system.act(caseId, 'recordInterview', INTERVIEW, 'officer');
    await system.act(caseId, 'requestAnotherReview', { reasons: 'The claim calls for it.' }, 'officer');
    expect((await system.detainer(detainerId)).clock).toEqual(before);
    expect(isoInstant(before?.limitMs ?? 0)).toBe(isoInstant(instantMs(LIMIT)));
    await scenes.moveTo(detainerId, LIMIT);
    const ended = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(ended.authorityEnded).toMatchObject({ why: 'LIMIT' });
    expect(instantMs(ended.authorityEnded?.at ?? '')).toBe(instantMs(LIMIT));
  });
});

describe.concurrent('a claim', () => {
  it('lets an officer decide in the person’s favour at once', async () => {
    const { caseId, detainerId } = await running();
    await claimed(caseId);
    await system.act(caseId, 'recordDecision', NO_ACTION, 'officer');
    const ended = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(ended.authorityEnded).toMatchObject({ why: 'CANCELLED' });
  });

  it('reported again is no new one; another after it was set aside is', async () => {
    const { caseId } = await running();
    const reportId = randomUUID();
    for (const _again of [1, 2, 3]) await reportByCode(caseId, { what: 'CITIZENSHIP', reportId });
    await reportByCode(caseId, { what: 'CITIZENSHIP', words: 'Born in Ohio.' });
    await scenes.event(caseId, 'CLAIM_REPEATED');
    const claim = (await system.state(caseId)).claims.at(0);
    if (claim === undefined) throw new Error('There is no claim');
    for (const who of ['supervisor', 'attorney']) await setAside(caseId, claim, who);
    await reportByCode(caseId, { what: 'CITIZENSHIP', reportId });
    await reportByCode(caseId, { what: 'CITIZENSHIP' });
    const { claims } = await system.until(caseId, (state) => state.claims.length > 1);
    expect(claims.map(({ claimId, status }) => [claimId, status])).toEqual([
      ['claim-1', 'SET_ASIDE'],
      ['claim-2', 'OPEN'],
    ]);
    expect((await system.kinds(caseId)).filter((kind) => kind === 'CLAIM_REPEATED')).toHaveLength(1);
  });

  it('of being a victim flags the person for good: a second officer reviews what is decided afterwards [B9 must]', async () => {
    const { caseId } = await running();
    const claim = await claimed(caseId, 'VICTIM');
    for (const who of ['attorney', 'supervisor']) await setAside(caseId, claim, who);
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    expect(await system.state(caseId)).toMatchObject({ immigration: 'SECOND_OFFICER', flagged: true, outcome: null });
  });

  it('stops a decision that waits for a second officer, who may still disagree [B9 never]', async () => {
    const caseId = await system.submit('12-possible-victim.eft');
    await system.toDecision(caseId);
    const decision = { ...DETAINER_DECISION, vulnerable: FOUND };
    await system.act(caseId, 'recordDecision', decision, 'officer');
    await claimed(caseId);
    expect(await refusalOf(scenes.second(caseId, true, 'Read the record.'))).toBe('CLAIM_OPEN');
    await scenes.second(caseId, false, 'A claim has been made.');
    expect((await system.state(caseId)).detainers).toEqual([]);
    expect(await refusalOf(system.act(caseId, 'recordDecision', decision, 'officer'))).toBe('CLAIM_OPEN');
  });

  it('alone keeps no case open: a citizen’s case closes, and nobody is called any more [A6 must]', async () => {
    const caseId = await system.submit('03-match-citizen.eft');
    await system.until(caseId, ({ immigration }) => immigration === 'STATUS_REVIEW');
    await claimed(caseId);
    await scenes.alarm(caseId, 'CITIZENSHIP_CLAIM');
    await system.toDecision(caseId, { lastKnownStatus: 'US_CITIZEN', opinion: 'NOT_REMOVABLE_ON_RECORD' });
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'CITIZEN' });
    expect(await scenes.alarmNames(caseId)).not.toContain('CITIZENSHIP_CLAIM');
  });

  it('after a case has come to its end without a detainer is refused: nothing is asked against the person', async () => {
    const caseId = await system.submit('01-no-match.eft');
    await system.untilClosed(caseId);
    const args = { what: 'CITIZENSHIP', channel: 'TELEPHONE', words: null } as const;
    expect(await refusalOf(system.act(caseId, 'reportClaim', args, 'specialist'))).toBe('CASE_CLOSED');
  });

  it('through a channel of somebody else is refused', async () => {
    const { caseId } = await running();
    const args = { what: 'CITIZENSHIP', channel: 'JAIL', words: null } as const;
    expect(await refusalOf(system.act(caseId, 'reportClaim', args, 'specialist'))).toBe('CHANNEL_NOT_YOURS');
  });
});

describe.concurrent('setting a claim aside', () => {
  it('takes a supervisor and counsel; one person twice, two supervisors, or anyone else is refused [C1 never]', async () => {
    const { caseId } = await running();
    const claim = await claimed(caseId);
    for (const who of ['officer', 'specialist', 'crcl', 'administrator', 'jail-one', 'jail-system'])
      expect(await refusalOf(setAside(caseId, claim, who))).toBe('ROLE_MAY_NOT');
    await setAside(caseId, claim, 'supervisor');
    expect(await refusalOf(setAside(caseId, claim, 'supervisor'))).toBe('SAME_PERSON');
    const other: Actor = { ...personOf('supervisor'), id: 'supervisor-two', name: 'Robin Ashe' };
    expect(await refusalOf(setAside(caseId, claim, other))).toBe('SAME_ROLE');
    expect(await refusalOf(setAside(caseId, claim, { ...personOf('attorney'), id: 'supervisor' }))).toBe('SAME_PERSON');
    // Half of it changes nothing.
    expect(await refusalOf(system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer'))).toBe('CLAIM_OPEN');
    await setAside(caseId, claim, 'attorney');
    await scenes.untilNoAlarm(caseId, 'CITIZENSHIP_CLAIM');
    expect(await refusalOf(setAside(caseId, claim, 'attorney'))).toBe('CLAIM_NOT_OPEN');
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    expect((await system.state(caseId)).outcome).toBe('REMOVAL_SOUGHT');
  });

  it('by two at the same instant is one setting aside, and by two of one role none', async () => {
    const { caseId } = await running();
    const claim = await claimed(caseId);
    const twin: Actor = { ...personOf('attorney'), id: 'attorney-two', name: 'Robin Ashe' };
    const signed = ['attorney', twin, 'attorney', twin].map((who) => setAside(caseId, claim, who));
    const results = await Promise.allSettled(signed);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await system.state(caseId)).claims[0]).toMatchObject({ status: 'OPEN', setAside: [{}] });
  });

  it('counts only what was said before: new words of the person must be read by both [C1 never]', async () => {
    const { caseId } = await running();
    const claim = await claimed(caseId);
    await setAside(caseId, claim, 'supervisor');
    await reportByCode(caseId, { what: 'CITIZENSHIP', words: 'Born in Ohio, certificate 17.' });
    await scenes.event(caseId, 'CLAIM_REPEATED');
    await setAside(caseId, claim, 'attorney');
    expect((await system.state(caseId)).claims).toMatchObject([
      { status: 'OPEN', setAside: [{ by: { role: 'attorney' } }] },
    ]);
    await setAside(caseId, claim, 'supervisor');
    expect((await system.state(caseId)).claims).toMatchObject([{ status: 'SET_ASIDE' }]);
  });

  it('in time leaves the request to hold as it was [C2 must]', async () => {
    const { caseId, detainerId } = await running();
    const before = await system.detainer(detainerId);
    const claim = await claimed(caseId);
    for (const who of ['attorney', 'supervisor']) await setAside(caseId, claim, who);
    await timePasses(caseId, claim);
    await system.advance(caseId, HOUR);
    expect(await system.detainer(detainerId)).toEqual(before);
    expect(await system.kinds(caseId)).not.toContain('HOLD_WITHDRAWN_CLAIM');
  });
});

describe.concurrent('a claim of citizenship that nobody sets aside in its time', () => {
  it('withdraws the request to hold: the jail is told, and the office; the claim stays, and no hold is asked for again [C1 never] [C7 must]', async () => {
    const { caseId, detainerId } = await running();
    const limitMs = (await system.detainer(detainerId)).clock?.limitMs;
    const claim = await claimed(caseId);
    await setAside(caseId, claim, 'supervisor');
    await timePasses(caseId, claim);
    const ended = await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    expect(ended.authorityEnded).toMatchObject({ why: 'CANCELLED' });
    expect(ended.clock?.limitMs).toBe(limitMs);
    await scenes.letter('agency:XX0010100', caseId, 'RELEASE_NOTICE');
    await scenes.letter(OFFICE, caseId, 'HOLD_WITHDRAWN');
    expect((await scenes.event(caseId, 'HOLD_WITHDRAWN_CLAIM')).author).toMatchObject({ kind: 'system' });
    await scenes.alarm(caseId, 'CITIZENSHIP_CLAIM');
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('CLAIM_OPEN');
    expect((await system.state(caseId)).claims[0]).toMatchObject({ status: 'OPEN', timeUpAt: expect.any(String) });
  });

  it('withdraws a request that waits on local custody as well [C1 never]', async () => {
    const { caseId, detainerId } = await scenes.dormantAt(RELEASE);
    const claim = await claimed(caseId, 'CITIZENSHIP', 'the jail');
    await timePasses(caseId, claim);
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'CLOSED');
    await scenes.letter('agency:XX0010100', caseId, 'DETAINER_CANCELLED');
    // Set aside late, it no longer stands in the way of a decision; the hold that was withdrawn stays withdrawn.
    for (const who of ['attorney', 'supervisor']) await setAside(caseId, claim, who);
    await system.act(caseId, 'recordDecision', NOTIFY_ONLY, 'officer');
    expect((await system.state(caseId)).detainers).toHaveLength(1);
  });

  it('withdraws it also after the case ended with removal sought, and is not forgotten when it closes [C1 never]', async () => {
    const { caseId, detainerId } = await running();
    await system.act(caseId, 'decideRemoval', REMOVAL_DECISION, 'officer');
    expect((await system.state(caseId)).immigration).toBe('ENDED');
    const claim = await claimed(caseId, 'CITIZENSHIP', 'the public page');
    await timePasses(caseId, claim);
    await system.untilDetainer(detainerId, ({ hold }) => hold === 'AUTHORITY_ENDED');
    await scenes.letter('agency:XX0010100', caseId, 'RELEASE_NOTICE');
    await scenes.holdEnds(detainerId, 'ASSUMED');
    expect(await system.untilClosed(caseId)).toMatchObject({ outcome: 'REMOVAL_SOUGHT' });
    expect(await scenes.alarmNames(caseId)).toContain('CLAIM_UNANSWERED');
    expect(await scenes.alarmNames(caseId)).not.toContain('CITIZENSHIP_CLAIM');
  });
});

describe('a claim while a detainer is being issued', () => {
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let slow: System;
  beforeAll(async () => {
    proxy = await startProxy(process.env['TEST_DATABASE_URL'] ?? '');
    slow = await startSystem({ workerDatabaseUrl: (url) => proxy.through(url) });
  });
  afterAll(async () => {
    await proxy.restore();
    await slow.stop();
    await proxy.stop();
  });

  async function atDecision(): Promise<string> {
    const caseId = await slow.submit('02-match-removable.eft');
    await slow.toDecision(caseId);
    return caseId;
  }

  async function claims(caseId: string): Promise<void> {
    const message = { kind: 'CLAIM', caseId, reportId: randomUUID(), what: 'CITIZENSHIP', words: null };
    await scenesOf(slow).say('PUBLIC', caseId, message);
    await slow.until(caseId, (state) => state.claims.length === 1);
  }

  async function nothingWasAsked(caseId: string): Promise<void> {
    await slow.until(caseId, ({ detainers }) => detainers.length === 0, 60_000);
    expect(await slow.cases.describe(detainerIdOf(caseId, 1))).toBeUndefined();
    const sent = await scenesOf(slow).inbox('agency:XX0010100', caseId);
    expect(sent.map(({ kind }) => kind)).not.toContain('DETAINER');
  }

  it('refuses a decision whose rules are still being looked up [C1 never]', { timeout: 120_000 }, async () => {
    const caseId = await atDecision();
    proxy.blackHole();
    const decided = refusalOf(slow.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'));
    await claims(caseId);
    await proxy.restore();
    expect(await decided).toBe('CLAIM_OPEN');
    await nothingWasAsked(caseId);
  });

  it('overtakes one that was taken and waits to be recorded [C1 never]', { timeout: 120_000 }, async () => {
    const caseId = await atDecision();
    const committed = proxy.deafenAtCommitOf(caseId);
    const decided = slow.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    await committed;
    expect(await slow.state(caseId)).toMatchObject({ immigration: 'ENFORCEMENT', detainers: [{ report: null }] });
    await claims(caseId);
    await proxy.restore();
    await decided;
    await nothingWasAsked(caseId);
  });
});

describe.concurrent('the public page and its message', () => {
  it('says no name and no status, and gives the numbers with who answers [E7 must]', async () => {
    const { caseId } = await running();
    for (const path of ['/v1/public/detainers/', '/d/']) {
      const text = await (await fetch(`${system.api}${path}${await codeOf(caseId)}`)).text();
      expect(text).toContain('(800) 555-0101');
      expect(text).toContain('Fictional Office for Civil Rights');
      expect(text).toContain(isoInstant(instantMs(LIMIT)).slice(0, 10));
      const { booking } = (await system.records.cases.get(caseId)) ?? {};
      for (const secret of [booking?.person.name ?? '', caseId, 'OVERSTAY', 'REMOVABLE'])
        expect(text).not.toContain(secret);
    }
  });

  it('never gives a number that enforcement answers as the civil-rights one [E7 never]', async () => {
    const { caseId } = await running();
    const response = await fetch(`${system.api}/v1/public/detainers/${await codeOf(caseId)}`);
    const { numbers } = (await response.json()) as { numbers: { line: string; enforcement: boolean }[] };
    expect(numbers.map(({ line }) => line).sort()).toEqual(['citizenOrVictim', 'civilRights', 'dayAndNight']);
    expect(numbers.find(({ line }) => line === 'civilRights')).toMatchObject({ enforcement: false });
  });

  it('forged, or signed for another case, is recorded and dropped', async () => {
    const { caseId } = await running();
    const claim = { kind: 'CLAIM', caseId, reportId: randomUUID(), what: 'CITIZENSHIP', words: null };
    const forged = scenes.envelope('PUBLIC', claim, newSigningKey('PUBLIC'));
    await system.cases.deliverPartnerMessage(caseId, forged);
    await scenes.say('PUBLIC', caseId, { ...claim, caseId: caseId.replace(/.{4}$/, '0000') });
    await eventually(
      async () => (await system.kinds(caseId)).filter((kind) => kind === 'MESSAGE_DROPPED'),
      (dropped) => dropped.length === 2,
    );
    expect((await system.state(caseId)).claims).toEqual([]);
    const signed = scenes.envelope('PUBLIC', claim);
    expect(await system.cases.deliverPartnerMessage(caseId, signed)).toBe('TOLD');
    await system.until(caseId, ({ claims }) => claims.length === 1);
  });
});
