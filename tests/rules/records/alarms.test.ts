import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor, Role } from '../../../domain/access/roles.ts';
import { ALARM_RULES, type AlarmName } from '../../../domain/alarms/alarms.ts';
import { detainerIdOf } from '../../../domain/ids.ts';
import type { AlarmChange } from '../../../domain/record/record.ts';
import { type Alarm, openRecords, type Records } from '../../../records/index.ts';
import { type FreshDatabase, freshDatabase } from '../../support/database.ts';
import {
  actor,
  caseProjection,
  codeOf,
  detainerInput,
  detainerProjection,
  JAIL,
  OFFICE,
  submitted,
  write,
} from './fixtures.ts';

let database: FreshDatabase;
let records: Records;
let caseId: string;
let seq: number;

beforeAll(async () => {
  database = await freshDatabase();
  records = await openRecords({ databaseUrl: database.url });
});
afterAll(async () => {
  await records.close();
  await database.drop();
});
beforeEach(async () => {
  caseId = await submitted(records);
  seq = 0;
});

const AT = '2011-09-14T19:00:00-05:00';
const MINUTE = 60_000;

function raise(rule: AlarmName, key: string = rule): AlarmChange {
  return { op: 'RAISE', key, rule, at: AT, detail: 'of a test' };
}

async function change(...alarms: AlarmChange[]): Promise<void> {
  seq += 1;
  await records.cases.writeRecords(caseId, [write(caseId, seq, { alarms, caseProjection: caseProjection() })]);
}

function open(person: Actor | null = null): Promise<readonly Alarm[]> {
  return records.alarms.list({ actor: person, open: true, caseId });
}

async function claim(nowMs: number): Promise<readonly Alarm[]> {
  return (await records.alarms.claimDue(nowMs, 1000)).filter((alarm) => alarm.caseId === caseId);
}

describe('raising and closing', () => {
  it('raises once per cause while it is open, and again after it was closed', async () => {
    await change(raise('FBI_SILENT'), raise('FBI_SILENT'));
    await change(raise('FBI_SILENT'), raise('FBI_SILENT', 'another cause'));
    expect(await open()).toHaveLength(2);
    await change({ op: 'CLOSE', key: 'FBI_SILENT', at: AT });
    expect(await open()).toHaveLength(1);
    await change(raise('FBI_SILENT'));
    expect(await open()).toHaveLength(2);
    expect(await records.alarms.list({ actor: null, caseId, open: false })).toMatchObject([
      { closed: { at: AT, by: caseId, reasons: null } },
    ]);
  });

  it('keeps the alarms of two detainers apart, though they name the cause alike', async () => {
    for (const number of [1, 2]) {
      await records.cases.registerDetainer(detainerInput(caseId, number));
      const stream = detainerIdOf(caseId, number);
      await records.cases.writeRecords(caseId, [write(stream, 1, { alarms: [raise('COPY_UNCONFIRMED')] })]);
    }
    expect(await open()).toHaveLength(2);
    const first = detainerIdOf(caseId, 1);
    await records.cases.writeRecords(caseId, [
      write(first, 2, { alarms: [{ op: 'CLOSE', key: 'COPY_UNCONFIRMED', at: AT }] }),
    ]);
    expect(await open()).toMatchObject([{ stream: detainerIdOf(caseId, 2) }]);
  });
});

