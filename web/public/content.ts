import { html } from 'hono/html';
import type { PublicDetainer } from '../../domain/api/public-views.ts';
import type { NoticeLanguage, PhoneLine } from '../../domain/profile/profile.ts';
import { message } from '../../exchange/forms/catalog/catalog.ts';
import { CATALOGS } from '../../exchange/forms/catalog/index.ts';
import { momentText } from '../../exchange/forms/dates.ts';
import type { PublicReport } from '../api/public-desk.ts';
import type { Html } from './layout.ts';
import { TEXTS } from './texts.ts';

/** The form in which a code is entered. */
export function codeForm(language: NoticeLanguage): Html {
  const texts = TEXTS[language];
  return html`<p>${texts.intro}</p>
    <form method="get" action="/d">
      <input type="hidden" name="lang" value="${language}" />
      <label for="code">${texts.codeLabel}</label>
      <p class="hint" id="code-hint">${texts.codeHint}</p>
      <input
        type="text"
        id="code"
        name="code"
        required
        maxlength="40"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        aria-describedby="code-hint"
      />
      <button>${texts.lookUp}</button>
    </form>`;
}

/** Something that could not be done, in the reader's words, before the form to try again. */
export function notice(text: string, rest: Html | ''): Html {
  return html`<div class="note" role="alert"><p>${text}</p></div>
    ${rest}`;
}

/** What a request asks for now, by which rule, what to do when the limit has passed, and the form to report. */
export function detainerContent(
  { language, code, reportId, sent }: { language: NoticeLanguage; code: string; reportId: string; sent: boolean },
  detainer: PublicDetainer,
): Html {
  const { messages } = CATALOGS[language];
  const texts = TEXTS[language];
  return html`${
      sent
        ? html`<div class="good" role="status">
            <h2>${texts.sentHeading}</h2>
            <p>${texts.sent}</p>
          </div>`
        : ''
    }
    <h2>${texts.nowHeading}</h2>
    <div class="now">${asksNow(language, detainer)}</div>
    <p>${messages.whatRequest}</p>
    ${detainer.copyFirst && detainer.state !== 'ENDED' ? html`<p>${messages.whatCopyFirst}</p>` : ''}
    ${detainer.state === 'NOTIFY_ONLY' ? '' : limitRule(language, detainer)}
    <h2>${messages.pastHeading}</h2>
    <p>${messages.pastNothing} ${call(messages.pastCall, detainer, 'dayAndNight')}</p>
    <p>${messages.pastOther}</p>
    <h2>${messages.claimHeading}</h2>
    <p>${message(CATALOGS[language], 'claimCitizen', { hours: String(detainer.claimHours) })}</p>
    <p>${messages.claimVictim}</p>
    ${reportForm(language, code, reportId)}
    <h2>${messages.complainHeading}</h2>
    <p>${call(messages.complainWho, detainer, 'civilRights')}</p>
    <p><a href="/d?lang=${language}">${texts.anotherCode}</a></p>`;
}

function asksNow(language: NoticeLanguage, { state, uponConviction, limitAt, zone }: PublicDetainer): Html {
  const texts = TEXTS[language];
  switch (state) {
    case 'WAITING':
      return html`<p>${uponConviction ? texts.waitingConviction : texts.waiting}</p>`;
    case 'NOTIFY_ONLY':
      return html`<p>${CATALOGS[language].messages.whatNotifyOnly}</p>`;
    case 'ENDED':
      return html`<p><strong>${texts.ended}</strong></p>
        <p>${texts.endedOwnReason}</p>`;
    case 'RUNNING':
      return html`<p>${texts.running}</p>
        <p class="limit">
          ${limitAt === null ? '' : html`<time datetime="${limitAt}">${momentText(limitAt, zone, CATALOGS[language])}</time>`}
        </p>
        <p>${CATALOGS[language].messages.clockItself}</p>`;
  }
}

function limitRule(language: NoticeLanguage, { rule }: PublicDetainer): Html {
  const { messages } = CATALOGS[language];
  const counted = { STATUTORY: messages.limitStatutory, OBSERVED: messages.limitObserved, NONE: messages.limitNone };
  return html`<h2>${messages.limitHeading}</h2>
    <p>${counted[rule]}</p>
    <p>${messages.limitStart}</p>
    <p>${messages.limitNobody} ${messages.limitBail}</p>`;
}

/** A sentence that names a number. Without one it would lead nowhere, and is left out. */
function call(sentence: string, { numbers }: PublicDetainer, line: PhoneLine): string {
  const number = numbers.find((known) => known.line === line)?.number;
  return number === undefined ? '' : sentence.replace('{number}', number);
}

function reportForm(language: NoticeLanguage, code: string, reportId: string): Html {
  const texts = TEXTS[language];
  const names: Readonly<Record<PublicReport['what'], string>> = {
    CITIZENSHIP: texts.reportCitizen,
    VICTIM: texts.reportVictim,
    BAIL_POSTED: texts.reportBail,
    CHARGES_ENDED: texts.reportCharges,
  };
  const choices = Object.entries(names).map(
    ([what, name]) =>
      html`<label><input type="radio" name="what" value="${what}" required /> <span>${name}</span></label>`,
  );
  return html`<h2>${texts.reportHeading}</h2>
    <p>${texts.reportIntro}</p>
    <form method="post" action="/d/${code}/reports?lang=${language}">
      <input type="hidden" name="reportId" value="${reportId}" />
      <fieldset>
        <legend>${texts.reportWhat}</legend>
        ${choices}
      </fieldset>
      <label for="words">${texts.wordsLabel}</label>
      <p class="hint" id="words-hint">${texts.wordsHint}</p>
      <textarea id="words" name="words" rows="4" maxlength="1000" aria-describedby="words-hint"></textarea>
      <button>${texts.send}</button>
    </form>`;
}
