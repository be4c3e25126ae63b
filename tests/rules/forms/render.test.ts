import { describe, expect, test } from 'vitest';
import { personOnForm, groupedCode } from '../../../domain/detainer/document.ts';
import { NOTICE_LANGUAGES, PHONE_LINES } from '../../../domain/profile/profile.ts';
import { PROFILE_2011_06, SHIPPED_PROFILES } from '../../../domain/profile/shipped.ts';
import { NO_GROUND } from '../../../domain/detainer/notices.ts';
import { message } from '../../../exchange/forms/catalog/catalog.ts';
import { CATALOGS } from '../../../exchange/forms/catalog/index.ts';
import { renderDocument } from '../../../exchange/forms/render.ts';
import {
  SAMPLE_NUMBERS,
  SAMPLE_PERSON,
  sampleClockNotice,
  sampleDocuments,
  sampleReleaseNotice,
  sampleRequest,
} from '../../../scripts/sample-documents.ts';
import { dense, metadataOf, pagesOf, rendered } from './support.ts';

const request = sampleRequest(PROFILE_2011_06);
const CODE = groupedCode(request.code);
/** The form of every profile, and one of each other document: those differ between profiles in no more than the form's name. */
const EACH_SHAPE = sampleDocuments().filter(
  ({ name, document }) => document.document === 'REQUEST' || name.startsWith(PROFILE_2011_06.id),
);