describe('settling', () => {
  const ADMINISTRATOR = actor('administrator');
  const SUPERVISOR = actor('supervisor', { kind: 'office', office: OFFICE });
  const SETTLED = { at: AT, reasons: 'Both answers were read; the first one holds.' };

  async function raised(rule: AlarmName): Promise<number> {
    await change(raise(rule));
    return (await open())[0]?.id ?? 0;
  }

  it.each(['PARTNER_CONFLICT', 'BAD_MESSAGE', 'RECORD_CONFLICT'] as const)(
    'of %s is a person’s act, who gives reasons in words; both are kept',
    async (rule) => {
      const id = await raised(rule);
      expect(await codeOf(records.alarms.settle(id, actor('status_specialist'), SETTLED))).toBe('ROLE_MAY_NOT');
      expect(await records.alarms.settle(id, SUPERVISOR, SETTLED)).toEqual({ ...SETTLED, by: SUPERVISOR.id });
      const again = { at: '2011-09-16T00:00:00Z', reasons: 'Something else.' };
      expect(await records.alarms.settle(id, ADMINISTRATOR, again)).toEqual({ ...SETTLED, by: SUPERVISOR.id });
      expect(await open()).toEqual([]);
      expect(await records.alarms.list({ actor: null, id })).toMatchObject([
        { closed: { ...SETTLED, by: SUPERVISOR.id } },
      ]);
      await records.cases.writeRecords(caseId, [write(caseId, seq + 1, { clearPersonal: true })]);
      expect(await records.alarms.list({ actor: null, id })).toMatchObject([
        { closed: { at: AT, by: SUPERVISOR.id, reasons: null } },
      ]);
    },
  );

  it('is refused where the writer closes the alarm itself, and outside of the office', async () => {
    const id = await raised('DECISION_WAITING');
    expect(await codeOf(records.alarms.settle(id, ADMINISTRATOR, SETTLED))).toBe('NOT_FOR_A_PERSON_TO_CLOSE');
    expect(await codeOf(records.alarms.settle(0, ADMINISTRATOR, SETTLED))).toBe('NO_SUCH_ALARM');
    const elsewhere = actor('supervisor', { kind: 'office', office: 'XXF2' });
    await change(raise('BAD_MESSAGE'));
    const bad = (await open()).find(({ rule }) => rule === 'BAD_MESSAGE')?.id ?? 0;
    expect(await codeOf(records.alarms.settle(bad, elsewhere, SETTLED))).toBe('NO_SUCH_ALARM');
    expect(await open()).toHaveLength(2);
  });

  it('of a violation takes a supervisor or CRCL, and a hold that has ended', async () => {
    await records.cases.registerDetainer(detainerInput(caseId));
    const stream = detainerIdOf(caseId, 1);
    const held = detainerProjection(caseId, 1, { hold: 'AUTHORITY_ENDED', violation: true });
    await records.cases.writeRecords(caseId, [
      write(stream, 1, { alarms: [raise('HELD_PAST_LIMIT')], detainerProjection: held }),
    ]);
    const id = (await open())[0]?.id ?? 0;
    expect(await codeOf(records.alarms.settle(id, actor('crcl_officer'), SETTLED))).toBe('HOLD_NOT_CLOSED');
    const ended = detainerProjection(caseId, 1, { hold: 'CLOSED', ending: 'RELEASED', violation: true });
    await records.cases.writeRecords(caseId, [write(stream, 2, { detainerProjection: ended })]);
    expect(await codeOf(records.alarms.settle(id, ADMINISTRATOR, SETTLED))).toBe('ROLE_MAY_NOT');
    expect(await records.alarms.settle(id, actor('crcl_officer'), SETTLED)).toMatchObject({ by: 'crcl-officer-1' });
    expect(await open()).toEqual([]);
  });
});

