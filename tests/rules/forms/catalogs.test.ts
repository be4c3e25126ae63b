import { describe, expect, test } from 'vitest';
import { NOTICE_LANGUAGES } from '../../../domain/profile/profile.ts';
import { message, type Messages } from '../../../exchange/forms/catalog/catalog.ts';
import { english, SOURCE_REVISION } from '../../../exchange/forms/catalog/en.ts';
import { CATALOGS } from '../../../exchange/forms/catalog/index.ts';
import { fontFor, printable, REPLACEMENT_MARK } from '../../../exchange/forms/layout/fonts.ts';
import { momentText } from '../../../exchange/forms/dates.ts';

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const keys = Object.keys(english) as (keyof typeof english)[];

describe.each(NOTICE_LANGUAGES)('the notices in %s', (language) => {
  const catalog = CATALOGS[language];

  test('translate the present revision of the English text', () => {
    expect(catalog.sourceRevision).toBe(SOURCE_REVISION);
  });

  test('say every message, with the same things to fill in', () => {
    const filledIn = (messages: Messages): [string, string[]][] =>
      keys.map((key) => [key, messages[key].trim() === '' ? ['nothing said'] : placeholders(messages[key])]);
    expect(filledIn(catalog.messages)).toEqual(filledIn(english));
  });

  test('leave nothing in English', () => {
    const same = keys.filter((key) => key !== 'holidayJuneteenth' && catalog.messages[key] === english[key]);
    expect(same).toEqual(language === 'en' ? keys.filter((key) => key !== 'holidayJuneteenth') : []);
  });

  test('are called unreviewed until a person has signed: reviewer and day come together', () => {
    expect(catalog.reviewedBy === null).toBe(catalog.reviewedOn === null);
  });

  test('have a glyph for every character, regular and bold, and for every date of a year', () => {
    const days = Array.from({ length: 366 }, (_, day) =>
      momentText(new Date(Date.UTC(2012, 0, 1 + day, day % 24)).toISOString(), 'America/New_York', catalog),
    );
    const text = [...Object.values(catalog.messages), ...Object.values(catalog.signs), ...days].join('');
    const missing = (bold: boolean): string[] => [
      ...new Set(Array.from(text).filter((character) => fontFor(character, catalog.script, bold) === undefined)),
    ];
    expect(missing(false)).toEqual([]);
    expect(missing(true)).toEqual([]);
  });
});

test('a value that is not given stays visible', () => {
  expect(message(CATALOGS.en, 'pastCall', {})).toContain('{number}');
});

test('what no font can show becomes a mark, and composed letters stay', () => {
  expect(printable('Nguye\u0302\u0303n')).toBe('Nguyễn');
  expect(printable('محمد')).toBe(REPLACEMENT_MARK.repeat(4));
  expect(printable('A\u0007B')).toBe('A B');
});