describe('a rendered document', () => {
  test('is the same bytes each time', async () => {
    const [first, second] = [
      await renderDocument(request, SAMPLE_PERSON),
      await renderDocument(request, SAMPLE_PERSON),
    ];
    expect(second.sha256).toBe(first.sha256);
    expect(Buffer.from(second.bytes).equals(Buffer.from(first.bytes))).toBe(true);
  });

  test('is other bytes for other content', async () => {
    const other = await renderDocument({ ...request, revision: 2 }, SAMPLE_PERSON);
    expect(other.sha256).not.toBe((await renderDocument(request, SAMPLE_PERSON)).sha256);
  });

  test.each(EACH_SHAPE)(
    '$name is small, tagged and has the 24-hour number and the code on every page',
    async ({ document }) => {
      const { bytes, pages } = await rendered(document);
      expect(bytes.length).toBeLessThan(400_000);
      expect(Buffer.from(bytes).toString('latin1')).toMatch(/\/Marked true/);
      for (const page of pages) {
        expect(page).toContain(SAMPLE_NUMBERS.dayAndNight?.number);
        expect(page).toContain(CODE);
        expect(page).not.toMatch(/[{}]|undefined|\[object/);
      }
    },
  );

  test.each(PHONE_LINES)('is refused without the number %s', async (line) => {
    const profile = { ...request.profile, numbers: { ...request.profile.numbers, [line]: null } };
    for (const document of [
      request,
      sampleClockNotice(PROFILE_2011_06),
      sampleReleaseNotice(PROFILE_2011_06, 'LIMIT'),
    ]) {
      await expect(renderDocument({ ...document, profile }, SAMPLE_PERSON)).rejects.toMatchObject({
        code: 'NUMBER_NOT_VERIFIED',
        field: `profile.numbers.${line}`,
      });
    }
  });

  test('is refused where enforcement answers the civil-rights number', async () => {
    const { citizenOrVictim } = request.profile.numbers;
    const profile = { ...request.profile, numbers: { ...request.profile.numbers, civilRights: citizenOrVictim } };
    await expect(renderDocument({ ...request, profile }, SAMPLE_PERSON)).rejects.toMatchObject({
      code: 'CIVIL_RIGHTS_NUMBER_OF_ENFORCEMENT',
    });
  });

  test('says nothing about the person in its metadata', async () => {
    const metadata = await metadataOf(request, SAMPLE_PERSON);
    expect(metadata).toContain('I-247 (6/11)');
    for (const particular of ['EXAMPLE', 'MARIA', '1985', 'XX-SIM', request.code, request.detainerId]) {
      expect(metadata).not.toContain(particular);
    }
  });

  test('is made for a name that no font can show, for a very long name and for an unknown zone', async () => {
    const arabic = await pagesOf(request, { ...SAMPLE_PERSON, name: 'محمد' });
    expect(arabic[0]).toContain('□□□□');
    expect(arabic[0]).toContain('cannot be printed here');
    const long = await pagesOf(request, { ...SAMPLE_PERSON, name: 'A'.repeat(200) });
    expect(dense(long.join(''))).toContain('A'.repeat(200));
    const nowhere = await pagesOf({
      ...request,
      jail: { ...request.jail, zone: 'Nowhere' },
      written: { excludedDays: [], examples: [] },
    });
    expect(nowhere[0]).toContain('6:05 PM (UTC+00:00)');
  });
});

describe('the form', () => {
  test('says that it is a request, that the jail may decline, and is marked as no official form', async () => {
    const form = (await pagesOf(request)).slice(0, 2).join(' ');
    expect(form).toContain('You may decline it: no reason is needed, and nothing follows');
    expect(form).toContain(NO_GROUND);
    expect(form).toContain('no official form');
    expect(form).toContain('as reported at booking');
    for (const field of [
      'Booking number',
      'Latest charge',
      'Estimated release',
      'Received by',
      'Language',
      'Interpreter',
      'refused to sign',
    ]) {
      expect(form).toContain(field);
    }
  });

  test.each(SHIPPED_PROFILES)('of $profile.id has its boxes, its limit and its calendar', async ({ profile }) => {
    const document = sampleRequest(profile);
    const form = (await pagesOf(document)).slice(0, 3).join(' ');
    expect(form).toContain(profile.formVersion);
    if (profile.bases.includes('PRIOR_FELONY')) expect(form).toContain('a felony');
    if (profile.bases.includes('BIOMETRIC_MATCH')) expect(form).toContain('Fingerprints matched federal records');
    if (profile.exclusionRule === 'NONE') {
      expect(form).toContain('every hour counted');
      expect(form).not.toContain('not counting Saturdays');
    } else expect(form).toContain('Columbus Day');
    expect(form.includes('no effect before the copy has been given')).toBe(profile.serviceIsConditionOfEffect);
  });

  test('asks for no hold where the law allows none, and tells the person so', async () => {
    const document = sampleRequest({ ...PROFILE_2011_06, holdAllowed: false });
    const text = (await pagesOf(document)).join(' ');
    expect(text).toContain('No hold is asked for');
    expect(text).toContain(message(CATALOGS.en, 'whatNotifyOnly'));
    expect(text).not.toContain(message(CATALOGS.en, 'limitHeading'));
    expect(text).not.toContain('Hold the person no longer');
  });

  test('names what it amends and what it cancels', async () => {
    const amended = sampleDocuments().find(({ name }) => name === '2011-06-amended');
    const text = (await pagesOf(amended!.document)).join(' ');
    expect(text).toContain('Revision 2; it takes the place of revision 1');
    expect(text).toContain('Cancel the detainer number 1 of Saturday, September 17, 2011, 10:00 AM');
    expect(text).toContain('operative only upon');
    expect(text).toContain(message(CATALOGS.en, 'whatConviction'));
  });
});

describe('the notice to the person', async () => {
  const notice = dense((await pagesOf(request)).join(' '));
  const clock = dense((await pagesOf(sampleClockNotice(PROFILE_2011_06))).join(' '));
  const cancelled = dense((await pagesOf(sampleReleaseNotice(PROFILE_2011_06, 'CANCELLED'))).join(' '));

  test.each(NOTICE_LANGUAGES)('in %s gives limit, rule, calendar, numbers and code', (language) => {
    const say = (key: Parameters<typeof message>[1], values = {}): string =>
      dense(message(CATALOGS[language], key, values));
    for (const key of [
      'title',
      'whatRequest',
      'limitStatutory',
      'limitStart',
      'limitNobody',
      'limitBail',
      'pastAsk',
      'claimVictim',
    ] as const) {
      expect(notice).toContain(say(key));
    }
    expect(notice).toContain(say('holidayColumbus'));
    expect(notice).toContain(say('complainWho', { number: SAMPLE_NUMBERS.civilRights?.number }));
    expect(notice).toContain(say('claimSay', { number: SAMPLE_NUMBERS.citizenOrVictim?.number }));
    expect(notice).toContain(say('pastCall', { number: SAMPLE_NUMBERS.dayAndNight?.number }));
    expect(notice).toContain(say('claimCitizen', { hours: '4' }));
    expect(notice).toContain(say('phoneEnforcement'));
    expect(notice).toContain(say('codeUse'));
    expect(notice).toContain(say('notReviewed'));
    expect(notice).toContain(say('ownWords'));
  });

  test.each([
    ['en', 'Wednesday, September 28, 2011, 12:00 AM (UTC−04:00, EDT)', 'midnight between Tuesday and Wednesday'],
    [
      'es',
      'miércoles, 28 de septiembre de 2011, 12:00 a.m. (UTC−04:00, EDT)',
      'medianoche entre el martes y el miércoles',
    ],
    ['fr', 'mercredi 28 septembre 2011, 00:00 (UTC−04:00, EDT)', 'minuit entre mardi et mercredi'],
    [
      'pt',
      'quarta-feira, 28 de setembro de 2011, 00:00 (UTC−04:00, EDT)',
      'meia-noite entre terça-feira e quarta-feira',
    ],
    ['vi', 'Thứ Tư, 28 tháng 9, 2011, 00:00 (UTC−04:00, EDT)', 'nửa đêm giữa Thứ Ba và Thứ Tư'],
    ['zh', '2011年9月28日星期三 00:00 (UTC−04:00, EDT)', '星期二与星期三之间的午夜'],
  ] as const)('of the clock in %s gives date and time, and which midnight', (language, moment, midnight) => {
    const catalog = CATALOGS[language];
    expect(clock).toContain(dense(message(catalog, 'clockLimit') + moment));
    expect(clock).toContain(dense(midnight));
    expect(clock).toContain(dense(message(catalog, 'pastAsk')));
    expect(cancelled).toContain(dense(message(catalog, 'releaseCancelled')));
  });

  test('rounds down to the minute', async () => {
    const document = sampleClockNotice(PROFILE_2011_06);
    const limitAt = '2011-09-28T16:59:59.999-04:00';
    const [page] = await pagesOf({ ...document, clock: { ...document.clock, limitAt } });
    expect(page).toContain('4:59 PM');
  });

  test('orders no release from custody on another lawful ground', async () => {
    const [page] = await pagesOf(sampleReleaseNotice(PROFILE_2011_06, 'LIMIT'));
    expect(page).toContain('Unless you hold the person on a lawful ground of your own');
  });
});

test('a form takes the real name where there is one, and no more than it needs', () => {
  const booking = {
    transaction: {
      tot: 'CAR',
      tcn: 'XX-SIM-0000001',
      ori: 'XX0000000',
      dai: 'XX0000001',
      date: '2011-09-16',
      version: '0400',
    },
    controllingAgency: 'XX0010100',
    person: {
      name: 'NGUYEN,AN',
      realName: 'Nguyễn Văn An',
      aliases: [],
      dateOfBirth: 'UNKNOWN' as const,
      sex: 'M' as const,
      race: 'A' as const,
      placeOfBirth: 'RV',
      fbiNumbers: [],
      miscNumbers: ['AR-012345678'],
    },
    arrest: { date: '2011-09-16', charges: [] },
    dispositions: [],
    returnRapSheet: false,
    treatAsAdult: false,
    prints: [],
  };
  const person = personOnForm(booking);
  expect(person).toMatchObject({
    name: 'Nguyễn Văn An',
    dateOfBirth: null,
    reportedCitizenship: null,
    fileNumber: '012345678',
  });
  expect(JSON.stringify(person)).not.toContain('RV');
});