describe('delivery', () => {
  const rule = ALARM_RULES.DECISION_WAITING;
  const every = rule.repeatEveryMinutes * MINUTE;

  it('is due at once, repeats at the interval of the rule and then escalates', async () => {
    await change(raise('DECISION_WAITING'));
    let nowMs = Date.now() + 1;
    const escalated: boolean[] = [];
    for (let repeats = 0; repeats <= rule.escalateAfter; repeats += 1) {
      const [alarm] = await claim(nowMs);
      expect(alarm).toMatchObject({ rule: 'DECISION_WAITING', text: rule.text, repeats });
      escalated.push(alarm?.escalated ?? false);
      const roles = alarm?.to.map((to) => to.role);
      expect(roles).toEqual(alarm?.escalated ? ['field_officer', 'supervisor'] : ['field_officer']);
      expect(await claim(nowMs + every - 1)).toEqual([]);
      nowMs += every;
    }
    expect(escalated).toEqual([false, false, false, true]);
  });

  it('goes to one claimer', async () => {
    await change(raise('DECISION_WAITING'));
    const nowMs = Date.now() + 1;
    const claims = await Promise.all([claim(nowMs), claim(nowMs), claim(nowMs)]);
    expect(claims.flat()).toHaveLength(1);
  });

  it('stops repeating once everyone addressed has acknowledged, and the alarm stays open', async () => {
    await change(raise('DECISION_WAITING'));
    const [alarm] = await open();
    const id = alarm?.id ?? 0;
    const officer = actor('field_officer', { kind: 'office', office: OFFICE });
    const first = { role: 'field_officer', scope: officer.scope, at: AT, by: officer.id };
    expect(await records.alarms.acknowledge(id, officer, AT)).toEqual(first);
    const colleague = { ...officer, id: 'field-officer-2' };
    expect(await records.alarms.acknowledge(id, colleague, '2011-09-15T00:00:00Z')).toEqual(first);
    expect(await claim(Date.now() + 100 * every)).toEqual([]);
    expect(await open()).toMatchObject([{ acknowledged: true, acknowledgements: [first], closed: null }]);
    expect(await codeOf(records.alarms.acknowledge(0, officer, AT))).toBe('NO_SUCH_ALARM');
  });

  it('goes on to every other role that one has not spoken for, and escalates for them', async () => {
    await records.cases.registerDetainer(detainerInput(caseId));
    const stream = detainerIdOf(caseId, 1);
    const alarms = [raise('RELEASE_UNCONFIRMED')];
    await records.cases.writeRecords(caseId, [write(stream, 1, { alarms, caseProjection: caseProjection() })]);
    const [alarm] = await open();
    const jail = actor('local_agency', { kind: 'agency', ori: detainerInput(caseId).jail.ori });
    await records.alarms.acknowledge(alarm?.id ?? 0, jail, AT);
    const half = 30 * MINUTE;
    let nowMs = Date.now() + 1;
    const reached: string[][] = [];
    for (let repeats = 0; repeats <= 3; repeats += 1, nowMs += half) {
      reached.push((await claim(nowMs)).flatMap(({ to }) => to.map(({ role }) => role)));
    }
    const others = ['field_officer', 'supervisor', 'crcl_officer'];
    expect(reached).toEqual([others, others, others, [...others, 'administrator']]);
    expect(await open()).toMatchObject([{ acknowledged: false, escalated: true }]);
    for (const role of [...others, 'administrator'] as Role[]) {
      expect(await claim((nowMs += half))).toHaveLength(1);
      await records.alarms.acknowledge(alarm?.id ?? 0, actor(role), AT);
    }
    expect(await claim((nowMs += half))).toEqual([]);
    expect(await open()).toMatchObject([{ acknowledged: true, repeats: 7 }]);
  });

  it('is acknowledged by nobody whom it does not reach, and for one office not for another', async () => {
    seq += 1;
    const unplaced = caseProjection({ fieldOffice: null });
    const alarms = [raise('DECISION_WAITING')];
    await records.cases.writeRecords(caseId, [write(caseId, seq, { alarms, caseProjection: unplaced })]);
    const id = (await open())[0]?.id ?? 0;
    const elsewhere = actor('field_officer', { kind: 'office', office: 'XXF2' });
    expect(await codeOf(records.alarms.acknowledge(id, actor('crcl_officer'), AT))).toBe('NO_SUCH_ALARM');
    await records.alarms.acknowledge(id, elsewhere, AT);
    expect(await open()).toMatchObject([{ acknowledged: true }]);
    await change();
    expect(await open()).toMatchObject([
      { acknowledged: false, to: [{ role: 'field_officer', scope: { kind: 'office', office: OFFICE } }] },
    ]);
    expect(await codeOf(records.alarms.acknowledge(id, elsewhere, AT))).toBe('NO_SUCH_ALARM');
    expect(await claim(Date.now() + 1)).toHaveLength(1);
  });

  it('of many that everyone has acknowledged does not hold up one that nobody has', async () => {
    await change(...Array.from({ length: 12 }, (_, index) => raise('FBI_SILENT', `cause ${index}`)));
    for (const { id } of await open()) await records.alarms.acknowledge(id, actor('administrator'), AT);
    await change(raise('DECISION_WAITING'));
    const claimed = await records.alarms.claimDue(Date.now() + 1, 5);
    expect(claimed.filter((alarm) => alarm.caseId === caseId).map(({ rule: name }) => name)).toEqual([
      'DECISION_WAITING',
    ]);
  });

  it('goes on where a rule is not known any more: administrators get that one', async () => {
    await change(raise('DECISION_WAITING'), raise('FBI_SILENT'));
    await database.query(`update alarms set rule = 'OF_ANOTHER_VERSION' where case_id = $1 and rule = 'FBI_SILENT'`, [
      caseId,
    ]);
    const claimed = await claim(Date.now() + 1);
    expect(new Set(claimed.map((alarm) => alarm.to[0]?.role))).toEqual(new Set(['administrator', 'field_officer']));
    expect(await open(actor('administrator'))).toHaveLength(1);
    expect(await open(actor('status_specialist'))).toEqual([]);
  });

  it('stops once closed', async () => {
    await change(raise('DECISION_WAITING'));
    await change({ op: 'CLOSE', key: 'DECISION_WAITING', at: AT });
    expect(await claim(Date.now() + every)).toEqual([]);
  });
});

