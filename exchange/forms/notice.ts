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
import { dateText, momentText } from './dates.ts';
import { printable, REPLACEMENT_MARK } from './layout/fonts.ts';
import type { Span } from './layout/lines.ts';
import { GREY, type Margins, type Sheet } from './layout/sheet.ts';
import type { Numbers } from './numbers.ts';

const BODY = { size: 9, after: 2 } as const;
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
    noticeMargins(document, numbers, [catalog]),
  );
  sheet.heading(1, say('title'));
  writeAddressee(sheet, document, person, say);
  writeWhat(sheet, document, say);
  if (asksToHold(document.profile)) {
    writeLimit(sheet, document, say);
    writeCalendar(sheet, document, catalog, say);
    writePast(sheet, numbers, say);
  }
  sheet.heading(2, say('claimHeading'));
  sheet.list(
    [
      say('claimSay', { number: numbers.citizenOrVictim.number }),
      say('claimCitizen', { hours: String(document.profile.citizenshipClaimHours) }),
      say('claimVictim'),
    ],
    BODY,
  );
  sheet.heading(2, say('complainHeading'));
  sheet.text(say('complainWho', { number: numbers.civilRights.number }), BODY);
  sheet.text(say('complainHow'), BODY);
  writePhones(sheet, numbers, say);
  writeCode(sheet, document, numbers, say);
  writeProvenance(sheet, catalog, say);
}

/** Head and foot of pages that a person is shown: the 24-hour number is on each of them (rule E7). */
export function noticeMargins(document: DetainerDocument, numbers: Numbers, catalogs: readonly Catalog[]): Margins {
  const [first] = catalogs;
  const labels = catalogs.map((catalog) => message(catalog, 'phoneDayAndNight')).join(' / ');
  return {
    head: [`I-247 · ${document.number}.${document.revision}`, groupedCode(document.code)],
    foot: (page, pages) => [
      `${labels}: ${numbers.dayAndNight.number}`,
      first ? message(first, 'page', { page, pages }) : `${page}/${pages}`,
    ],
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
  const inset = { ...BODY, indent: 12 };
  sheet.heading(2, say('limitHeading'));
  const texts = [rule, say('limitStart'), nobody, say('limitBail')];
  const height = texts.reduce((sum, text) => sum + sheet.heightOf(text, inset), 14);
  sheet.callout(height, () => texts.forEach((text) => sheet.text(text, inset)));
}

function writeCalendar(sheet: Sheet, { written, jail, profile }: RequestDocument, catalog: Catalog, say: Say): void {
  if (written.examples.length > 0) {
    sheet.heading(2, say('examplesHeading'));
    const examples = written.examples.map(({ from, limitAt }) =>
      say('example', { from: momentText(from, jail.zone, catalog), limit: momentText(limitAt, jail.zone, catalog) }),
    );
    sheet.list(examples, { ...BODY, size: 8.5, after: 1 });
  }
  const until = written.excludedDays.at(-1)?.date;
  if (until === undefined) {
    sheet.text(say(profile.exclusionRule === 'NONE' ? 'daysEvery' : 'daysRuleOnly'), BODY);
    return;
  }
  sheet.heading(2, say('daysHeading', { until: dateText(until, catalog) }));
  const separator = catalog.script === 'Han' ? '、' : ', ';
  for (const { month, days } of excludedMonths(written, catalog)) {
    sheet.text([{ text: `${month}: `, bold: true }, { text: days.join(separator) }], { ...BODY, size: 8.5, after: 0 });
  }
  sheet.text(say('daysThenRule'), { ...BODY, size: 8.5 });
}

function writePast(sheet: Sheet, numbers: Numbers, say: Say): void {
  sheet.heading(2, say('pastHeading'));
  sheet.list(
    [
      say('pastNothing'),
      [{ text: say('pastAsk'), bold: true }],
      say('pastCall', { number: numbers.dayAndNight.number }),
      say('pastOther'),
    ],
    { ...BODY, after: 1 },
  );
}

const LINES: readonly (readonly [PhoneLine, MessageKey])[] = [
  ['dayAndNight', 'phoneDayAndNight'],
  ['civilRights', 'phoneCivilRights'],
  ['citizenOrVictim', 'phoneCitizenOrVictim'],
];

/** The three numbers, each with who answers. What was entered at verification is English and is read aloud as such. */
export function writePhones(sheet: Sheet, numbers: Numbers, say: Say): void {
  sheet.heading(2, say('phonesHeading'));
  for (const [line, label] of LINES) {
    const { number, answeredBy, hours, enforcement } = numbers[line];
    sheet.text(
      [
        { text: `${say(label)}: ${number}. `, bold: true },
        { text: `${say('phoneAnsweredBy')} ` },
        { text: answeredBy, locale: 'en-US' },
        { text: `. ${say('phoneHours')} ` },
        { text: hours, locale: 'en-US' },
        { text: `. ${say(enforcement ? 'phoneEnforcement' : 'phoneNotEnforcement')}` },
      ],
      { ...BODY, after: 1 },
    );
  }
}

/** The code, and what it is for. */
export function writeCode(sheet: Sheet, document: DetainerDocument, numbers: Numbers, say: Say): void {
  const { number } = numbers.dayAndNight;
  const page = document.publicPage;
  const where = page === null ? say('codeWhere', { number }) : say('codeWherePage', { number, page });
  sheet.room(60);
  sheet.heading(2, say('codeHeading'));
  sheet.text([{ text: groupedCode(document.code), bold: true }], { size: 13, after: 1 });
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
