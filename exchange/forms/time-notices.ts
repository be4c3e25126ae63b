import type { ClockNoticeDocument, PersonOnForm, ReleaseNoticeDocument } from '../../domain/detainer/document.ts';
import { groupedCode } from '../../domain/detainer/document.ts';
import type { AuthorityEnd } from '../../domain/detainer/hold.ts';
import { NO_GROUND } from '../../domain/detainer/notices.ts';
import { CATALOGS } from './catalog/index.ts';
import { message, type Catalog, type MessageKey } from './catalog/catalog.ts';
import { joined, momentParts, momentText } from './dates.ts';
import type { Sheet } from './layout/sheet.ts';
import { noticeMargins, writeAddressee, writeCode, writePhones, writeProvenance, type Say } from './notice.ts';
import type { Numbers } from './numbers.ts';

const BODY = { size: 11, after: 4 } as const;

type TimeNotice = ClockNoticeDocument | ReleaseNoticeDocument;

/** Release has fallen due: date and time of the limit, and what to do when it has passed, a page in each language (rule C7). */
export function writeClockNotice(
  sheet: Sheet,
  document: ClockNoticeDocument,
  person: PersonOnForm,
  numbers: Numbers,
): void {
  writeParts(sheet, document, person, numbers, 'clockTitle', (catalog, say) => {
    const { clock } = document;
    sheet.text(say('clockDue', { from: momentText(clock.startedAt, clock.zone, catalog) }), BODY);
    writeMoment(sheet, say('clockLimit'), clock.limitAt, clock.zone, catalog, say);
    if (document.revision > 1) sheet.text(say('clockReplaces'), BODY);
    sheet.text(say('clockItself'), BODY);
    sheet.heading(2, say('pastHeading'));
    sheet.text(say('pastNothing'), BODY);
  });
}

const ENDED = {
  LIMIT: 'releaseLimit',
  CANCELLED: 'releaseCancelled',
  DECLINED: 'releaseDeclined',
  NO_CONVICTION: 'releaseNoConviction',
  HOLD_NOT_ALLOWED: 'releaseNotAllowed',
  WARRANT_MISSING: 'releaseWarrant',
} as const satisfies Record<AuthorityEnd, MessageKey>;

/** The request has ended, why, and what to do, in each language (rule C7). It orders no release from custody on another lawful ground. */
export function writeReleaseNotice(
  sheet: Sheet,
  document: ReleaseNoticeDocument,
  person: PersonOnForm,
  numbers: Numbers,
): void {
  writeParts(sheet, document, person, numbers, 'releaseTitle', (catalog, say) => {
    const at = momentText(document.ended.at, document.jail.zone, catalog);
    sheet.text([{ text: `${say('releaseAt', { at })} ${say(ENDED[document.ended.why])}`, bold: true }], BODY);
    sheet.text(say('releaseNothing'), BODY);
  });
}

function writeParts(
  sheet: Sheet,
  document: TimeNotice,
  person: PersonOnForm,
  numbers: Numbers,
  title: MessageKey,
  body: (catalog: Catalog, say: Say) => void,
): void {
  const catalogs = document.profile.languages.map((language) => CATALOGS[language]);
  for (const [index, catalog] of catalogs.entries()) {
    const say: Say = (key, values) => message(catalog, key, values);
    const margins = noticeMargins(document, numbers, catalog);
    sheet.part(`${say('languageName')}: ${say(title)}`, catalog.locale, catalog.script, margins);
    sheet.heading(1, say(title));
    writeAddressee(sheet, document, person, say);
    body(catalog, say);
    sheet.list(
      [
        [{ text: say('pastAsk'), bold: true }],
        say('pastCall', { number: joined(numbers.dayAndNight.number) }),
        say('pastOther'),
      ],
      BODY,
    );
    writePhones(sheet, numbers, catalog, say);
    writeCode(sheet, document, numbers, say);
    writeProvenance(sheet, catalog, say);
    if (index === 0) writeToJail(sheet, document);
  }
}

/** What the jail reads first, in English only. */
function writeToJail(sheet: Sheet, document: TimeNotice): void {
  sheet.heading(2, `To ${document.jail.name} (${document.jail.ori})`);
  const what =
    document.document === 'CLOCK_NOTICE'
      ? 'Give this notice to the person now. Nothing in the request allows you to hold the person beyond the date and time above.'
      : 'Give this notice to the person now. Unless you hold the person on a lawful ground of your own, release the person now.';
  sheet.text(`${what} ${NO_GROUND} Detainer ${groupedCode(document.code)}.`, BODY);
}

function writeMoment(sheet: Sheet, label: string, instant: string, zone: string, catalog: Catalog, say: Say): void {
  const { text, between } = momentParts(instant, zone, catalog);
  const inset = { size: 11, indent: 12, right: 10, after: 3 };
  const large = { size: 17, indent: 12, right: 10, after: 3 };
  const moment = [{ text, bold: true }];
  const explained = between ? [{ text: say('clockMidnight', between), bold: true }] : null;
  const height =
    14 +
    sheet.heightOf(label, inset) +
    sheet.heightOf(moment, large) +
    (explained ? sheet.heightOf(explained, inset) : 0);
  sheet.space(4);
  sheet.callout(height, () => {
    sheet.text(label, inset);
    sheet.text(moment, large);
    if (explained) sheet.text(explained, inset);
  });
}
