import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../domain/canonical.ts';
import { isoInstant } from '../../../domain/text.ts';
import { readRegister } from '../../../exchange/register/index.ts';
import { aJurisdiction, anAgency, putJurisdiction } from '../../support/places.ts';
import { after, HOUR, newTcn, ofAgency, type Scenes, scenesOf } from '../../support/scenes.ts';
import {
  DETAINER_DECISION,
  personOf,
  refusalOf,
  type SampleFacts,
  startSystem,
  type System,
} from '../../support/system.ts';

let system: System;
let scenes: Scenes;
beforeAll(async () => {
  system = await startSystem();
  scenes = scenesOf(system);
});
afterAll(async () => {
  await system.stop();
});

const LONG_AGO = '2008-10-27T00:00:00Z';
const START = '2039-03-01T12:00:00.000Z';
const ACTIVE_FROM = '2039-03-01T12:00:00.000Z';
const SECOND = 1000;

async function county(id: string, activeFrom: string | null): Promise<void> {
  await putJurisdiction(system.records, aJurisdiction(id, { activeFrom }));
}

async function agency(ori: string, ...jurisdictions: readonly string[]): Promise<void> {
  await system.records.register.putAgency(anAgency(ori, jurisdictions));
}

/** A booking of which the FBI says that it received it exactly then. */
async function receivedAt(
  ori: string,
  instant: string,
  change = ofAgency(ori),
): Promise<{ caseId: string; tcn: string }> {
  const tcn = newTcn();
  await scenes.behave('fbi', { match: { tcn }, down: 'unavailable' });
  const caseId = await system.submit('02-match-removable.eft', { tcn, startAt: START, change });
  await system.until(caseId, ({ criminal }) => criminal === 'AT_FBI');
  await scenes.say('FBI', caseId, { kind: 'ACCEPTED', tcr: tcn, receivedAt: instant });
  return { caseId, tcn };
}

/** The criminal history has gone to the state's bureau, and nothing to DHS. */
async function onlyCriminal({ caseId, tcn }: { caseId: string; tcn: string }, at: string): Promise<void> {
  await scenes.say('FBI', caseId, scenes.sre(tcn, at, 'No record.'));
  await system.until(caseId, ({ criminal }) => criminal === 'ANSWERED');
  await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
  expect(await scenes.received('ident', tcn)).toBeNull();
}

async function assign(caseId: string, jurisdiction: string): Promise<void> {
  const args = { jurisdiction, reasons: 'The arrest was made there.' };
  await system.act(caseId, 'assignJurisdiction', args, 'administrator');
}

async function isShared(caseId: string): Promise<void> {
  await system.until(caseId, ({ shared, immigration }) => shared && immigration === 'STATUS_REVIEW');
}

