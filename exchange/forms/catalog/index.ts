import type { NoticeLanguage } from '../../../domain/profile/profile.ts';
import type { Catalog, Signs } from './catalog.ts';
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
  en: { locale: 'en-US', messages: english, sourceRevision: 1, ...latin(), ...unreviewed() },
  es: { locale: 'es-US', messages: spanish, sourceRevision: 1, ...latin(), ...unreviewed() },
  fr: { locale: 'fr', messages: french, sourceRevision: 1, ...latin(' : '), ...unreviewed() },
  pt: { locale: 'pt-BR', messages: portuguese, sourceRevision: 1, ...latin(), ...unreviewed() },
  vi: { locale: 'vi', messages: vietnamese, sourceRevision: 1, ...latin(), ...unreviewed() },
  zh: {
    locale: 'zh-Hans',
    messages: chinese,
    sourceRevision: 1,
    script: 'Han',
    signs: { colon: '：', stop: '。', list: '、', open: '（', close: '）' },
    ...unreviewed(),
  },
};

function latin(colon = ': '): { script: 'Latin'; signs: Signs } {
  return { script: 'Latin', signs: { colon, stop: '. ', list: ', ', open: ' (', close: ')' } };
}

function unreviewed(): Pick<Catalog, 'reviewedBy' | 'reviewedOn'> {
  return { reviewedBy: null, reviewedOn: null };
}
