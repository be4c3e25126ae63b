import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../domain/access/roles.ts';
import { refuseFinding, refuseMoa, refuseMoaEnd } from '../../../domain/jurisdiction/moa.ts';
import {
  type Choice,
  isWithheld,
  partiesOf,
  type Party,
  receives,
  type ReceivingWord,
  refuseBackwards,
  refuseChooser,
  stateOfOri,
  tellsStatus,
  wordInForce,
} from '../../../domain/jurisdiction/receiving.ts';
import { answerTo, REQUESTS } from '../../../domain/jurisdiction/requests.ts';
import type { Address, OutgoingMessage } from '../../../domain/record/record.ts';
import { isoInstant } from '../../../domain/text.ts';

const PARTIES: readonly Party[] = ['jurisdiction:XX-ONE', 'jurisdiction:XX-TWO', 'state:XX'];
const instants = fc.integer({ min: 0, max: 50 });
const words: fc.Arbitrary<ReceivingWord[]> = fc
  .array(fc.record({ party: fc.constantFrom(...PARTIES), receives: fc.boolean(), atMs: instants }), { maxLength: 12 })
  .map((list) =>
    list.map(({ party, receives: does, atMs }, index) => {
      return { number: index + 1, party, receives: does, from: isoInstant(atMs) };
    }),
  );
const some = fc.subarray([...PARTIES]);

describe('whoever receives', () => {
  it('receives until a word says otherwise, from its very instant, until another takes effect', () => {
    const list: ReceivingWord[] = [
      { number: 1, party: 'state:XX', receives: false, from: isoInstant(10) },
      { number: 2, party: 'state:XX', receives: true, from: isoInstant(20) },
    ];
    expect([0, 9, 10, 19, 20, 99].map((ms) => receives(list, ['state:XX'], ms))).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(receives(list, ['jurisdiction:XX-ONE'], 15)).toBe(true);
    expect(receives(list, ['jurisdiction:XX-ONE', 'state:XX'], 15)).toBe(false);
  });

  it('is never judged by what takes effect later, and never judged anew by what is recorded later (D4, D5)', () => {
    fc.assert(
      fc.property(words, some, instants, (list, parties, atMs) => {
        const due = list.filter(({ from }) => Date.parse(from) <= atMs);
        expect(receives(list, parties, atMs)).toBe(receives(due, parties, atMs));
      }),
    );
  });

  it('has one word in force at each instant: of two at one instant the one recorded last, whatever order they come in', () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...PARTIES), instants, (list, party, atMs) => {
        const word = wordInForce(list, party, atMs);
        expect(wordInForce(list.toReversed(), party, atMs)).toEqual(word);
        if (word === null) return;
        const rivals = list.filter((one) => one.party === party && Date.parse(one.from) <= atMs);
        expect(rivals.every((one) => Date.parse(one.from) <= Date.parse(word.from))).toBe(true);
        const same = rivals.filter((one) => one.from === word.from);
        expect(Math.max(...same.map(({ number }) => number))).toBe(word.number);
      }),
    );
  });
});

describe('what lies in a mailbox', () => {
  it('is withheld exactly where, at any moment since it came, one of its parties did not receive', () => {
    fc.assert(
      fc.property(words, some, instants, instants, (list, parties, a, b) => {
        const [released, now] = [Math.min(a, b), Math.max(a, b)];
        const moments = Array.from({ length: now - released + 1 }, (_, index) => released + index);
        const any = moments.some((ms) => !receives(list, parties, ms));
        expect(isWithheld(list, parties, released, now)).toBe(any);
      }),
    );
  });

  it('never comes back: once withheld, always', () => {
    fc.assert(
      fc.property(words, some, instants, instants, instants, (list, parties, a, b, c) => {
        const [released = 0, then = 0, later = 0] = [a, b, c].toSorted((x, y) => x - y);
        expect(!isWithheld(list, parties, released, then) || isWithheld(list, parties, released, later)).toBe(true);
      }),
    );
  });
});

