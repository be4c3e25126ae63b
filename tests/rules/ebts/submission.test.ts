import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bookingSchema } from '../../../domain/booking/booking.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { placeholderPrints } from '../../../exchange/ebts/make.ts';
import type { EbtsField, EbtsRecord } from '../../../exchange/ebts/model.ts';
import { isTagged } from '../../../exchange/ebts/model.ts';
import { readEbts } from '../../../exchange/ebts/read.ts';
import { writeEbts, writeRecord } from '../../../exchange/ebts/write.ts';
import { json, refusals, sample } from './fixtures.ts';

const SAMPLE = '02-match-removable.eft';

/** The sample with text fields of its first two records set, or removed where the value is undefined. */
function changed(
  changes: Readonly<Record<string, readonly (readonly string[])[] | undefined>>,
  prints?: readonly EbtsRecord[],
): Uint8Array {
  const [header, body, ...rest] = readEbts(sample(SAMPLE)).records;
  const records = [header, body].map((record) => {
    if (record === undefined || !isTagged(record)) throw new Error('tagged record expected');
    const kept = record.fields.filter((field) => !(`${record.type}.${field.number}` in changes));
    const added = Object.entries(changes).flatMap(([key, items]): EbtsField[] => {
      const [type, number] = key.split('.').map(Number);
      return type === record.type && items !== undefined ? [{ number: number ?? 0, digits: 3, items }] : [];
    });
    return { ...record, fields: [...kept, ...added] };
  });
  return writeEbts({ records: [...records, ...(prints ?? rest)] });
}

function jsonBytes(changes: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(JSON.stringify({ ...json('16-json-booking.json'), ...changes }));
}

function codes(bytes: Uint8Array): string[] {
  return refusals(bytes).map(({ field, code }) => `${field} ${code}`);
}

