import { getDocumentProxy } from 'unpdf';
import { describe, expect, test } from 'vitest';
import { NOTICE_LANGUAGES } from '../../../domain/profile/profile.ts';
import { PROFILE_2011_06 } from '../../../domain/profile/shipped.ts';
import { CATALOGS } from '../../../exchange/forms/catalog/index.ts';
import { renderDocument } from '../../../exchange/forms/render.ts';
import { SAMPLE_PERSON, sampleClockNotice, sampleRequest } from '../../../scripts/sample-documents.ts';

/** What can be told without veraPDF, which `npm run test:pdf` runs: the tags, the languages, the outline and the title. */
type Proxy = Awaited<ReturnType<typeof getDocumentProxy>>;

interface Tag {
  readonly role?: unknown;
  readonly children?: readonly object[];
}

function tags(tag: Tag): Tag[] {
  return [tag, ...(tag.children ?? []).flatMap(tags)];
}

async function tagsOf(pdf: Proxy, page: number): Promise<Tag[]> {
  return tags(await (await pdf.getPage(page)).getStructTree());
}

describe('a document as assistive technology meets it', async () => {
  const { bytes } = await renderDocument(sampleClockNotice(PROFILE_2011_06), SAMPLE_PERSON);
  const pdf = await getDocumentProxy(bytes);

  test('has a title that is shown, a language and an outline entry for each language', async () => {
    const { bytes: again } = await renderDocument(sampleClockNotice(PROFILE_2011_06), SAMPLE_PERSON);
    const raw = Buffer.from(again).toString('latin1');
    expect(raw).toMatch(/\/DisplayDocTitle true/);
    expect(raw).toMatch(/\/Lang \(en-US\)/);
    for (const language of NOTICE_LANGUAGES) expect(raw).toContain(`/Lang (${CATALOGS[language].locale})`);
    const outline: readonly { readonly title: string }[] = await pdf.getOutline();
    expect(outline.map(({ title }) => title)).toEqual(
      NOTICE_LANGUAGES.map((language) => {
        const { languageName, clockTitle } = CATALOGS[language].messages;
        return `${languageName}: ${clockTitle}`;
      }),
    );
  });

  test('begins each page of a language with its one first heading, and tags lists', async () => {
    for (const page of NOTICE_LANGUAGES.keys()) {
      const roles = (await tagsOf(pdf, page + 1)).map(({ role }) => role).filter((role) => role !== undefined);
      expect(roles.filter((role) => role === 'H1')).toHaveLength(1);
      expect(roles.indexOf('H1')).toBeLessThan(roles.indexOf('H2'));
      expect(roles).toContain('LBody');
    }
  });

  test('tags every box and cell of the form as text in reading order', async () => {
    const form = await renderDocument(sampleRequest(PROFILE_2011_06), SAMPLE_PERSON);
    const roles = (await tagsOf(await getDocumentProxy(form.bytes), 1)).map(({ role }) => role);
    expect(roles.filter((role) => role === 'P').length).toBeGreaterThan(25);
    expect(roles).not.toContain('Figure');
  });
});
