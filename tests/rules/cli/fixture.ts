import { type Server, createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../../cli/io.ts';
import { runCli } from '../../../cli/program.ts';

/** What a command line did: exit code, what it printed. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process, without a terminal. */
export async function sc(
  words: readonly string[],
  env: Record<string, string> = {},
  more: Partial<Io> = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const io: Io = {
    env,
    interactive: false,
    colour: false,
    width: 100,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ...more,
  };
  const code = await runCli(words, io);
  return { code, out, err };
}

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A server in the API's place that answers what it is told and remembers what it was asked. */
export interface FakeApi {
  readonly url: string;
  readonly heard: Heard[];
  /** Answers by `METHOD /path`; a function is asked each time. */
  readonly answers: Map<string, Answer | (() => Answer)>;
  readonly dir: string;
  readonly env: Record<string, string>;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

export async function fakeApi(): Promise<FakeApi> {
  const heard: Heard[] = [];
  const answers = new Map<string, Answer | (() => Answer)>();
  const session = { token: 'sc_session-of-a-test', expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  answers.set('POST /v1/development/sessions', { status: 201, json: session });
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString('latin1')));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const method = request.method ?? '';
      heard.push({ method, path: request.url ?? '', authorization: request.headers.authorization, body });
      const told = answers.get(`${method} ${path}`);
      const answer = typeof told === 'function' ? told() : told;
      const { status, json } = answer ?? {
        status: 404,
        json: refusal('NO_SUCH_ROUTE', 'There is nothing at this address.'),
      };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dir = mkdtempSync(join(tmpdir(), 'secure-communities-cli-'));
  return {
    url,
    heard,
    answers,
    dir,
    env: { SC_API_URL: url, SC_DATA_DIR: dir },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function refusal(code: string, message: string, field?: string) {
  return { error: { code, message, ...(field === undefined ? {} : { field }) } };
}

export const CASE_ID = `booking-3f2a${'0'.repeat(36)}`;
export const DETAINER_ID = `detainer-3f2a${'0'.repeat(36)}-1`;

/** A case with a running clock, as the API shows it to an officer. */
export function fullCase(more: Record<string, unknown> = {}) {
  return {
    view: 'full',
    caseId: CASE_ID,
    cri: 'XX0010100',
    criminal: 'ANSWERED',
    immigration: 'ENFORCEMENT',
    outcome: null,
    jurisdiction: 'xx-example',
    fieldOffice: 'XXNFO',
    nextStep: 'an officer records the interview',
    receivedAt: '2011-09-16T16:02:00Z',
    changedAt: '2011-09-16T18:00:00Z',
    closedAt: null,
    live: true,
    now: '2011-09-17T21:00:00.000Z',
    offsetMs: 86_400_000,
    state: {},
    booking: null,
    detainers: [
      {
        detainerId: DETAINER_ID,
        code: '7K3M-9QXW-2B4D-6F8H',
        caseId: CASE_ID,
        number: 1,
        kind: 'STANDARD',
        jail: 'XX0010100',
        jailName: 'Example County Sheriff',
        issuedAt: '2011-09-16T19:00:00Z',
        zone: 'America/New_York',
        profile: '2011-06',
        delivery: 'ACKNOWLEDGED',
        service: 'SERVED',
        hold: 'RUNNING',
        ending: null,
        startedAt: '2011-09-16T21:00:00Z',
        limitAt: '2011-09-20T21:00:00Z',
        consecutive48hAt: '2011-09-18T21:00:00Z',
        marks: [
          {
            mark: 'CONSECUTIVE_48H',
            words: '48 consecutive hours have passed',
            at: '2011-09-18T21:00:00Z',
            passed: false,
          },
        ],
        violation: false,
        authority: { allowed: true, ended: false, says: 'the request allows the person to be held until the limit' },
        grounds: [{ id: 'BOOKING', kind: 'CHARGES', since: null, until: '2011-09-16T21:00:00Z' }],
        groundConfirmedAt: '2011-09-16T19:00:00Z',
        groundAskedAt: null,
        stays: [{ ori: 'XX0010100', name: 'Example County Sheriff', zone: 'America/New_York', from: null }],
        personLeftAt: null,
        lastStepAt: '2011-09-16T18:00:00Z',
        live: true,
        now: '2011-09-17T21:00:00.000Z',
        offsetMs: 86_400_000,
        remainingMs: 259_200_000,
        can: [{ act: 'cancelDetainer', on: 'detainer', id: DETAINER_ID }],
      },
    ],
    alarms: [
      {
        id: 17,
        caseId: CASE_ID,
        rule: 'INTERVIEW_WAITING',
        text: 'An interview is still to be held or recorded.',
        detail: '',
        raisedAt: '2011-09-17T20:00:00Z',
        closedAt: null,
        closedBy: null,
        reasons: null,
        repeats: 0,
        escalated: false,
        to: ['field_officer', 'supervisor'],
        acknowledged: false,
        acknowledgements: [{ role: 'supervisor', at: '2011-09-17T20:30:00Z', by: 'jordan' }],
      },
    ],
    events: [
      {
        position: 0,
        stream: CASE_ID,
        seq: 1,
        kind: 'DECIDED',
        at: '2011-09-16T19:00:00Z',
        recordedAt: '2011-09-16T19:00:01Z',
        author: 'Harper Quill',
        authorRole: 'field_officer',
        summary: 'An officer decided: detainer.',
        data: null,
      },
    ],
    can: [{ act: 'recordInterview', on: 'case', id: CASE_ID }],
    ...more,
  };
}