describe('an EBTS submission', () => {
  it('becomes a booking, and the very bytes received go on', () => {
    const bytes = sample(SAMPLE);
    const submission = parseSubmission(bytes, '2011-09-16');
    expect(submission.accepted).toBe(true);
    expect(submission.file).toBe(bytes);
    expect(submission.booking).toMatchObject({
      transaction: {
        tot: 'CAR',
        tcn: 'XX-SIM-20110916-000002',
        ori: 'XXSIB0000',
        dai: 'WVIAFIS0Z',
        date: '2011-09-16',
        priority: 2,
        gmt: '2011-09-16T16:02:00Z',
      },
      controllingAgency: 'XX0010100',
      person: {
        name: 'EXAMPLE,CARLOS DAVID',
        dateOfBirth: '1972-02-04',
        sex: 'M',
        placeOfBirth: 'MM',
        reportedCitizenship: 'MM',
      },
      arrest: { date: '2011-09-16', charges: [{ offenceDate: '2011-09-16', literal: 'BURGLARY OF A HABITATION' }] },
      returnRapSheet: true,
      treatAsAdult: false,
    });
    expect(bookingSchema.parse(JSON.parse(JSON.stringify(submission.booking)))).toEqual(submission.booking);
  });

  it('knows of each print its finger, size and hash', () => {
    const [first] = placeholderPrints(2);
    const prints = parseSubmission(sample(SAMPLE)).booking?.prints;
    expect(prints).toHaveLength(14);
    const sha256 = createHash('sha256')
      .update(first?.image ?? '')
      .digest('hex');
    expect(prints?.[0]).toEqual({ recordType: 4, idc: 1, fingerPositions: [1], bytes: 100, sha256 });
    expect(parseSubmission(sample('19-no-answer-necessary.eft')).booking?.prints[13]).toMatchObject({
      recordType: 14,
      idc: 14,
      fingerPositions: [14],
    });
  });

  it('leaves behind what nothing needs', () => {
    const bytes = changed({
      '2.16': [['123456789']],
      '2.26': [['TAT L ARM']],
      '2.39': [['EMPLOYER X']],
      '2.40': [['MASON']],
      '2.41': [['1 MAIN STREET']],
    });
    const { booking } = parseSubmission(bytes);
    expect(booking).toBeDefined();
    expect(JSON.stringify(booking)).not.toMatch(/123456789|TAT L|EMPLOYER|MASON|MAIN STREET/);
  });

  it('takes repeated fields, a wholly unknown birth date, a juvenile and dispositions', () => {
    const bytes = changed({
      '2.14': [['123456AA1'], ['98765']],
      '2.19': [['EXAMPLE,CARL'], ['SAMPLE,CARLOS']],
      '2.22': [['00000000']],
      '2.47': [
        ['', 'FAIL TO YIELD'],
        ['20110915', 'THEFT'],
      ],
      '2.51': [
        ['20100101', 'THEFT', '30 DAYS'],
        ['', 'TRESPASS', ''],
      ],
      '2.87': [['Y']],
      '1.6': undefined,
      '1.14': undefined,
    });
    expect(parseSubmission(bytes).booking).toMatchObject({
      person: {
        fbiNumbers: ['123456AA1', '98765'],
        aliases: ['EXAMPLE,CARL', 'SAMPLE,CARLOS'],
        dateOfBirth: 'UNKNOWN',
      },
      arrest: { charges: [{ literal: 'FAIL TO YIELD' }, { offenceDate: '2011-09-15', literal: 'THEFT' }] },
      dispositions: [{ date: '2010-01-01', offence: 'THEFT', sentence: '30 DAYS' }, { offence: 'TRESPASS' }],
      treatAsAdult: true,
    });
  });

  it('reads UTF-8 where the file announces it', () => {
    const literal = Buffer.from('ROBO DE PIÑATA', 'utf8').toString('latin1');
    const bytes = changed({ '1.15': [['003', 'UTF-8', '']], '2.47': [['', literal]] });
    expect(parseSubmission(bytes).booking?.arrest.charges).toEqual([{ literal: 'ROBO DE PIÑATA' }]);
  });

  it.each([5, 18, 20, 22, 24, 25, 27, 29, 31, 32, 45, 47, 73])(
    'is refused without 2.%i, which EBTS makes mandatory',
    (number) => {
      const [refusal, ...others] = refusals(changed({ [`2.${number}`]: undefined }));
      expect(refusal).toMatchObject({
        code: 'MISSING_FIELD',
        field: expect.stringMatching(new RegExp(`^2\\.0${String(number).padStart(2, '0')} [A-Z]{3}$`)),
      });
      expect(others).toEqual([]);
    },
  );

  it('is not refused for want of what EBTS leaves open (B3)', () => {
    const bytes = changed({
      '1.6': undefined,
      '1.13': undefined,
      '1.14': undefined,
      '2.9': undefined,
      '2.17': undefined,
      '2.21': undefined,
      '2.70': undefined,
    });
    expect(refusals(bytes)).toEqual([]);
  });

  it.each([
    ['1.4', 'XYZ', '1.004 TOT UNKNOWN_TRANSACTION_TYPE'],
    ['1.4', 'car', '1.004 TOT UNKNOWN_TRANSACTION_TYPE'],
    ['1.4', 'FAUF', '1.004 TOT NOT_AN_ARREST'],
    ['1.5', '20110931', '1.005 DAT MALFORMED_FIELD'],
    ['1.6', '0', '1.006 PRY MALFORMED_FIELD'],
    ['1.7', 'WVIAFIS0', '1.007 DAI MALFORMED_FIELD'],
    ['1.8', 'xxsib0000', '1.008 ORI MALFORMED_FIELD'],
    ['1.9', 'SHORT', '1.009 TCN MALFORMED_FIELD'],
    ['1.14', 'yesterday', '1.014 GMT MALFORMED_FIELD'],
    ['2.9', '.1', '2.009 OCA MALFORMED_FIELD'],
    ['2.14', '12345678901', '2.014 FBI MALFORMED_FIELD'],
    ['2.15', 'TX123-', '2.015 SID MALFORMED_FIELD'],
    ['2.17', 'OASIM', '2.017 MNU MALFORMED_FIELD'],
    ['2.18', 'no comma', '2.018 NAM MALFORMED_FIELD'],
    ['2.18', 'EVIL,\u001B[2J', '2.018 NAM MALFORMED_FIELD'],
    ['2.20', 'MEX', '2.020 POB MALFORMED_FIELD'],
    ['2.22', '19850000', '2.022 DOB MALFORMED_FIELD'],
    ['2.22', '20110918', '2.022 DOB DATE_AFTER_SUBMISSION'],
    ['2.24', 'Q', '2.024 SEX MALFORMED_FIELD'],
    ['2.45', '20110918', '2.045 DOA DATE_AFTER_SUBMISSION'],
    ['2.47', '   ', '2.047 ASL NO_CRIMINAL_CHARGE'],
    ['2.73', 'JAIL', '2.073 CRI MALFORMED_FIELD'],
  ])('is refused with %s = %j', (field, value, expected) => {
    const items = field === '2.47' ? [['', value]] : [[value]];
    expect(codes(changed({ [field]: items }))).toEqual([expected]);
  });

  it('never repeats what a field says', () => {
    const bytes = changed({
      '2.18': [['secret name']],
      '2.22': [['secretdate']],
      '2.14': [['secret-number']],
      '2.47': [['secret date', 'x']],
    });
    expect(refusals(bytes)).toHaveLength(4);
    expect(JSON.stringify(refusals(bytes))).not.toContain('secret');
  });

  it('is refused with every reason at once, without its prints, and with too many records', () => {
    expect(codes(changed({ '2.45': [['20110920']], '2.47': [['', ' ']] }, []))).toEqual([
      '2.047 ASL NO_CRIMINAL_CHARGE',
      '1.003 CNT NO_PRINTS',
      '2.045 DOA DATE_AFTER_SUBMISSION',
    ]);
    const latents = [20, 21, 22].map((idc): EbtsRecord => ({ type: 7, idc, image: Uint8Array.of(1) }));
    expect(codes(changed({}, [...placeholderPrints(1), ...latents]))).toEqual(['1.003 CNT TOO_MANY_RECORDS']);
    const empty = placeholderPrints(1).map((print) => ({ ...print, image: new Uint8Array(0) }));
    expect(codes(changed({}, empty))).toEqual(['1.003 CNT NO_PRINTS']);
  });

  it('has exactly one descriptive record', () => {
    const [header, body, ...prints] = readEbts(sample(SAMPLE)).records;
    if (header === undefined || body === undefined) throw new Error('records expected');
    expect(codes(writeEbts({ records: [header, ...prints] }))).toEqual(['1.003 CNT COUNT_MISMATCH']);
    expect(codes(writeEbts({ records: [header, body, body, ...prints] }))).toEqual(['1.003 CNT COUNT_MISMATCH']);
  });
});

