import { asksToHold, groupedCode, type PersonOnForm, type RequestDocument } from '../../domain/detainer/document.ts';
import { limitWords, NO_GROUND } from '../../domain/detainer/notices.ts';
import { CATALOGS } from './catalog/index.ts';
import { message } from './catalog/catalog.ts';
import { dateText, momentText } from './dates.ts';
import { ASSURANCES, BASES, LIMIT_ASSURANCES, requestLines, ROLE_NAMES, SEXES, WARRANTS } from './form-text.ts';
import { printable, REPLACEMENT_MARK } from './layout/fonts.ts';
import { GREY, type Sheet } from './layout/sheet.ts';
import { noticeMargins, writeCalendar, writePhones, type Say } from './notice.ts';
import type { Numbers } from './numbers.ts';

const BODY = { size: 9, after: 2 } as const;
const ENGLISH = CATALOGS.en;
const say: Say = (key, values) => message(ENGLISH, key, values);

/** The form of the profile's version for the jail, in English, with the fields of DOMAIN's model and no seal or signature block. */
export function writeForm(sheet: Sheet, document: RequestDocument, person: PersonOnForm, numbers: Numbers): void {
  const { profile, revision } = document;
  const margins = noticeMargins(document, numbers, ENGLISH);
  const title = asksToHold(profile)
    ? 'Immigration detainer: request to hold'
    : 'Immigration detainer: request to be notified';
  sheet.part('Form', 'en-US', 'Latin', {
    ...margins,
    head: [`${profile.formVersion} · not an official form`, margins.head[1]],
  });
  sheet.heading(1, title);
  sheet.text(
    `Revision ${revision}${amended(document)}. Fields and requests of Form ${profile.formVersion}; made by a case system, no official form of any agency, without seal or signature.`,
    { size: 8, color: GREY, after: 4 },
  );
  writeRequestBox(sheet);
  writeParticulars(sheet, document, person);
  writeBases(sheet, document);
  writeRequests(sheet, document);
  if (asksToHold(profile)) writeLimit(sheet, document);
  sheet.heading(2, 'What this request does not do');
  sheet.list(asksToHold(profile) ? [...ASSURANCES, ...LIMIT_ASSURANCES] : ASSURANCES, { ...BODY, after: 1 });
  writePhones(sheet, numbers, ENGLISH, say);
  writeCodeForJail(sheet, document);
  writeReturn(sheet, document);
}

function amended({ amends, jail }: RequestDocument): string {
  return amends
    ? `; it takes the place of revision ${amends.revision} of ${momentText(amends.madeAt, jail.zone, ENGLISH)}. The time runs as before`
    : '';
}

function writeRequestBox(sheet: Sheet): void {
  const texts = [
    [
      {
        text: 'This is a request. You may decline it: no reason is needed, and nothing follows for your agency.',
        bold: true,
      },
    ],
    [{ text: NO_GROUND }],
  ];
  const style = { size: 9.5, indent: 12, right: 10, after: 2 };
  const height = texts.reduce((sum, text) => sum + sheet.heightOf(text, style), 12);
  sheet.callout(height, () => texts.forEach((text) => sheet.text(text, style)));
}

function writeParticulars(sheet: Sheet, document: RequestDocument, person: PersonOnForm): void {
  const { officer, jail, office, issuedAt, detainerId, number } = document;
  const { booking } = person;
  const name = printable(person.name);
  sheet.cells([
    {
      label: 'To (institution, or any later institution that holds the person)',
      value: `${jail.name} (${jail.ori})`,
      weight: 3,
    },
    { label: 'From (DHS field office)', value: office, weight: 1 },
    { label: 'Detainer number of this case', value: String(number), weight: 1.2 },
  ]);
  sheet.cells([
    { label: 'Issued', value: momentText(issuedAt, jail.zone, ENGLISH), weight: 2.4 },
    {
      label: 'Issued by (name and role; no signature)',
      value: `${printable(officer.name)}, ${ROLE_NAMES[officer.role] ?? officer.role}`,
      weight: 2.2,
    },
  ]);
  sheet.cells([
    { label: 'Name', value: name, weight: 3 },
    {
      label: 'Date of birth',
      value: person.dateOfBirth ? dateText(person.dateOfBirth, ENGLISH) : 'unknown',
      weight: 1.5,
    },
    { label: 'Sex', value: SEXES[person.sex] ?? 'not stated', weight: 0.9 },
  ]);
  sheet.cells([
    {
      label: 'Citizenship as reported at booking (NCIC code; not a status)',
      value: person.reportedCitizenship ?? 'not reported',
      weight: 2.4,
    },
    { label: 'File number (A-number), if reported', value: person.fileNumber ?? '–', weight: 1.5 },
    { label: 'Arrested', value: dateText(booking.arrestDate, ENGLISH), weight: 1.5 },
  ]);
  sheet.cells([
    { label: 'Agency case number (OCA)', value: booking.agencyCaseNumber ?? '–', weight: 1.4 },
    { label: 'Fingerprint transaction (TCN)', value: booking.tcn, weight: 2 },
    { label: 'State ID (SID)', value: booking.sid ?? '–', weight: 1 },
    { label: 'FBI number', value: booking.fbiNumbers.join(', ') || '–', weight: 1 },
  ]);
  sheet.cells([{ label: 'Event (identifier of this detainer in the case system)', value: detainerId, weight: 1 }]);
  sheet.space(3);
  if (name.includes(REPLACEMENT_MARK))
    sheet.text(say('nameNote', { mark: REPLACEMENT_MARK }), { size: 8, color: GREY });
}

