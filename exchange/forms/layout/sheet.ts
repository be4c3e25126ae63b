import PDFDocument from 'pdfkit';
import { FONT_NAMES, fontBytes, type FontName } from './fonts.ts';
import { breakLines, widthOf, type Run, type Span } from './lines.ts';

/** US Letter, in points, with margins of three quarters of an inch. */
const PAGE = { width: 612, height: 792, left: 54, right: 54, top: 62, bottom: 66 } as const;
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
const LINE_HEIGHT = 1.36;
const INK = '#111111';
export const GREY = '#4A4A4A';
const RULE = '#8A8A8A';
const SHADE = '#EEF1F4';
/** Where the base line lies, in parts of the line's height from its top. */
const BASE_LINE = 0.75;

type Element = PDFKit.PDFStructureElement;
/** The tags of PDF 1.7 that the documents use. */
type Tag = 'P' | 'H1' | 'H2' | 'H3' | 'L' | 'LI' | 'Lbl' | 'LBody';

export interface TextStyle {
  /** Points. */
  readonly size: number;
  readonly color?: string;
  readonly tag?: Tag;
  /** Space after the paragraph, in points. */
  readonly after?: number;
  /** From the left margin, in points. */
  readonly indent?: number;
  /** From the right margin, in points. */
  readonly right?: number;
}

/** What stands in the margins of a page, outside the text that is read aloud. */
export interface Margins {
  readonly head: readonly [string, string];
  readonly foot: (page: string, pages: string) => readonly [string, string];
}

export interface SheetOptions {
  readonly title: string;
  /** When the document was made, ISO: the only time in the file. */
  readonly madeAt: string;
}

/**
 * Pages of a tagged document (PDF/UA-1): paragraphs, headings, lists, boxes to tick and cells, each in the reading order in which it is put
 * down. Nothing depends on the machine or on the time of day, so the same calls give the same bytes.
 */
export class Sheet {
  private readonly doc: PDFKit.PDFDocument;
  private readonly root: Element;
  private readonly margins: Margins[] = [];
  private section: Element;
  private script: 'Latin' | 'Han' = 'Latin';
  private margin: Margins = { head: ['', ''], foot: () => ['', ''] };
  private y = 0;
  private size = 0;
  private pagesOfPart = 0;

  constructor({ title, madeAt }: SheetOptions) {
    const at = new Date(madeAt);
    const options: PDFKit.PDFDocumentOptions = {
      size: 'LETTER',
      margin: 0,
      autoFirstPage: false,
      bufferPages: true,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang: 'en-US',
      info: { Title: title, Creator: 'Secure Communities', Producer: 'pdfkit', CreationDate: at, ModDate: at },
    };
    // The published types know the subsets of PDF/A only.
    this.doc = new PDFDocument(Object.assign(options, { subset: 'PDF/UA' }));
    withoutCidSet(this.doc);
    for (const name of FONT_NAMES) this.doc.registerFont(name, fontBytes(name));
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
    this.section = this.root;
  }

  /** Begins a part in one language on a new page. Its title is also in the outline. */
  part(title: string, locale: string, script: 'Latin' | 'Han', margins: Margins): void {
    this.margin = margins;
    this.pagesOfPart = 0;
    this.newPage();
    this.script = script;
    this.section = this.doc.struct('Sect', { lang: locale });
    this.root.add(this.section);
    this.doc.outline.addItem(title);
  }

  /** Turns the sheet over: what follows begins on the part's second page. */
  back(): void {
    if (this.pagesOfPart === 1) this.newPage();
  }

  /** Starts a new page unless `height` points are left on this one. */
  room(height: number): void {
    if (this.y + height > PAGE.height - PAGE.bottom) this.newPage();
  }

  space(points: number): void {
    this.y += points;
  }

  text(content: string | readonly Span[], style: TextStyle): void {
    this.write(spansOf(content), style, this.section);
  }

  heading(level: 1 | 2, text: string): void {
    const size = level === 1 ? 17 : 10.5;
    if (level === 2) this.space(3);
    this.room(size * (level === 1 ? 4 : 6));
    this.text([{ text, bold: true }], { size, tag: level === 1 ? 'H1' : 'H2', after: level === 1 ? 5 : 1.5 });
  }

