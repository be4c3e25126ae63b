import { sha256Hex } from '../../domain/canonical.ts';
import type { DetainerDocument, PersonOnForm } from '../../domain/detainer/document.ts';
import { CATALOGS } from './catalog/index.ts';
import { writeForm } from './form.ts';
import { Sheet } from './layout/sheet.ts';
import { writeNotice } from './notice.ts';
import { numbersOf } from './numbers.ts';
import { writeClockNotice, writeReleaseNotice } from './time-notices.ts';

export interface RenderedDocument {
  readonly bytes: Uint8Array;
  /** Lower-case hex, over `bytes`. */
  readonly sha256: string;
}

const TITLES = {
  REQUEST: 'Immigration detainer (request) and notice to the person',
  CLOCK_NOTICE: 'Limit of an immigration detainer: date and time',
  RELEASE_NOTICE: 'End of an immigration detainer',
} as const;

/**
 * A detainer's document as PDF (PDF/UA-1, fonts embedded, text selectable): the request as the form of its profile's version with the notice
 * in the profile's languages, or the clock or release notice in those languages (rules C2, C3, C4, C7, E7). The same arguments give the same
 * bytes; nothing about the person is in the file's metadata.
 *
 * Throws `NUMBER_NOT_VERIFIED` and `CIVIL_RIGHTS_NUMBER_OF_ENFORCEMENT` (see `numbersOf`): such a document is not made at all.
 */
export async function renderDocument(document: DetainerDocument, person: PersonOnForm): Promise<RenderedDocument> {
  const numbers = numbersOf(document.profile);
  const title = `${TITLES[document.document]}, ${document.profile.formVersion}`;
  const sheet = new Sheet({ title, madeAt: document.madeAt });
  switch (document.document) {
    case 'REQUEST':
      writeForm(sheet, document, person, numbers);
      for (const language of document.profile.languages) {
        writeNotice(sheet, document, person, numbers, CATALOGS[language]);
      }
      break;
    case 'CLOCK_NOTICE':
      writeClockNotice(sheet, document, person, numbers);
      break;
    case 'RELEASE_NOTICE':
      writeReleaseNotice(sheet, document, person, numbers);
      break;
  }
  const bytes = await sheet.bytes();
  return { bytes, sha256: sha256Hex(bytes) };
}
