import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../exchange/csv.ts';

describe('comma-separated text', () => {
  it('is read with quotes, doubled quotes, line breaks in fields, and without empty lines', () => {
    expect(readCsv('\uFEFFa,b\r\n"x, ""y""","two\nlines"\n\n,last\n')).toEqual([
      ['a', 'b'],
      ['x, "y"', 'two\nlines'],
      ['', 'last'],
    ]);
    expect(readCsv('')).toEqual([]);
    expect(readCsv('a,')).toEqual([['a', '']]);
  });

  it.each(['"open', 'a"b', '"a"b', 'one\n"x'])('that is broken (%j) is refused', (text) => {
    expect(() => readCsv(text)).toThrow(expect.objectContaining({ code: 'CSV_UNREADABLE' }));
  });

  it('is read as it was written', () => {
    const rows = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), (table, end) => {
        const text = table.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')).join(end);
        expect(readCsv(text)).toEqual(table);
      }),
    );
  });
});