describe('what depends on it', () => {
  const agency: Address[] = ['sib:XXSIB0000', 'agency:XX0010100'];
  const told = (kind: OutgoingMessage['kind'], route: Address[]) =>
    tellsStatus({ kind, route: [route[0] ?? 'role:none', ...route.slice(1)] });

  it('is a match’s answer or the word that there is none, on its way to a state or local agency, and nothing else', () => {
    expect(told('IMMIGRATION_RESPONSE', agency)).toBe(true);
    expect(told('NO_MATCH', agency)).toBe(true);
    expect(told('NO_MATCH', ['state:XX'])).toBe(true);
    expect(told('IMMIGRATION_RESPONSE', ['office:XXNFO'])).toBe(false);
    expect(told('IMMIGRATION_RESPONSE', ['role:administrator'])).toBe(false);
    expect(told('IMMIGRATION_RESPONSE', ['delegated:XX-EXAMPLE'])).toBe(false);
    for (const kind of [
      'CRIMINAL_ANSWER',
      'SUBMISSION_REJECTED',
      'DETAINER',
      'CLOCK_NOTICE',
      'RELEASE_NOTICE',
      'DETAINER_CANCELLED',
      'RELEASE_NOTIFICATION_REQUEST',
      'SHARING_REQUEST_ANSWERED',
      'ACTIVATION_NOTICE',
      'TRAINING_MATERIAL',
      'ALARM',
    ] as const)
      expect(told(kind, agency)).toBe(false);
  });

  it('is judged by the jurisdictions, by their states, and by those of agency and bureaus: also where letters of an ORI are not the state’s', () => {
    expect(
      partiesOf({
        jurisdictions: [
          { id: 'XX-ONE', state: 'XX' },
          { id: 'YY-TWO', state: 'YY' },
        ],
        oris: ['XX0010100', 'ZZSIB0000', 'NB0010000'],
      }),
    ).toEqual(['jurisdiction:XX-ONE', 'jurisdiction:YY-TWO', 'state:NE', 'state:XX', 'state:YY', 'state:ZZ']);
    expect(['NB0010000', 'GMTGM0000', 'TX1010000'].map(stateOfOri)).toEqual(['NE', 'GU', 'TX']);
  });
});

describe('a choice', () => {
  const choice: Choice = { jurisdiction: 'XX-ONE', receives: false, from: null, reasons: 'Voted.', letter: null };
  const official = (scope: Actor['scope']): Actor => ({ id: 'one', name: 'One', role: 'government_official', scope });
  const administrator: Actor = { id: 'two', name: 'Two', role: 'administrator', scope: { kind: 'national' } };

  it('is the jurisdiction’s own: of an official of it, or of an administrator by its letter; not of its state, not of another', () => {
    expect(refuseChooser(choice, official({ kind: 'jurisdiction', jurisdiction: 'XX-ONE' }))).toBeUndefined();
    expect(refuseChooser(choice, official({ kind: 'jurisdiction', jurisdiction: 'XX-TWO' }))?.code).toBe(
      'OUT_OF_SCOPE',
    );
    expect(refuseChooser(choice, official({ kind: 'state', state: 'XX' }))?.code).toBe('OUT_OF_SCOPE');
    expect(refuseChooser(choice, administrator)?.code).toBe('LETTER_MISSING');
    const letter = { signedBy: 'County board', dated: '2011-05-02' };
    expect(refuseChooser({ ...choice, letter }, administrator)).toBeUndefined();
  });

  it('takes effect from its recording on at the earliest', () => {
    expect(refuseBackwards({ from: null }, 10)).toBeUndefined();
    expect(refuseBackwards({ from: isoInstant(10) }, 10)).toBeUndefined();
    expect(refuseBackwards({ from: isoInstant(9) }, 10)?.code).toBe('EFFECT_BACKWARDS');
  });
});

describe('an agreement with a state', () => {
  const facts = { executedOn: '2009-04-01', ended: null };
  const nowMs = Date.parse('2011-08-05T12:00:00Z');

  it('ends once, not before it was made, and is not entered before it happens', () => {
    expect(refuseMoa({ executedOn: '2011-08-05' }, nowMs)).toBeUndefined();
    expect(refuseMoa({ executedOn: '2011-08-07' }, nowMs)?.code).toBe('DATE_IN_FUTURE');
    expect(refuseMoaEnd(facts, { on: '2011-08-05' }, nowMs)).toBeUndefined();
    expect(refuseMoaEnd(facts, { on: '2009-03-31' }, nowMs)?.code).toBe('END_BEFORE_START');
    expect(refuseMoaEnd(facts, { on: '2011-08-07' }, nowMs)?.code).toBe('DATE_IN_FUTURE');
    const ended = { by: 'DHS', enteredBy: 'two' } as const;
    expect(refuseMoaEnd({ ...facts, ended }, { on: '2011-08-05' }, nowMs)?.code).toBe('MOA_ENDED');
  });

  it('is found upon only where the state itself ended it, and not by whoever entered that', () => {
    expect(refuseFinding(facts, 'counsel')?.code).toBe('NOT_ENDED_BY_STATE');
    expect(refuseFinding({ ...facts, ended: { by: 'DHS', enteredBy: 'two' } }, 'counsel')?.code).toBe(
      'NOT_ENDED_BY_STATE',
    );
    const ended = { by: 'STATE', enteredBy: 'two' } as const;
    expect(refuseFinding({ ...facts, ended }, 'two')?.code).toBe('SAME_PERSON');
    expect(refuseFinding({ ...facts, ended }, 'counsel')).toBeUndefined();
  });
});

it('answers every request with what was asked, that it has no effect, and why (D6)', () => {
  const answers = REQUESTS.map(answerTo);
  expect(new Set(answers).size).toBe(REQUESTS.length);
  for (const answer of answers) {
    expect(answer).toContain('You asked that');
    expect(answer).toContain('It has no effect. Your request is kept on record.');
    expect(answer).toMatch(/The reason: .{40,}/);
  }
});