  /** A list with bullets; each item is one paragraph. */
  list(items: readonly (string | readonly Span[])[], style: TextStyle): void {
    const list = this.add(this.section, 'L');
    for (const item of items) {
      this.room(style.size * LINE_HEIGHT * 2);
      const entry = this.add(list, 'LI');
      const top = this.y;
      this.write([{ text: '•' }], { ...style, tag: 'Lbl', after: 0, indent: (style.indent ?? 0) + 2 }, entry);
      this.y = top;
      this.write(spansOf(item), { ...style, tag: 'LBody', indent: (style.indent ?? 0) + 13 }, entry);
    }
  }

  /** A box, ticked or empty, with its text. `said` is what is read aloud for the box. */
  tick(ticked: boolean, said: string, content: string | readonly Span[], style: TextStyle): void {
    const lines = this.lines(spansOf(content), style.size, CONTENT_WIDTH - (style.indent ?? 0) - 16);
    this.room(lines.length * style.size * LINE_HEIGHT);
    const side = style.size * 0.95;
    const x = PAGE.left + (style.indent ?? 0) + 1;
    const top = this.y + (style.size * LINE_HEIGHT - side) / 2;
    const entry = this.add(this.section, 'P');
    this.marked(entry, 'P', () => {
      this.doc.markContent('Span', { actual: said });
      this.square(x, top, side, ticked);
      this.doc.endMarkedContent();
      this.drawLines(lines, { ...style, indent: (style.indent ?? 0) + 16 });
    });
    this.y += style.after ?? 0;
  }

  /** Cells in one row, with label and value each. `weight` is the share of the width. */
  cells(row: readonly { readonly label: string; readonly value: string; readonly weight: number }[], height = 0): void {
    const total = row.reduce((sum, cell) => sum + cell.weight, 0);
    const laid = row.map((cell) => {
      const width = (CONTENT_WIDTH * cell.weight) / total;
      return {
        width,
        label: this.lines([{ text: cell.label }], 7, width - 10),
        value: this.lines([{ text: cell.value }], 9.5, width - 10),
      };
    });
    const needed = laid.map(
      ({ label, value }) => 7 + label.length * 7 * LINE_HEIGHT + value.length * 9.5 * LINE_HEIGHT,
    );
    const tall = Math.max(height, ...needed);
    this.room(tall);
    const top = this.y;
    let x = PAGE.left;
    for (const { width, label, value } of laid) {
      this.artifact(() => this.doc.rect(x, top, width, tall).lineWidth(0.6).stroke(RULE));
      this.y = top + 3;
      const indent = x - PAGE.left + 5;
      this.marked(this.add(this.section, 'P'), 'P', () => {
        this.drawLines(label, { size: 7, color: GREY, indent });
        this.drawLines(value, { size: 9.5, indent });
      });
      x += width;
    }
    this.y = top + tall;
  }

  /** What is most important, on a shaded ground with a line at its left. `draw` puts down its content; it stays on one page. */
  callout(height: number, draw: () => void): void {
    this.room(height + 10);
    const top = this.y;
    const page = this.doc.page;
    this.artifact(() => {
      this.doc.rect(PAGE.left, top, CONTENT_WIDTH, height).fill(SHADE);
      this.doc.rect(PAGE.left, top, 3, height).fill(INK);
    });
    this.y += 7;
    draw();
    if (this.doc.page === page) this.y = top + height;
    this.space(4);
  }

  /** How tall a paragraph would be, in points. */
  heightOf(content: string | readonly Span[], { size, indent = 0, right = 0, after = 0 }: TextStyle): number {
    return this.lines(spansOf(content), size, CONTENT_WIDTH - indent - right).length * size * LINE_HEIGHT + after;
  }

  /** Closes the document and returns its bytes. */
  async bytes(): Promise<Uint8Array> {
    this.marginTexts();
    this.root.end();
    const done = collected(this.doc);
    this.doc.end();
    return await done;
  }

  private newPage(): void {
    this.doc.addPage();
    this.margins.push(this.margin);
    this.pagesOfPart += 1;
    this.y = PAGE.top;
  }

  private marginTexts(): void {
    const pages = this.margins.length;
    for (const [index, { head, foot }] of this.margins.entries()) {
      this.doc.switchToPage(index);
      const page = foot(String(index + 1), String(pages));
      this.artifact(() => {
        this.edges(head, 30);
        const y = PAGE.height - 50;
        this.doc
          .moveTo(PAGE.left, y)
          .lineTo(PAGE.width - PAGE.right, y)
          .lineWidth(0.6)
          .stroke(RULE);
        this.edges(page, y + 5);
      });
    }
  }

