/** The README of `samples/`, from the samples themselves and the codes of the stand-ins. */
import {
  FBI_CODES,
  IDENT_CODES,
  UNKNOWN_ORIGINATOR,
  type FbiOutcome,
  type IdentOutcome,
} from '../partners/standins/outcomes.ts';
import type { AGENCIES, Sample } from './sample-bookings.ts';

/** The text of the README, in Markdown. */
export function samplesReadme(
  samples: readonly (Sample & { file: string })[],
  templates: readonly string[],
  agencies: typeof AGENCIES,
): string {
  return `# Sample bookings

Everything here is fictional: the agencies (ORI prefix \`XX\`) and the people are invented, and the print records hold placeholder
bytes that come from no finger. The files are written by \`npx tsx scripts/make-samples.ts\`; change them there.

| file | charge | what becomes of it |
|---|---|---|
${samples.map((sample) => `| \`${sample.file}\` | ${sample.facts.arrest.charges.map((charge) => charge.literal).join('; ')} | ${sample.outcome} |`).join('\n')}

Look into one with \`npx sc booking inspect samples/01-no-match.eft\`, check one with \`npx sc booking validate\`, send one with
\`npx sc booking submit\`.

## How the stand-ins choose their answer

Stand-ins for the FBI, IDENT and the immigration databases read a code from the booking's miscellaneous numbers (2.017 MNU, agency
number form \`OA-\`). One code of each kind may be given; without one the answers are "not identified" and "no match".
Product code never reads these codes.

| code | the FBI stand-in |
|---|---|
${[...FBI_CODES].map(([code, outcome]) => `| \`${code}\` | ${fbiText(outcome)} |`).join('\n')}
| originator (1.008) \`${UNKNOWN_ORIGINATOR}\` | refuses the originator as unknown |

| code | the IDENT and database stand-ins |
|---|---|
${[...IDENT_CODES].map(([code, outcome]) => `| \`${code}\` | ${identText(outcome)} |`).join('\n')}

## Agencies

| identifier | agency | time zone | sharing |
|---|---|---|---|
| \`${agencies.bureau}\` | State Identification Bureau (originator, 1.008) | | |
| \`${agencies.example}\` | Example County Sheriff | America/New_York | active |
| \`${agencies.parish}\` | Sample Parish Jail | America/Chicago | active; its jurisdiction chose not to receive identifications |
| \`${agencies.mesa}\` | Mesa Fictional County Detention | America/Phoenix | active |
| \`${agencies.harbor}\` | Harbor Invented County | America/Los_Angeles | not active |
| \`${agencies.atoll}\` | Atoll Example Police | Pacific/Guam | active |
| \`${agencies.unknown}\` | not in the register | | waits for a person |

## Templates

\`npx sc booking make --from FILE --template samples/templates/${templates[0] ?? ''}.json --out NEW.eft\` puts the print records of any EBTS
file, byte for byte, into a fictional arrest submission with the template's facts. A transaction number is used once: give
another with \`--tcn\`. Templates: ${templates.map((template) => `\`${template}\``).join(', ')}.

A JSON booking (\`16-json-booking.json\`) has the fields of a template and its prints as whole EBTS records in base64. It may add
\`person.realName\`, the name as the person writes it, which is the one shown.
`;
}

function fbiText(outcome: FbiOutcome): string {
  switch (outcome.kind) {
    case 'not-identified':
      return 'SRE, not identified in the criminal file';
    case 'identified':
      return outcome.convictions
        ? 'SRE, identified, rap sheet with convictions'
        : 'SRE, identified, one arrest without disposition';
    case 'error':
      return 'ERRT, image quality too low';
  }
}

function identText(outcome: IdentOutcome): string {
  if (outcome.kind === 'no-match') return 'no match';
  const { lastKnownStatus, removabilityOpinion, previouslyRemoved, finalOrder } = outcome.record;
  const history = [previouslyRemoved ? 'removed before' : '', finalOrder ? 'final order outstanding' : ''].filter(
    (text) => text !== '',
  );
  return ['match', lastKnownStatus, removabilityOpinion, ...history].join(', ');
}
