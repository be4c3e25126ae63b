import {
  asksToHold,
  groupedCode,
  type DetainerDocument,
  type PersonOnForm,
  type RequestDocument,
} from '../../domain/detainer/document.ts';
import type { PhoneLine } from '../../domain/profile/profile.ts';
import { excludedMonths } from './calendar.ts';
import { message, type Catalog, type MessageKey } from './catalog/catalog.ts';
import { dateText, joined, momentText } from './dates.ts';
import { printable, REPLACEMENT_MARK } from './layout/fonts.ts';
import type { Span } from './layout/lines.ts';
import { GREY, type Margins, type Sheet } from './layout/sheet.ts';
import type { Numbers } from './numbers.ts';

const BODY = { size: 10, after: 3 } as const;
const SMALL = { size: 7.5, color: GREY, after: 1 } as const;

/** One language's way of saying things: a message, filled in, or parts of it in bold. */
export type Say = (key: MessageKey, values?: Readonly<Record<string, string>>) => string;

/** The notice to the detained person in one language (rules C2, C4, C7, E7). */
export function writeNotice(
  sheet: Sheet,
  document: RequestDocument,
  person: PersonOnForm,
  numbers: Numbers,
  catalog: Catalog,
): void {
  const say: Say = (key, values) => message(catalog, key, values);
  sheet.part(
    `${say('languageName')}: ${say('title')}`,
    catalog.locale,
    catalog.script,
    noticeMargins(document, numbers, catalog),
  );
  sheet.heading(1, say('title'));
  writeAddressee(sheet, document, person, say);
  writeWhat(sheet, document, say);
  if (asksToHold(document.profile)) {
    writeLimit(sheet, document, say);
    writeExamples(sheet, document, catalog, say);
    writePast(sheet, numbers, say);
    writeCalendar(sheet, document, catalog, say);
  }
  if (asksToHold(document.profile)) sheet.back();
  sheet.heading(2, say('claimHeading'));
  sheet.list(
    [
      say('claimSay', { number: joined(numbers.citizenOrVictim.number) }),
      say('claimCitizen', { hours: String(document.profile.citizenshipClaimHours) }),
      say('claimVictim'),
    ],
    BODY,
  );
  sheet.heading(2, say('complainHeading'));
  sheet.text(say('complainWho', { number: joined(numbers.civilRights.number) }), BODY);
  sheet.text(say('complainHow'), BODY);
  writePhones(sheet, numbers, catalog, say);
  writeCode(sheet, document, numbers, say);
  writeProvenance(sheet, catalog, say);
}

/** Head and foot of pages that a person is shown: the 24-hour number is on each of them (rule E7). */
export function noticeMargins(document: DetainerDocument, numbers: Numbers, catalog: Catalog): Margins {
  const line = `${message(catalog, 'phoneDayAndNight')}${catalog.signs.colon}${joined(numbers.dayAndNight.number)}`;
  return {
    head: [document.profile.formVersion, groupedCode(document.code)],
    foot: (page, pages) => [line, message(catalog, 'page', { page, pages })],
  };
}

/** For whom a notice is and where the person is held. */
export function writeAddressee(sheet: Sheet, document: DetainerDocument, person: PersonOnForm, say: Say): void {
  const name = printable(person.name);
  sheet.text(`${say('forPerson', { name })}     ${say('heldAt', { jail: document.jail.name })}`, {
    size: 9.5,
    after: 3,
  });
  if (name.includes(REPLACEMENT_MARK)) sheet.text(say('nameNote', { mark: REPLACEMENT_MARK }), SMALL);
}

function writeWhat(sheet: Sheet, document: RequestDocument, say: Say): void {
  const holds = asksToHold(document.profile);
  sheet.heading(2, say('whatHeading'));
  sheet.text(say('whatDetainer'), BODY);
  const request = [{ text: say('whatRequest'), bold: true }];
  sheet.text(request, BODY);
  sheet.text(say(holds ? 'whatHold' : 'whatNotifyOnly'), BODY);
  if (document.kind === 'UPON_CONVICTION') sheet.text([{ text: say('whatConviction'), bold: true }], BODY);
  if (document.profile.serviceIsConditionOfEffect) sheet.text(say('whatCopyFirst'), BODY);
  sheet.text(say(document.purpose === 'INTERVIEW' ? 'purposeInterview' : 'purposeCustody'), BODY);
}

const LIMIT = { STATUTORY: 'limitStatutory', OBSERVED: 'limitObserved', NONE: 'limitNone' } as const;