function writeBases(sheet: Sheet, { profile, bases, basisDetails, warrant }: RequestDocument): void {
  sheet.heading(2, 'Why DHS seeks the person: what the officer has marked');
  for (const basis of profile.bases) {
    const detail = basisDetails[basis];
    const ticked = bases.includes(basis);
    const text = detail === undefined ? BASES[basis] : `${BASES[basis]} ${detail}`;
    writeTick(sheet, ticked, text);
  }
  sheet.text([{ text: 'Warrant: ', bold: true }, { text: WARRANTS[warrant] }], BODY);
}

function writeRequests(sheet: Sheet, document: RequestDocument): void {
  sheet.heading(2, 'What is requested');
  for (const { ticked, text } of requestLines(document)) writeTick(sheet, ticked, text);
  const { purpose } = document;
  const stated = purpose === 'INTERVIEW' ? 'to interview the person' : 'to assume custody of the person';
  sheet.text([{ text: 'Purpose that the officer states: ', bold: true }, { text: `${stated}.` }], BODY);
}

function writeTick(sheet: Sheet, ticked: boolean, text: string): void {
  sheet.tick(ticked, ticked ? 'Marked: ' : 'Not marked: ', [{ text, bold: ticked }], { ...BODY, after: 1.5 });
}

function writeLimit(sheet: Sheet, document: RequestDocument): void {
  const { profile, written, jail } = document;
  sheet.heading(2, 'The limit, in writing: it holds even if no system can be reached');
  sheet.text([{ text: `Hold the person ${limitWords(profile)}.`, bold: true }], BODY);
  const examples = written.examples.map(
    ({ from, limitAt }) =>
      `If release falls due ${momentText(from, jail.zone, ENGLISH)}, the request ends ${momentText(limitAt, jail.zone, ENGLISH)}.`,
  );
  sheet.list(examples, { ...BODY, size: 8.5, after: 1 });
  sheet.text(`Times are those of ${jail.zone}.`, BODY);
  writeCalendar(sheet, document, ENGLISH, say);
}

function writeCodeForJail(sheet: Sheet, document: RequestDocument): void {
  sheet.heading(2, 'Code of this detainer');
  sheet.text(
    [
      { text: `${groupedCode(document.code)}  `, bold: true },
      { text: 'Give it when you call. With it this request can be looked up' },
      { text: document.publicPage === null ? '.' : `, also at ${document.publicPage}.` },
    ],
    BODY,
  );
}

const BLANK = 30;

/** What the jail tells back. It is asked for, never a duty (rule B3). */
function writeReturn(sheet: Sheet, { profile }: RequestDocument): void {
  sheet.room(250);
  sheet.heading(2, 'For the agency that holds the person: return by paper, telephone or the case page');
  sheet.cells(
    [
      { label: 'Booking number', value: '', weight: 1 },
      { label: 'Latest charge or conviction', value: '', weight: 2 },
      { label: 'Estimated release (date, time)', value: '', weight: 1.3 },
    ],
    BLANK,
  );
  sheet.cells(
    [
      { label: 'Received by (name, title)', value: '', weight: 2 },
      { label: 'Received (date, time)', value: '', weight: 1.3 },
    ],
    BLANK,
  );
  sheet.cells(
    [
      { label: 'Copy given to the person (date, time)', value: '', weight: 1.3 },
      { label: 'By whom', value: '', weight: 1.3 },
      { label: 'Language', value: '', weight: 0.8 },
      { label: 'Interpreter (name or number)', value: '', weight: 1.2 },
    ],
    BLANK,
  );
  sheet.space(5);
  const said = 'Box to mark: ';
  const style = { size: 9, after: 1.5 };
  sheet.tick(false, said, 'Copy handed over in person', style);
  sheet.tick(false, said, 'Copy read aloud to the person', style);
  sheet.tick(false, said, 'Copy given in another way (say how):', style);
  sheet.tick(false, said, 'The person refused to sign for the copy. A refusal changes nothing about the limit.', style);
  sheet.tick(false, said, 'We decline this request. No reason is needed.', style);
  if (profile.serviceIsConditionOfEffect) {
    sheet.text('Before the copy has been given, this request has no effect and no hold rests on it.', style);
  }
}