describe('a JSON submission', () => {
  it('is accepted, and becomes a file with the same prints, byte for byte', () => {
    const submission = parseSubmission(sample('16-json-booking.json'));
    expect(submission).toMatchObject({ accepted: true, format: 'json' });
    const records = readEbts(submission.file ?? new Uint8Array()).records.slice(2);
    expect(records.map((record) => Buffer.from(writeRecord(record)))).toEqual(
      placeholderPrints(16).map((print) => Buffer.from(writeRecord(print))),
    );
    expect(submission.booking?.person.realName).toBe('Ángela Núñez');
    const again = parseSubmission(submission.file ?? new Uint8Array());
    expect({ ...again.booking, person: { ...again.booking?.person, realName: 'Ángela Núñez' } }).toEqual(
      submission.booking,
    );
  });

  it('may be indented and begin with a byte order mark', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('\n '), sample('16-json-booking.json')]);
    expect(parseSubmission(bytes).accepted).toBe(true);
  });

  const { person } = json('16-json-booking.json');
  const named = (changes: object) => ({ ...(typeof person === 'object' ? person : {}), ...changes });
  const print = (record: string, recordType = 4) => [{ recordType, record }];

  it.each<[string, Buffer, string]>([
    ['no prints', jsonBytes({ prints: undefined }), 'prints NO_PRINTS'],
    ['an empty list of prints', jsonBytes({ prints: [] }), 'prints NO_PRINTS'],
    ['prints that are no base64', jsonBytes({ prints: print('***') }), 'prints.0.record INVALID_BASE64'],
    ['base64 without padding', jsonBytes({ prints: print('AAAAFg') }), 'prints.0.record INVALID_BASE64'],
    ['a print that is no record', jsonBytes({ prints: print('AAAA') }), 'prints.0.record TRUNCATED'],
    [
      'a print of another kind',
      jsonBytes({ prints: print(Buffer.from('2.001:5').toString('base64'), 14) }),
      'prints.0.record LENGTH_MISMATCH',
    ],
    ['a descriptive record as a print', jsonBytes({ prints: print('AAAA', 2) }), 'prints.0.recordType MALFORMED_FIELD'],
    ['a missing field', jsonBytes({ controllingAgency: undefined }), 'controllingAgency MISSING_FIELD'],
    ['a missing sex', jsonBytes({ person: named({ sex: undefined }) }), 'person.sex MISSING_FIELD'],
    ['a malformed name', jsonBytes({ person: named({ name: 'someone' }) }), 'person.name MALFORMED_FIELD'],
    ['a field too many', jsonBytes({ person: named({ ssn: '123' }) }), 'person UNKNOWN_FIELD'],
    ['no charge', jsonBytes({ arrest: { date: '2011-09-16', charges: [] } }), 'arrest.charges MISSING_FIELD'],
    [
      'a blank charge',
      jsonBytes({ arrest: { date: '2011-09-16', charges: [{ literal: '  ' }] } }),
      'arrest.charges NO_CRIMINAL_CHARGE',
    ],
    ['too many values', jsonBytes({ dispositions: Array<number>(20_000).fill(1) }), 'file LIMIT_EXCEEDED'],
    ['no object', Buffer.from('{]'), 'file INVALID_JSON'],
    ['a cut', sample('16-json-booking.json').subarray(0, 300), 'file INVALID_JSON'],
    ['bytes that are no UTF-8', Buffer.from('{"a":"\u00FF"}', 'latin1'), 'file INVALID_JSON'],
    ['a nest', Buffer.from(`{"a":${'['.repeat(1_000_000)}`), 'file INVALID_JSON'],
    ['a closed nest', Buffer.from(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), 'file LIMIT_EXCEEDED'],
  ])('is refused with %s', (_name, bytes, expected) => {
    expect(codes(bytes)).toContain(expected);
  });

  it('is refused for a literal that a transaction cannot carry', () => {
    const bytes = jsonBytes({ arrest: { date: '2011-09-16', charges: [{ literal: 'THEFT \u{1F4B0}' }] } });
    expect(codes(bytes)).toEqual(['arrest.charges INVALID_CHARACTER']);
  });
});
