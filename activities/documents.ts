import {
  type DetainerDocument,
  personOnForm,
  type PersonOnForm,
  type UnaddressedDocument,
} from '../domain/detainer/document.ts';
import type { AlarmChange, OutgoingMessage, RecordWrite } from '../domain/record/record.ts';
import type { CaseDetail, Records } from '../records/index.ts';

/** What making a document needs. */
export interface DocumentDependencies {
  readonly records: {
    readonly cases: Pick<Records['cases'], 'get'>;
    readonly attachments: Pick<Records['attachments'], 'store'>;
  };
  /** Makes the PDF (exchange/forms). */
  readonly render: (document: DetainerDocument, person: PersonOnForm) => Promise<{ bytes: Uint8Array; sha256: string }>;
  /** Says that the activity is at work, while a document is made. */
  readonly alive: () => void;
  /** Address of the public page without `https://`, or null where this deployment has none. */
  readonly publicPage: string | null;
  /** Told why a document could not be made: a code, no personal data. */
  readonly onFailure: (detainerId: string, error: unknown) => void;
}

const BEAT_MS = 5000;

/**
 * Makes the PDF of every message that has one, keeps it under its hash and attaches it. A notice never waits for its PDF: where that cannot be
 * made, the text goes out without it and a person is told. The same content gives the same bytes, so a repeat changes nothing.
 */
export async function withDocuments(
  dependencies: DocumentDependencies,
  caseId: string,
  writes: readonly RecordWrite[],
): Promise<readonly RecordWrite[]> {
  if (!writes.some(({ outgoing }) => outgoing.some(({ document }) => document !== undefined))) return writes;
  const beat = setInterval(dependencies.alive, BEAT_MS);
  try {
    const detail = await dependencies.records.cases.get(caseId);
    const done: RecordWrite[] = [];
    for (const write of writes) done.push(await withDocumentsOf(dependencies, detail, write));
    return done;
  } finally {
    clearInterval(beat);
  }
}

async function withDocumentsOf(
  dependencies: DocumentDependencies,
  detail: CaseDetail | null,
  write: RecordWrite,
): Promise<RecordWrite> {
  const outgoing: OutgoingMessage[] = [];
  const failed = new Map<string, AlarmChange>();
  for (const { document, ...message } of write.outgoing) {
    const attachmentSha256 = document === undefined ? null : await made(dependencies, detail, document);
    if (attachmentSha256 === null && document) failed.set(document.detainerId, alarmOf(document, write.event.at));
    outgoing.push(document && attachmentSha256 !== null ? { ...message, document, attachmentSha256 } : message);
  }
  return { ...write, outgoing, alarms: [...write.alarms, ...failed.values()] };
}

/** The hash under which the PDF is kept; null where it could not be made. The records being away is no such case: that is tried again. */
async function made(
  { records, render, publicPage, onFailure }: DocumentDependencies,
  detail: CaseDetail | null,
  document: UnaddressedDocument,
): Promise<string | null> {
  const code = detail?.detainers.find(({ detainerId }) => detainerId === document.detainerId)?.code;
  if (!detail?.booking || code === undefined) return null;
  const rendered = await render({ ...document, code, publicPage }, personOnForm(detail.booking)).catch(
    (error: unknown) => {
      onFailure(document.detainerId, error);
      return null;
    },
  );
  if (rendered === null) return null;
  await records.attachments.store(detail.caseId, rendered.sha256, rendered.bytes);
  return rendered.sha256;
}

function alarmOf({ number }: UnaddressedDocument, at: string): AlarmChange {
  return { op: 'RAISE', key: `DOCUMENT_FAILED-${number}`, rule: 'DOCUMENT_FAILED', at, detail: `detainer ${number}` };
}