describe('who sees it', () => {
  const elsewhere = { kind: 'office', office: 'XXF2' } as const;
  const here = { kind: 'office', office: OFFICE } as const;

  it('is the role it is addressed to, within its scope', async () => {
    await change(raise('DECISION_WAITING'), raise('REVIEW_WAITING'));
    const rules = async (person: Actor): Promise<string[]> => (await open(person)).map((alarm) => alarm.rule);
    expect(await rules(actor('field_officer', here))).toEqual(['DECISION_WAITING']);
    expect(await rules(actor('field_officer', elsewhere))).toEqual([]);
    expect(await rules(actor('status_specialist'))).toEqual(['REVIEW_WAITING']);
    expect(await rules(actor('supervisor', here))).toEqual([]);
    expect(await rules(actor('local_agency', { kind: 'agency', ori: JAIL }))).toEqual([]);
    expect(await rules(actor('statistician'))).toEqual([]);
  });

  it('is those it escalates to, once it has', async () => {
    await change(raise('DECISION_WAITING'));
    let nowMs = Date.now() + 1;
    for (let delivery = 0; delivery <= 3; delivery += 1) {
      expect(await open(actor('supervisor', here))).toEqual([]);
      await claim(nowMs);
      nowMs += 24 * 60 * MINUTE;
    }
    expect(await open(actor('supervisor', here))).toHaveLength(1);
    expect(await open(actor('supervisor', elsewhere))).toEqual([]);
  });

  it('is the jail that holds the person for what a detainer raises', async () => {
    await records.cases.registerDetainer(detainerInput(caseId));
    const stream = detainerIdOf(caseId, 1);
    await records.cases.writeRecords(caseId, [write(stream, 1, { alarms: [raise('HELD_PAST_LIMIT')] })]);
    const jail = detainerInput(caseId).jail.ori;
    const [alarm] = await open(actor('local_agency', { kind: 'agency', ori: jail }));
    expect(alarm?.to).toContainEqual({ role: 'local_agency', scope: { kind: 'agency', ori: jail } });
    expect(await open(actor('local_agency', { kind: 'agency', ori: JAIL }))).toEqual([]);
    expect(await open(actor('crcl_officer'))).toHaveLength(1);
  });

  it('is every office where none is known: nobody is worse than one too many', async () => {
    seq += 1;
    const unplaced = caseProjection({ fieldOffice: null });
    await records.cases.writeRecords(caseId, [
      write(caseId, seq, { alarms: [raise('DECISION_WAITING')], caseProjection: unplaced }),
    ]);
    expect(await open(actor('field_officer', elsewhere))).toMatchObject([
      { to: [{ role: 'field_officer', scope: { kind: 'national' } }] },
    ]);
  });
});