  /** A text at the left edge, in as many lines as it takes, and one at the right. */
  private edges([left, right]: readonly [string, string], top: number): void {
    const style = { size: 8, color: GREY };
    const rightRuns = this.lines([{ text: right }], style.size, 200)[0] ?? [];
    const taken = widthOf(rightRuns, (text, font) => this.measure(text, font));
    this.y = top;
    this.drawLines([rightRuns], { ...style, indent: CONTENT_WIDTH - taken });
    this.y = top;
    this.drawLines(this.lines([{ text: left, bold: true }], style.size, CONTENT_WIDTH - taken - 14), style);
  }

  private write(spans: readonly Span[], style: TextStyle, parent: Element): void {
    const { size, indent = 0, right = 0, after = 3, tag = 'P' } = style;
    let rest = this.lines(spans, size, CONTENT_WIDTH - indent - right);
    const height = size * LINE_HEIGHT;
    if (rest.length <= 12) this.room(rest.length * height);
    const entry = this.add(parent, tag);
    while (rest.length > 0) {
      this.room(height);
      const fit = Math.max(1, Math.floor((PAGE.height - PAGE.bottom - this.y) / height));
      const now = rest.slice(0, fit);
      this.marked(entry, tag, () => this.drawLines(now, style));
      rest = rest.slice(fit);
    }
    this.y += after;
  }

  private lines(spans: readonly Span[], size: number, width: number): readonly (readonly Run[])[] {
    this.size = size;
    return breakLines(spans, { script: this.script, width, measure: (text, font) => this.measure(text, font) });
  }

  private measure(text: string, font: FontName): number {
    return this.doc.font(font).fontSize(this.size).widthOfString(text);
  }

  private drawLines(lines: readonly (readonly Run[])[], { size, color = INK, indent = 0 }: TextStyle): void {
    this.size = size;
    for (const line of lines) {
      let x = PAGE.left + indent;
      for (const run of line) {
        const width = this.measure(run.text, run.font);
        if (run.locale) this.doc.markContent('Span', { lang: run.locale });
        this.doc.fillColor(color);
        this.doc.text(run.text, x, this.y + size * LINE_HEIGHT * BASE_LINE, {
          lineBreak: false,
          baseline: 'alphabetic',
        });
        if (run.locale) this.doc.endMarkedContent();
        x += width;
      }
      this.y += size * LINE_HEIGHT;
    }
  }

  private square(x: number, y: number, side: number, ticked: boolean): void {
    this.doc.rect(x, y, side, side).lineWidth(0.9).stroke(INK);
    if (!ticked) return;
    const inset = side * 0.22;
    this.doc
      .moveTo(x + inset, y + inset)
      .lineTo(x + side - inset, y + side - inset)
      .moveTo(x + side - inset, y + inset)
      .lineTo(x + inset, y + side - inset)
      .lineWidth(1.4)
      .stroke(INK);
  }

  private add(parent: Element, tag: Tag): Element {
    const child = this.doc.struct(tag);
    parent.add(child);
    return child;
  }

  private marked(entry: Element, tag: Tag, draw: () => void): void {
    entry.add(this.doc.markStructureContent(tag));
    draw();
    this.doc.endMarkedContent();
  }

  private artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' });
    draw();
    this.doc.endMarkedContent();
  }
}

/**
 * PDF/UA-1 (7.21.4.2) allows a font descriptor without CIDSet and refuses an incomplete one; pdfkit writes an incomplete one. A descriptor of
 * ours keeps none.
 */
function withoutCidSet(doc: PDFKit.PDFDocument): void {
  const original = doc.ref.bind(doc);
  doc.ref = (data) => {
    if (data && 'Type' in data && data.Type === 'FontDescriptor')
      Object.defineProperty(data, 'CIDSet', { set: ignore, enumerable: false });
    return original(data);
  };
}

function ignore(): void {}

function collected(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.once('error', reject);
    doc.once('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
  });
}

function spansOf(content: string | readonly Span[]): readonly Span[] {
  return typeof content === 'string' ? [{ text: content }] : content;
}
