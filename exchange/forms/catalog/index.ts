import type { NoticeLanguage } from '../../../domain/profile/profile.ts';
import type { Catalog, Messages } from './catalog.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { portuguese } from './pt.ts';
import { vietnamese } from './vi.ts';
import { chinese } from './zh.ts';

/**
 * The catalogs, each with the review that a qualified person has signed: none yet. Reviewer and day are entered here, in the same change as
 * the corrected text, and the pages stop saying that the text is unreviewed.
 */
export const CATALOGS: Readonly<Record<NoticeLanguage, Catalog>> = {
  en: unreviewed('en-US', english, 'Latin', 1),
  es: unreviewed('es-US', spanish, 'Latin', 1),
  fr: unreviewed('fr', french, 'Latin', 1),
  pt: unreviewed('pt-BR', portuguese, 'Latin', 1),
  vi: unreviewed('vi', vietnamese, 'Latin', 1),
  zh: unreviewed('zh-Hans', chinese, 'Han', 1),
};

function unreviewed(locale: string, messages: Messages, script: Catalog['script'], sourceRevision: number): Catalog {
  return { locale, script, sourceRevision, reviewedBy: null, reviewedOn: null, messages };
}
