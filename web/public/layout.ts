import { html } from 'hono/html';
import { CATALOGS } from '../../exchange/forms/catalog/index.ts';
import { NOTICE_LANGUAGES, type NoticeLanguage, type PhoneLine } from '../../domain/profile/profile.ts';
import type { PublicNumbers } from '../api/public-desk.ts';
import { TEXTS } from './texts.ts';

export type Html = ReturnType<typeof html>;

/** What every page needs: its language, where it lies (for the same page in another language), and the numbers. */
export interface PageFrame {
  readonly language: NoticeLanguage;
  readonly path: string;
  readonly numbers: PublicNumbers;
}

/** A whole page: the languages above, the content, and the telephone numbers below, on every page alike (rule E7). */
export function layout(frame: PageFrame, content: Html): Html {
  const { language } = frame;
  const texts = TEXTS[language];
  return html`<!doctype html>
    <html lang="${CATALOGS[language].locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${texts.title}</title>
        <link rel="stylesheet" href="/d/style.css" />
      </head>
      <body>
        <header>
          ${languages(frame)}
          <h1>${texts.title}</h1>
        </header>
        <main>${content}</main>
        <footer>
          ${phones(frame)}
          <p>${texts.noNames} ${CATALOGS[language].messages.ownWords}</p>
          <p>${reviewLine(language)}</p>
        </footer>
      </body>
    </html>`;
}

function languages({ language, path }: PageFrame): Html {
  const items = NOTICE_LANGUAGES.map((other) => {
    const { locale, messages } = CATALOGS[other];
    const current = other === language ? html` aria-current="true"` : '';
    return html`<li>
      <a href="${path}?lang=${other}" lang="${locale}" hreflang="${locale}" ${current}>${messages.languageName}</a>
    </li>`;
  });
  return html`<nav aria-label="${TEXTS[language].languages}">
    <ul>
      ${items}
    </ul>
  </nav>`;
}

/** Each number with who answers it, and whether that informs enforcement. */
function phones({ language, numbers }: PageFrame): Html {
  const { messages } = CATALOGS[language];
  const heading = html`<h2 id="phones">${messages.phonesHeading}</h2>`;
  if (numbers.length === 0)
    return html`${heading}
      <p>${TEXTS[language].noNumbers}</p>`;
  const names: Readonly<Record<PhoneLine, string>> = {
    dayAndNight: messages.phoneDayAndNight,
    citizenOrVictim: messages.phoneCitizenOrVictim,
    civilRights: messages.phoneCivilRights,
  };
  const items = numbers.map(
    ({ line, number, answeredBy, enforcement, hours }) =>
      html`<dt>${names[line]}</dt>
        <dd><a class="number" href="tel:${number.replaceAll(/[^0-9+]/g, '')}">${number}</a></dd>
        <dd>
          ${messages.phoneAnsweredBy} <span lang="en">${answeredBy}</span>. ${messages.phoneHours}
          <span lang="en">${hours}</span>. ${enforcement ? messages.phoneEnforcement : messages.phoneNotEnforcement}
        </dd>`,
  );
  return html`${heading}
    <dl>${items}</dl>`;
}

/** Who has reviewed the words; until a qualified person has, the page says so. */
function reviewLine(language: NoticeLanguage): string {
  const { reviewedBy, reviewedOn, messages } = CATALOGS[language];
  if (reviewedBy === null || reviewedOn === null) return messages.notReviewed;
  return messages.reviewed.replace('{who}', reviewedBy).replace('{when}', reviewedOn);
}
