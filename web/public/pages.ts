import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { publicReportSchema } from '../../domain/api/public-views.ts';
import { readLookupCode } from '../../domain/detainer/code.ts';
import { groupedCode } from '../../domain/detainer/document.ts';
import { NOTICE_LANGUAGES, type NoticeLanguage } from '../../domain/profile/profile.ts';
import { readBody } from '../api/body.ts';
import type { ApiDeps } from '../api/deps.ts';
import type { ApiError } from '../api/errors.ts';
import { apiErrorOf } from '../api/faults.ts';
import type { PublicDesk } from '../api/public-desk.ts';
import { sourceOf } from '../api/throttle.ts';
import { codeForm, detainerContent, notice } from './content.ts';
import { type Html, layout } from './layout.ts';
import { STYLE } from './style.ts';
import { TEXTS } from './texts.ts';

const MAX_FORM_BYTES = 16 * 1024;
/** A style sheet changes with a release only. */
const STYLE_SECONDS = 3600;

/**
 * The public pages: a code is entered, what the request asks for is shown, something is reported. Made on the server, without scripts, cookies or
 * anything from elsewhere; they work in any browser, and on paper.
 */
export function publicPages(app: OpenAPIHono, deps: ApiDeps, desk: PublicDesk): void {
  app.get('/d/style.css', (context) => {
    context.header('cache-control', `public, max-age=${STYLE_SECONDS}`);
    return context.text(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' });
  });
  app.get('/d', (context) => page(context, deps, desk, '/d', (language) => entered(context, language)));
  app.get('/d/:code', (context) => {
    const code = context.req.param('code');
    return page(context, deps, desk, pathOf(code), async (language) => {
      const detainer = await desk.lookUp(code);
      const sent = context.req.query('sent') === '1';
      return detainerContent({ language, code: shownCode(code), reportId: randomUUID(), sent }, detainer);
    });
  });
  app.post('/d/:code/reports', (context) => {
    const code = context.req.param('code');
    return page(
      context,
      deps,
      desk,
      pathOf(code),
      async (language) => await reported(context, { desk, language, code }),
    );
  });
}

/** A code that was typed in is shown under its own address; without one, the form to enter it. */
function entered(context: Context, language: NoticeLanguage): Html | Response {
  const code = context.req.query('code');
  if (code === undefined || code.trim() === '') return codeForm(language);
  return context.redirect(`${pathOf(code)}?lang=${language}`, 303);
}

/** The same form sent twice is one report: its number was made with the page. */
async function reported(
  context: Context,
  { desk, language, code }: { desk: PublicDesk; language: NoticeLanguage; code: string },
): Promise<Html | Response> {
  const form = new URLSearchParams(new TextDecoder().decode(await readBody(context.req.raw, MAX_FORM_BYTES)));
  const words = form.get('words')?.trim().slice(0, 1000) ?? '';
  const report = publicReportSchema.safeParse({
    what: form.get('what'),
    reportId: form.get('reportId'),
    ...(words === '' ? {} : { words }),
  });
  if (!report.success) {
    context.status(400);
    return notice(TEXTS[language].chooseOne, backTo(language, code));
  }
  await desk.report(code, report.data);
  return context.redirect(`${pathOf(code)}?lang=${language}&sent=1`, 303);
}

function backTo(language: NoticeLanguage, code: string): Html {
  return html`<p><a href="${pathOf(code)}?lang=${language}">${TEXTS[language].reportHeading}</a></p>`;
}

/** One page: whatever goes wrong, the reader is told what to do, and has the numbers. */
async function page(
  context: Context,
  deps: ApiDeps,
  desk: PublicDesk,
  path: string,
  make: (language: NoticeLanguage) => Html | Response | Promise<Html | Response>,
): Promise<Response> {
  const language = languageOf(context);
  const whole = async (content: Html): Promise<Response> =>
    context.html(await layout({ language, path, numbers: await desk.numbers() }, content));
  try {
    desk.admit(sourceOf(context, deps.config.sourceHeader));
    const content = await make(language);
    return content instanceof Response ? content : await whole(content);
  } catch (error) {
    const fault = apiErrorOf(error);
    if (fault.status === 500) deps.log.error({ operation: 'publicPage', fault: fault.code }, 'unexpected fault');
    context.status(fault.status);
    if (fault.status === 429 || fault.status === 503) context.header('retry-after', String(fault.retryAfterSeconds));
    return await whole(notice(saidOf(fault, language), codeForm(language)));
  }
}

function saidOf({ status }: ApiError, language: NoticeLanguage): string {
  const texts = TEXTS[language];
  if (status === 404) return texts.noSuchCode;
  return status === 429 ? texts.tooMany : texts.notNow;
}

/** As chosen; else the first language of the browser that there is; else English. */
function languageOf(context: Context): NoticeLanguage {
  const wanted = [context.req.query('lang') ?? '', ...(context.req.header('accept-language') ?? '').split(',')];
  const codes = wanted.map((tag) => tag.trim().slice(0, 2).toLowerCase());
  return codes.flatMap((code) => NOTICE_LANGUAGES.find((known) => known === code) ?? []).at(0) ?? 'en';
}

function pathOf(code: string): string {
  return `/d/${encodeURIComponent(shownCode(code))}`;
}

/** As on the paper; what can be no code stands as it was typed. */
function shownCode(code: string): string {
  const read = readLookupCode(code);
  return read === null ? code : groupedCode(read);
}