describe.concurrent('the register', () => {
  it('decides by the second: received one second before the activation it is not shared, one second after it is [A4 must] [A4 never]', async () => {
    await county('xx-second', ACTIVE_FROM);
    await agency('XX0081000', 'xx-second');
    const [before, later] = [after(ACTIVE_FROM, -SECOND), after(ACTIVE_FROM, SECOND)];
    const [early, late] = [await receivedAt('XX0081000', before), await receivedAt('XX0081000', later)];
    await isShared(late.caseId);
    await system.until(early.caseId, ({ outcome }) => outcome === 'NOT_SHARED');
    await onlyCriminal(early, before);
    expect(await system.untilClosed(early.caseId)).toMatchObject({ outcome: 'NOT_SHARED', criminal: 'ANSWERED' });
  });

  it('knows an agency by the controlling agency of a booking, and never by the bureau that sent it [D7 must] [D7 never]', async () => {
    const through =
      (bureau: string, controllingAgency: string) =>
      (facts: SampleFacts): SampleFacts => ({
        ...facts,
        controllingAgency,
        transaction: { ...facts.transaction, ori: bureau },
      });
    // The bureau is in no register and was never validated: that keeps nothing back.
    const known = await system.submit('02-match-removable.eft', { change: through('XX0082900', 'XX0010100') });
    await isShared(known);
    // The sender is an agency of an active jurisdiction, the controlling agency is on no record: only sharing waits.
    const tcn = newTcn();
    const unknown = await system.submit('02-match-removable.eft', { tcn, change: through('XX0010100', 'XX0082000') });
    await system.until(
      unknown,
      ({ criminal, immigration }) => criminal === 'ANSWERED' && immigration === 'AWAITING_JURISDICTION',
    );
    await scenes.letter('sib:XX0010100', unknown, 'CRIMINAL_ANSWER');
    expect(await scenes.received('ident', tcn)).toBeNull();
    await assign(unknown, 'xx-example');
    await isShared(unknown);
  });

  it('shares for an agency of several counties where all were active, and for none where none was; nobody is asked [A3 must] [A4 never]', async () => {
    await Promise.all([county('xx-all-a', LONG_AGO), county('xx-all-b', ACTIVE_FROM), county('xx-none', null)]);
    await county('xx-late', after(ACTIVE_FROM, SECOND));
    await agency('XX0083000', 'xx-all-a', 'xx-all-b');
    await agency('XX0084000', 'xx-none', 'xx-late');
    const [all, none] = [await receivedAt('XX0083000', ACTIVE_FROM), await receivedAt('XX0084000', ACTIVE_FROM)];
    await isShared(all.caseId);
    await system.until(none.caseId, ({ outcome }) => outcome === 'NOT_SHARED');
    await onlyCriminal(none, ACTIVE_FROM);
    for (const { caseId } of [all, none]) expect(await system.kinds(caseId)).not.toContain('JURISDICTION_UNKNOWN');
    // Where nobody is asked, nobody can take a submission out of sharing by naming a county.
    expect(await refusalOf(assign(all.caseId, 'xx-none'))).toBe('NOT_IN_THIS_STAGE');
    expect(await system.untilClosed(none.caseId)).toMatchObject({ outcome: 'NOT_SHARED' });
  });

  it('asks a person where one county was active and another was not: the criminal history goes, only sharing waits, and the next booking is asked about anew [D7 must] [A4 must] [A4 never]', async () => {
    await Promise.all([county('xx-on', LONG_AGO), county('xx-off', null)]);
    for (const ori of ['XX0085000', 'XX0086000']) await agency(ori, 'xx-off', 'xx-on');
    const [on, off] = [await receivedAt('XX0085000', ACTIVE_FROM), await receivedAt('XX0086000', ACTIVE_FROM)];
    for (const waiting of [on, off]) {
      await system.until(waiting.caseId, ({ immigration }) => immigration === 'AWAITING_JURISDICTION');
      await onlyCriminal(waiting, ACTIVE_FROM);
    }
    expect(await refusalOf(assign(on.caseId, 'xx-example'))).toBe('NOT_ITS_JURISDICTION');
    await assign(on.caseId, 'xx-on');
    await isShared(on.caseId);
    await assign(off.caseId, 'xx-off');
    await system.until(off.caseId, ({ outcome }) => outcome === 'NOT_SHARED');
    expect(await scenes.received('ident', off.tcn)).toBeNull();
    const next = await receivedAt('XX0085000', ACTIVE_FROM);
    await system.until(next.caseId, ({ immigration }) => immigration === 'AWAITING_JURISDICTION');
    await onlyCriminal(next, ACTIVE_FROM);
  });

  it('moves no case’s past: what the FBI received before an import is judged by the register as it was then [A4 never] [A4 must]', async () => {
    await Promise.all([county('xx-old', null), county('xx-new', LONG_AGO)]);
    await agency('XX0087000', 'xx-old');
    const now = Date.now();
    const before = isoInstant(now - HOUR);
    const tcn = newTcn();
    await scenes.behave('fbi', { match: { tcn }, down: 'unavailable' });
    const change = ofAgency('XX0087000');
    const caseId = await system.submit('02-match-removable.eft', { tcn, change });
    await system.until(caseId, ({ criminal }) => criminal === 'AT_FBI');
    const bytes = Buffer.from(
      JSON.stringify({
        jurisdictions: [aJurisdiction('xx-new')],
        agencies: [anAgency('XX0087000', ['xx-new'])],
      }),
    );
    const options = { file: 'ours.json', sha256: sha256Hex(bytes), retireMissing: false, dryRun: false };
    const report = await system.records.registerImports.load(
      readRegister(bytes),
      options,
      personOf('administrator'),
      () => now,
    );
    expect(report).toMatchObject({ moved: 1 });
    await scenes.say('FBI', caseId, { kind: 'ACCEPTED', tcr: tcn, receivedAt: before });
    await system.until(caseId, ({ outcome }) => outcome === 'NOT_SHARED');
    await onlyCriminal({ caseId, tcn }, before);
    const later = await system.submit('02-match-removable.eft', { change });
    await isShared(later);
  });

  it('asks for no hold at a jail whose place nobody knows; its bookings are shared and its answers go as any other’s [D7 must] [C1 never]', async () => {
    await system.records.register.putAgency(anAgency('XX0088000', ['xx-example'], { zone: null, sib: null }));
    const caseId = await system.submit('02-match-removable.eft', { change: ofAgency('XX0088000') });
    await isShared(caseId);
    await scenes.letter('sib:XXSIB0000', caseId, 'CRIMINAL_ANSWER');
    await system.toDecision(caseId);
    expect(await refusalOf(system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer'))).toBe('AGENCY_UNKNOWN');
    // Once a site has stated the place, the administrator has the register asked again.
    await system.records.register.putAgency(anAgency('XX0088000', ['xx-example']));
    await county('xx-elsewhere', null);
    expect(await refusalOf(assign(caseId, 'xx-elsewhere'))).toBe('NOT_IN_THIS_STAGE');
    await assign(caseId, 'xx-example');
    await system.act(caseId, 'recordDecision', DETAINER_DECISION, 'officer');
    await system.until(caseId, ({ detainers }) => detainers.length === 1);
  });
});
