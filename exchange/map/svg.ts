/** Text as it may stand in an SVG document: markup escaped, control characters left out. */
export function svgText(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001f\u007f]/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Typeface of all pictures: whatever sans-serif the reader has. */
const FONT = 'font-family="Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"';

/**
 * A whole SVG document with what a screen reader says of it. It holds no script, no style sheet and no reference to anything outside, so that it
 * shows the same under any content policy.
 */
export function svgDocument(
  {
    width,
    height,
    title,
    description,
  }: Readonly<Record<'width' | 'height', number>> & Readonly<Record<'title' | 'description', string>>,
  content: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="picture-title picture-description" ${FONT}>`,
    `<title id="picture-title">${svgText(title)}</title>`,
    `<desc id="picture-description">${svgText(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

export interface TextStyle {
  readonly size: number;
  readonly bold?: true;
  readonly fill?: string;
  readonly anchor?: 'middle' | 'end';
}

/** One line of text with its baseline at (x, y). */
export function textAt(
  x: number,
  y: number,
  text: string,
  { size, bold, fill = '#1a1a1a', anchor }: TextStyle,
): string {
  const weight = bold ? ' font-weight="bold"' : '';
  const at = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${weight}${at}>${svgText(text)}</text>`;
}

/** Breaks a text into lines of at most so many characters, at spaces. */
export function lines(text: string, columns: number): string[] {
  const broken: string[] = [];
  for (const word of text.split(' ')) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  return broken;
}

/** A count as people read it: `3,142`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** An instant to the minute in UTC: `2011-06-30 04:00 UTC`; at midnight the day alone. */
export function instantWords(ms: number): string {
  const [day = '', time = ''] = new Date(ms).toISOString().split('T');
  return time.startsWith('00:00') ? `${day} 00:00 UTC` : `${day} ${time.slice(0, 5)} UTC`;
}
