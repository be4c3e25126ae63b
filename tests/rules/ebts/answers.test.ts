import { describe, expect, it } from 'vitest';
import { MAX_RAP_SHEET, readAnswer, writeErrt, writeSre, type SreInput } from '../../../exchange/ebts/answers.ts';
import { parseSubmission } from '../../../exchange/ebts/booking.ts';
import { headerOf, valueOf } from '../../../exchange/ebts/model.ts';
import { readEbts } from '../../../exchange/ebts/read.ts';
import { FBI_CODES, rapSheetOf } from '../../../partners/standins/outcomes.ts';
import { bytesOf, file, record, sample } from './fixtures.ts';

const answering = { ori: 'XXSIB0000', dai: 'WVIAFIS0Z', tcn: 'XX-SIM-20110916-000001', version: '0400' };
const sre: SreInput = {
  answering,
  tcn: 'WV-ANSWER-000001',
  date: '2011-09-16',
  gmt: '2011-09-16T17:00:00Z',
  name: 'SAMPLE,JORDAN LEE',
  identification: 'I',
  controllingAgency: 'XX0010100',
  agencyCaseNumber: 'SIM-2011-000001',
  fbiNumber: '123456AA1',
  sid: 'NY1234567-',
  rapSheet: 'LINE ONE\r\nLINE TWO',
};

describe('search results (SRE)', () => {
  it('come back as they were written, addressed the other way round', () => {
    expect(readAnswer(writeSre(sre))).toEqual({
      kind: 'SRE',
      tcr: answering.tcn,
      tcn: 'WV-ANSWER-000001',
      ori: answering.dai,
      dai: answering.ori,
      name: 'SAMPLE,JORDAN LEE',
      identification: 'I',
      controllingAgency: 'XX0010100',
      agencyCaseNumber: 'SIM-2011-000001',
      fbiNumber: '123456AA1',
      sid: 'NY1234567-',
      rapSheet: 'LINE ONE\r\nLINE TWO',
    });
    const header = headerOf(readEbts(writeSre(sre)));
    expect([4, 5, 10, 14].map((number) => valueOf(header, number))).toEqual([
      'SRE',
      '20110916',
      answering.tcn,
      '20110916170000Z',
    ]);
  });

  it('need no number and no rap sheet', () => {
    const { fbiNumber: _fbi, sid: _sid, rapSheet: _sheet, ...least } = sre;
    const answer = readAnswer(writeSre({ ...least, identification: 'N' }));
    expect(answer).toMatchObject({ kind: 'SRE', identification: 'N' });
    expect(answer).not.toHaveProperty('rapSheet');
  });

  it('carry a rap sheet of 200,000 characters and no longer one', () => {
    const sheet = 'x'.repeat(MAX_RAP_SHEET);
    expect(readAnswer(writeSre({ ...sre, rapSheet: sheet }))).toMatchObject({ rapSheet: sheet });
    expect(() => writeSre({ ...sre, rapSheet: `${sheet}x` })).toThrow('4 to 200000 characters');
    expect(() => writeSre({ ...sre, rapSheet: 'A\u001DB C' })).toThrow('separator');
  });
});

describe('errors (ERRT)', () => {
  it('come back as they were written', () => {
    const messages = ['IMAGE QUALITY TOO LOW', 'FINGER SEQUENCE WRONG'];
    expect(readAnswer(writeErrt({ answering, tcn: 'WV-ANSWER-000002', date: '2011-09-16', messages }))).toEqual({
      kind: 'ERRT',
      tcr: answering.tcn,
      tcn: 'WV-ANSWER-000002',
      ori: answering.dai,
      dai: answering.ori,
      messages,
    });
  });

  it.each([[[]], [Array<string>(12).fill('x')], [['']], [['x'.repeat(301)]]])(
    'have 1 to 11 messages of 1 to 300 characters',
    (messages) => {
      expect(() => writeErrt({ answering, tcn: 'WV-ANSWER-000002', date: '2011-09-16', messages })).toThrow(
        '1 to 11 messages',
      );
    },
  );
});

describe('what is no answer', () => {
  const header =
    '1.002:0400|1.003:1_1^2_00|1.004:SRE|1.005:20110916|1.007:XXSIB0000|1.008:WVIAFIS0Z|1.009:WV-ANSWER-1|1.010:XX-SIM-1|1.011:00.00|1.012:00.00';
  const body = '2.002:00|2.018:A,B|2.059:I|2.073:XX0010100';
  const answer = (head: string, text: string) => () => readAnswer(Buffer.concat([record(1, head), record(2, text)]));

  it('is refused with the field at fault', () => {
    expect(answer(header, body)()).toMatchObject({ kind: 'SRE', tcr: 'XX-SIM-1' });
    expect(answer(header.replace('|1.010:XX-SIM-1', ''), body)).toThrow('1.010 TCR');
    expect(answer(header, body.replace('|2.018:A,B', ''))).toThrow('2.018 NAM');
    expect(answer(header, body.replace('2.059:I', '2.059:R'))).toThrow('SRF must be I or N');
    expect(answer(header, body.replace('|2.073:XX0010100', ''))).toThrow('2.073 CRI');
    expect(answer(header.replace('SRE', 'ERRT'), body)).toThrow('2.060 MSG');
    expect(() => readAnswer(sample('01-no-match.eft'))).toThrow('no answer');
    expect(() => readAnswer(bytesOf('nothing'))).toThrow('EBTS header');
    expect(() => readAnswer(file('1_2^2_00^2_01', record(2, '2.002:00'), record(2, '2.002:01')))).toThrow(
      'exactly one',
    );
  });

  it('an answer is no booking', () => {
    expect(parseSubmission(writeSre(sre)).refusals).toEqual([
      expect.objectContaining({ field: '1.004 TOT', code: 'NOT_AN_ARREST' }),
    ]);
  });
});

describe('rap sheets of the stand-in', () => {
  it('fit into an answer', () => {
    for (const outcome of FBI_CODES.values()) {
      const sheet = rapSheetOf(outcome);
      for (const line of sheet.split('\r\n')) expect(line.length).toBeLessThanOrEqual(74);
      if (sheet !== '') expect(readAnswer(writeSre({ ...sre, rapSheet: sheet }))).toMatchObject({ rapSheet: sheet });
    }
  });
});