function writeLimit(sheet: Sheet, document: RequestDocument, say: Say): void {
  const rule: readonly Span[] = [{ text: say(LIMIT[document.profile.exclusionRule]), bold: true }];
  const nobody = [{ text: say('limitNobody'), bold: true }];
  const inset = { ...BODY, indent: 12, right: 10 };
  sheet.heading(2, say('limitHeading'));
  const texts = [rule, say('limitStart'), nobody, say('limitBail')];
  const height = texts.reduce((sum, text) => sum + sheet.heightOf(text, inset), 14);
  sheet.callout(height, () => texts.forEach((text) => sheet.text(text, inset)));
}

function writeExamples(sheet: Sheet, { written, jail }: RequestDocument, catalog: Catalog, say: Say): void {
  if (written.examples.length === 0) return;
  sheet.heading(2, say('examplesHeading'));
  const examples = written.examples.map(({ from, limitAt }) =>
    say('example', { from: momentText(from, jail.zone, catalog), limit: momentText(limitAt, jail.zone, catalog) }),
  );
  sheet.list(examples, { size: 9.5, after: 1.5 });
}

/** The days that are not counted, as the written rule has them, kept together on one page. */
export function writeCalendar(sheet: Sheet, { written, profile }: RequestDocument, catalog: Catalog, say: Say): void {
  const until = written.excludedDays.at(-1)?.date;
  if (until === undefined) {
    if (profile.exclusionRule !== 'NONE') sheet.text(say('daysRuleOnly'), BODY);
    return;
  }
  const style = { size: 9.5, after: 0 } as const;
  const { colon, list } = catalog.signs;
  const months = excludedMonths(written, catalog).map(({ month, days }) => [
    { text: `${month}${colon}`, bold: true },
    { text: days.join(list) },
  ]);
  sheet.room(months.reduce((sum, month) => sum + sheet.heightOf(month, style), 40));
  sheet.heading(2, say('daysHeading', { until: dateText(until, catalog) }));
  for (const month of months) sheet.text(month, style);
  sheet.text(say('daysThenRule'), { ...style, after: BODY.after });
}

function writePast(sheet: Sheet, numbers: Numbers, say: Say): void {
  sheet.heading(2, say('pastHeading'));
  sheet.list(
    [
      say('pastNothing'),
      [{ text: say('pastAsk'), bold: true }],
      say('pastCall', { number: joined(numbers.dayAndNight.number) }),
      say('pastOther'),
    ],
    BODY,
  );
}

const LINES: readonly (readonly [PhoneLine, MessageKey])[] = [
  ['dayAndNight', 'phoneDayAndNight'],
  ['civilRights', 'phoneCivilRights'],
  ['citizenOrVictim', 'phoneCitizenOrVictim'],
];

/** The three numbers, each with who answers. What was entered at verification is English and is read aloud as such. */
export function writePhones(sheet: Sheet, numbers: Numbers, { signs }: Catalog, say: Say): void {
  sheet.heading(2, say('phonesHeading'));
  for (const [line, label] of LINES) {
    const { number, answeredBy, hours, enforcement } = numbers[line];
    sheet.text(
      [
        { text: `${say(label)}${signs.colon}${joined(number)}${signs.stop}`, bold: true },
        { text: `${say('phoneAnsweredBy')} ` },
        { text: answeredBy, locale: 'en-US' },
        { text: `${signs.stop}${say('phoneHours')} ` },
        { text: hours, locale: 'en-US' },
        { text: `${signs.stop}${say(enforcement ? 'phoneEnforcement' : 'phoneNotEnforcement')}` },
      ],
      BODY,
    );
  }
}

/** The code, and what it is for. */
export function writeCode(sheet: Sheet, document: DetainerDocument, numbers: Numbers, say: Say): void {
  const number = joined(numbers.dayAndNight.number);
  const page = document.publicPage;
  const where = page === null ? say('codeWhere', { number }) : say('codeWherePage', { number, page });
  sheet.room(60);
  sheet.heading(2, say('codeHeading'));
  sheet.text([{ text: groupedCode(document.code), bold: true }], { size: 15, after: 2 });
  sheet.text(`${say('codeUse')} ${where}`, BODY);
}

/** That nobody qualified has reviewed the text yet, or who has; and whose wording it is. */
export function writeProvenance(sheet: Sheet, catalog: Catalog, say: Say): void {
  const { reviewedBy, reviewedOn } = catalog;
  const review =
    reviewedBy === null || reviewedOn === null
      ? say('notReviewed')
      : say('reviewed', { who: reviewedBy, when: dateText(reviewedOn, catalog) });
  sheet.space(2);
  sheet.text(`${review} ${say('ownWords')}`, SMALL);
}
