import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iaqOfBooking, readIaq, writeIaq, type Iaq } from '../../../exchange/iaq.ts';
import { sample } from './fixture.ts';

const IAQ: Iaq = {
  sender: 'XX0010100',
  control: 'SIM0000001',
  purpose: 'C',
  attention: 'SECURE COMMUNITIES',
  phone: '555-0100',
  name: 'EXAMPLE,MARIA ANA',
  dateOfBirth: '19850204',
  sex: 'F',
  placeOfBirth: 'EL',
  inCustody: true,
  offence: '0399',
  aNumber: '000000001',
};

const chars = (alphabet: string, min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: min, maxLength: max });
const text = (max: number) => chars('ABC abc/,-:*123', 1, max);
const arbitraryIaq: fc.Arbitrary<Iaq> = fc.record(
  {
    sender: chars('ABCX0123', 7, 7).map((rest) => `XX${rest}`),
    control: chars('ABC123', 1, 10),
    purpose: fc.constantFrom('C', 'F'),
    attention: text(30),
    phone: text(20),
    name: text(30),
    dateOfBirth: fc.oneof(chars('0123456789', 6, 6), chars('0123456789', 8, 8)),
    sex: chars('FMX', 1, 1),
    placeOfBirth: chars('ELMX', 2, 2),
    inCustody: fc.boolean(),
    offence: chars('0123456789', 4, 4),
    aNumber: chars('0123456789', 8, 9),
    fbiNumber: chars('ABC123', 1, 9),
  },
  {
    requiredKeys: [
      'sender',
      'purpose',
      'attention',
      'phone',
      'name',
      'dateOfBirth',
      'sex',
      'placeOfBirth',
      'inCustody',
      'offence',
    ],
  },
);

describe('the immigration alien query', () => {
  it('has the text form of the network', () => {
    expect(writeIaq(IAQ)).toBe(
      'IAQ.XX0010100.AX.*SIM0000001.TXT\r\n' +
        'PUR/C.ATN/SECURE COMMUNITIES.PHN/555-0100.NAM/EXAMPLE,MARIA ANA.DOB/19850204.SEX/F.POB/EL.CUS/Y.OFF/0399.ARN/000000001.\r\n',
    );
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(arbitraryIaq, (iaq) => {
        expect(readIaq(writeIaq(iaq))).toEqual(iaq);
      }),
    );
  });

  it('is made of a booking, with the generic offence code and no more than the booking says', () => {
    const { booking } = sample('02-match-removable.eft');
    const iaq = iaqOfBooking(booking, { attention: 'SECURE COMMUNITIES', phone: '555-0100' });
    expect(readIaq(writeIaq(iaq))).toEqual(iaq);
    expect(iaq).toMatchObject({ sender: booking.transaction.ori, offence: '0399', inCustody: true, purpose: 'C' });
  });

  it.each([
    ['a period in a value, which would end the field', { attention: 'A.B' }, 'ATN'],
    ['a line end in a value', { name: 'A,B\r\nCUS/N' }, 'NAM'],
    ['too long a value', { phone: '1'.repeat(21) }, 'PHN'],
  ])('refuses to write %s', (_what, change, field) => {
    expect(() => writeIaq({ ...IAQ, ...change })).toThrow(expect.objectContaining({ code: 'IAQ_MALFORMED', field }));
  });

  it.each([
    ['', 'header'],
    ['IAQ.XX0010100.VT.TXT\r\nPUR/C.', 'header'],
    [writeIaq(IAQ).slice(0, -4), 'end'],
    [writeIaq(IAQ).replace('PUR/C.', 'PUR/C.PUR/F.'), 'PUR'],
    [writeIaq(IAQ).replace('PUR/C.', 'PUR/C.XYZ/1.'), 'fields'],
    [writeIaq(IAQ).replace('SEX/F.', ''), 'SEX'],
    [writeIaq(IAQ).replace('CUS/Y', 'CUS/?'), 'CUS'],
  ])('refuses to read a malformed query, with the field (%#)', (query, field) => {
    expect(() => readIaq(query)).toThrow(expect.objectContaining({ code: 'IAQ_MALFORMED', field }));
  });
});
