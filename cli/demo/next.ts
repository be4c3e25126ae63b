import { shortId } from '../render/text.ts';

const USUAL_URL = 'http://127.0.0.1:8080';

/** Where things are, for the last lines. */
export interface Addresses {
  readonly api: string;
  /** Pages of the Temporal server; undefined: not ours. */
  readonly temporal: string | undefined;
}

/** What a person can try next, as commands that can be copied. `caseOf`: the case of a sample, if it is there. */
export function whatNext({ api, temporal }: Addresses, caseOf: (sample: string) => string | undefined): string {
  const sc = api === USUAL_URL ? 'npx sc' : `SC_API_URL=${api} npx sc`;
  const id = (sample: string): string => shortId(caseOf(sample) ?? 'CASE');
  return [
    'Two matched cases are left for you. Run the commands in this folder, in another terminal.',
    'The first waits for a specialist, then for an officer:',
    `  ${sc} case show ${id('02-match-removable')} --as specialist`,
    `  ${sc} review ${id('02-match-removable')} --as specialist`,
    `  ${sc} decide ${id('02-match-removable')} --as officer`,
    'The second has been reviewed. Its charge calls for the victim and witness screen: ask for a detainer against a victim, and see.',
    `  ${sc} case show ${id('12-possible-victim')} --as officer`,
    `  ${sc} decide ${id('12-possible-victim')} --as officer`,
    '',
    'What to try next',
    '  the violation stays open until somebody confirms the release:',
    `    ${sc} alarms list --as supervisor`,
    `    ${sc} detainer ended ${id('18-island-time')}-1 --as jail-five --at now --how RELEASED --source "Release log"`,
    '  a booking agency that is in no register: only sharing waits',
    `    ${sc} assign ${id('17-unknown-agency')} --as administrator --jurisdiction XX-EXAMPLE --reasons "A city jail of Example County."`,
    '  a clock that runs: move the time of that case, and of no other',
    `    ${sc} clock advance ${id('19-no-answer-necessary')} --as administrator --by 1d`,
    '  a jail without a server fetches its answers',
    `    ${sc} mailbox list --as jail-two`,
    '  recompute the chain of a case’s record',
    `    ${sc} verify ${id('06-match-final-order')} --as auditor`,
    '',
    `API       ${api}   described at ${api}/openapi.json`,
    ...(temporal === undefined ? [] : [`Temporal  ${temporal}`]),
    'Ctrl-C stops everything; npm start goes on where it was.',
  ].join('\n');
}
