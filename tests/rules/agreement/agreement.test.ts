import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, Scope } from '../../../domain/access/roles.ts';
import {
  type Agreement,
  agreementEntrySchema,
  authorityAt,
  countsIn,
  type Designation,
  designationEntrySchema,
  refuseAgreement,
  refuseAgreementSignature,
  refuseDelegated,
  refuseDesignation,
  refuseDesignationSignature,
  refuseEnding,
} from '../../../domain/agreement/agreement.ts';
import { isoInstant } from '../../../domain/text.ts';

const T0 = Date.parse('2030-01-01T00:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number): string => isoInstant(T0 + hours * HOUR);
const SIGNATURE = { actor: 'counsel', name: 'Oakley Thorne', title: 'Counsel', statement: 'Read.', at: at(-1) };
const ENTERED = { reasons: 'A memorandum.', enteredBy: 'administrator', enteredAt: at(-2), signature: SIGNATURE };

function designation(change: Partial<Designation> = {}): Designation {
  const officer = { id: 'deputy', name: 'Sawyer Lind' };
  return { id: 1, officer, trainedOn: '2029-06-01', from: at(0), to: null, ...ENTERED, withdrawal: null, ...change };
}

function agreement(change: Partial<Agreement> = {}): Agreement {
  const supervisor = { id: 'supervisor', name: 'Jordan Pell' };
  const about = { id: 7, jurisdiction: 'XX-EXAMPLE', supervisor, from: at(0), to: at(100) };
  return { ...about, ...ENTERED, ending: null, designations: [designation()], ...change };
}

function officer(change: Partial<Actor> = {}): Actor {
  const scope: Scope = { kind: 'jurisdiction', jurisdiction: 'XX-EXAMPLE' };
  return { id: 'deputy', name: 'Sawyer Lind', role: 'officer_287g', scope, ...change };
}

const codeAt = (
  agreements: readonly Agreement[],
  hours: number,
  who = officer(),
  where: string | null = 'XX-EXAMPLE',
) => refuseDelegated(agreements, who, where, at(hours))?.code;

describe('authority under a 287(g) agreement', () => {
  it('holds from the first instant to just before the last, and names agreement, designation and supervisor', () => {
    const answer = authorityAt([agreement()], officer(), 'XX-EXAMPLE', at(0));
    expect(answer).toEqual({
      granted: {
        agreementId: 7,
        designationId: 1,
        jurisdiction: 'XX-EXAMPLE',
        supervisor: { id: 'supervisor', name: 'Jordan Pell' },
        until: at(100),
      },
    });
    expect(codeAt([agreement()], -0.001)).toBe('AGREEMENT_NOT_YET');
    expect(codeAt([agreement()], 99.999)).toBeUndefined();
    expect(codeAt([agreement()], 100)).toBe('AGREEMENT_ENDED');
  });

  it('is not there outside the jurisdiction, where it is unknown, for another scope, role or officer, unsigned, ended or withdrawn', () => {
    const all = [agreement()];
    expect(codeAt(all, 1, officer(), 'XX-SAMPLE')).toBe('OUTSIDE_JURISDICTION');
    expect(codeAt(all, 1, officer(), null)).toBe('OUTSIDE_JURISDICTION');
    expect(codeAt(all, 1, officer({ scope: { kind: 'national' } }))).toBe('OUTSIDE_JURISDICTION');
    expect(codeAt(all, 1, officer({ role: 'field_officer' }))).toBe('NOT_DELEGATED');
    expect(codeAt(all, 1, officer({ id: 'deputy-two' }))).toBe('NOT_DESIGNATED');
    expect(codeAt([], 1)).toBe('NO_AGREEMENT');
    expect(codeAt([agreement({ signature: null })], 1)).toBe('NO_AGREEMENT');
    expect(codeAt([agreement({ designations: [designation({ signature: null })] })], 1)).toBe('NOT_DESIGNATED');
    const ending = { endsAt: at(5), signature: SIGNATURE };
    expect(codeAt([agreement({ ending })], 4.9)).toBeUndefined();
    expect(codeAt([agreement({ ending })], 5)).toBe('AGREEMENT_ENDED');
    expect(codeAt([agreement({ designations: [designation({ withdrawal: ending })] })], 5)).toBe('NOT_DESIGNATED');
  });

  it('never reaches beyond what counsel signed, whatever agreements there are', () => {
    const hours = fc.integer({ min: -20, max: 120 });
    const maybe = fc.option(hours, { nil: null });
    const endingOf = (endsAt: number | null) => (endsAt === null ? null : { endsAt: at(endsAt), signature: SIGNATURE });
    const someDesignation = fc
      .record({
        id: fc.constantFrom('deputy', 'deputy-two'),
        from: hours,
        to: maybe,
        signed: fc.boolean(),
        ended: maybe,
      })
      .map(({ id, from, to, signed, ended }) =>
        designation({
          officer: { id, name: 'Somebody' },
          from: at(from),
          to: to === null ? null : at(to),
          signature: signed ? SIGNATURE : null,
          withdrawal: endingOf(ended),
        }),
      );
    const someAgreement = fc
      .record({
        jurisdiction: fc.constantFrom('XX-EXAMPLE', 'XX-SAMPLE'),
        from: hours,
        to: maybe,
        signed: fc.boolean(),
        ended: maybe,
        designations: fc.array(someDesignation, { maxLength: 3 }),
      })
      .map(({ jurisdiction, from, to, signed, ended, designations }) =>
        agreement({
          jurisdiction,
          from: at(from),
          to: to === null ? null : at(to),
          signature: signed ? SIGNATURE : null,
          ending: endingOf(ended),
          designations,
        }),
      );
    const property = (agreements: Agreement[], hour: number, where: string, home: string) => {
      const who = officer({ scope: { kind: 'jurisdiction', jurisdiction: home } });
      const answer = authorityAt(agreements, who, where, at(hour));
      if ('refused' in answer) return;
      const ms = T0 + hour * HOUR;
      const inside = ({ from, to }: { from: string; to: string | null }) =>
        Date.parse(from) <= ms && (to === null || ms < Date.parse(to));
      const before = (ended: { endsAt: string } | null) => ended === null || ms < Date.parse(ended.endsAt);
      expect(home).toBe(where);
      const signed = agreements.some(
        (one) =>
          one.jurisdiction === where &&
          one.signature !== null &&
          inside(one) &&
          before(one.ending) &&
          one.designations.some(
            (each) =>
              each.officer.id === 'deputy' && each.signature !== null && inside(each) && before(each.withdrawal),
          ),
      );
      expect(signed).toBe(true);
      if (answer.granted.until !== null) expect(Date.parse(answer.granted.until)).toBeGreaterThan(ms);
    };
    const place = fc.constantFrom('XX-EXAMPLE', 'XX-SAMPLE');
    fc.assert(fc.property(fc.array(someAgreement, { maxLength: 4 }), hours, place, place, property), { numRuns: 500 });
  });
});

describe('entering, signing and ending', () => {
  const entry = {
    jurisdiction: 'XX-EXAMPLE',
    from: at(0),
    to: at(100),
    supervisor: { id: 'supervisor', name: 'Jordan Pell' },
    reasons: 'A memorandum.',
  };
  const now = T0 - HOUR;

  it('gives no authority backwards, nor for no time at all', () => {
    expect(agreementEntrySchema.safeParse(entry).success).toBe(true);
    expect(refuseAgreement(entry, now)).toBeUndefined();
    expect(refuseAgreement(entry, T0 + 1)?.code).toBe('AGREEMENT_BACKWARDS');
    expect(refuseAgreement({ ...entry, to: at(0) }, now)?.code).toBe('PERIOD_EMPTY');
    const unsigned = agreement({ signature: null });
    expect(refuseAgreementSignature(unsigned, [unsigned], 'counsel', T0 + 1)?.code).toBe('AGREEMENT_BACKWARDS');
    expect(refuseDesignationSignature(designation({ signature: null }), 'counsel', T0 + 1)?.code).toBe(
      'AGREEMENT_BACKWARDS',
    );
  });

  it('takes two people, once, and never two agreements of one place at a time', () => {
    const unsigned = agreement({ id: 8, signature: null, from: at(50), to: null });
    expect(refuseAgreementSignature(unsigned, [unsigned], 'administrator', now)?.code).toBe('SIGNER_ENTERED_IT');
    expect(refuseAgreementSignature(agreement(), [], 'counsel', now)?.code).toBe('ALREADY_SIGNED');
    expect(refuseAgreementSignature(unsigned, [agreement(), unsigned], 'counsel', now)?.code).toBe(
      'AGREEMENTS_OVERLAP',
    );
    const over = agreement({ ending: { endsAt: at(50), signature: SIGNATURE } });
    expect(refuseAgreementSignature(unsigned, [over, unsigned], 'counsel', now)).toBeUndefined();
  });

  it('designates within the agreement, after the training, and nobody as his or her own supervisor', () => {
    const one = {
      officer: { id: 'deputy', name: 'Sawyer Lind' },
      trainedOn: '2029-06-01',
      from: at(0),
      to: at(100),
      reasons: 'Certificate.',
    };
    expect(designationEntrySchema.safeParse(one).success).toBe(true);
    expect(designationEntrySchema.safeParse({ ...one, trainedOn: '2029-02-30' }).success).toBe(false);
    const code = (change: Partial<typeof one> & { to?: string | null }) =>
      refuseDesignation(agreement(), { ...one, ...change }, T0 - 30 * HOUR)?.code;
    expect(code({})).toBeUndefined();
    expect(code({ from: at(-1) })).toBe('OUTSIDE_AGREEMENT');
    expect(code({ to: at(101) })).toBe('OUTSIDE_AGREEMENT');
    expect(code({ trainedOn: '2030-01-02' })).toBe('NOT_TRAINED');
    expect(code({ officer: { id: 'supervisor', name: 'Jordan Pell' } })).toBe('OFFICER_SUPERVISES');
    expect(refuseDesignation(agreement(), { ...one, to: null }, now)?.code).toBe('OUTSIDE_AGREEMENT');
  });

  it('ends only earlier than it would, never backwards, and only what was signed', () => {
    expect(refuseEnding(agreement({ signature: null }), at(5), now)?.code).toBe('NOT_SIGNED');
    expect(refuseEnding(agreement(), at(-2), now)?.code).toBe('AGREEMENT_BACKWARDS');
    expect(refuseEnding(agreement(), at(100), now)?.code).toBe('END_NOT_EARLIER');
    expect(refuseEnding(agreement(), at(99), now)).toBeUndefined();
    expect(refuseEnding(designation(), at(99), now)).toBeUndefined();
    expect(countsIn(agreement({ signature: null }))).toEqual({ fromMs: T0, toMs: T0 });
  });
});
