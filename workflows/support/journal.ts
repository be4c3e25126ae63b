import { condition } from '@temporalio/workflow';
import type { AlarmName } from '../../domain/alarms/alarms.ts';
import { canonicalSha256, type Json } from '../../domain/canonical.ts';
import type { AlarmChange, Author, OutgoingMessage, RecordWrite } from '../../domain/record/record.ts';
import { isoInstant } from '../../domain/text.ts';
import { record } from './activities.ts';

/** What a workflow says when it records a step; the journal adds stream, number, time and projections. */
export interface Step {
  readonly kind: string;
  readonly summary: string;
  readonly author: Author;
  /** Business instant of the step, where its reporter gave one; else workflow time. */
  readonly at?: string;
  readonly data?: Json;
  readonly outgoing?: readonly OutgoingMessage[];
  readonly alarms?: readonly AlarmChange[];
  readonly extra?: Pick<RecordWrite, 'fact' | 'deleteSubmission' | 'clearPersonal'>;
}

type Projections = Pick<RecordWrite, 'caseProjection' | 'detainerProjection' | 'jurisdictionProjection'>;

/** How many steps go into one write: bounds the payload (each step may carry an officer's words). */
const BATCH = 10;

/**
 * The ordered record of one writer. Steps are numbered when they happen and written in order, several at once where they pile up; the state
 * of the workflow never waits for it, so that a hold ends on time also while the records are away.
 */
export class Journal {
  private readonly caseId: string;
  private readonly stream: string;
  private readonly project: () => Projections;
  /** How many steps of each kind there were. */
  private readonly counts = new Map<string, number>();
  private seq = 0;
  private written = 0;
  private pending: RecordWrite[] = [];
  private readonly open = new Map<string, AlarmName>();
  private writing = false;

  constructor(caseId: string, stream: string, project: () => Projections) {
    this.caseId = caseId;
    this.stream = stream;
    this.project = project;
  }

  /** Records a step with the state as it is now; resolves when it is in the record. */
  async write(step: Step): Promise<void> {
    const seq = ++this.seq;
    for (const alarm of step.alarms ?? []) {
      if (alarm.op === 'RAISE') this.open.set(alarm.key, alarm.rule);
      else this.open.delete(alarm.key);
    }
    this.pending.push(this.writeOf(step, seq));
    if (!this.writing) void this.drain();
    await condition(() => this.written >= seq);
  }

  /** Closes every alarm of this writer that is still open, but those about a contradiction, at which a person must have looked. */
  closeAlarms(): AlarmChange[] {
    const kept: ReadonlySet<AlarmName> = new Set(['PARTNER_CONFLICT', 'RECORD_CONFLICT']);
    return [...this.open].filter(([, rule]) => !kept.has(rule)).map(([key]) => close(key));
  }

  /** Records a step without waiting for the record. */
  note(step: Step): void {
    void this.write(step);
  }
  /** Whether everything said so far is in the record. */
  get isSettled(): boolean {
    return this.written >= this.seq;
  }

  /** Resolves when everything said so far is in the record. */
  async settled(): Promise<void> {
    await condition(() => this.isSettled);
  }

  private writeOf(step: Step, seq: number): RecordWrite {
    return {
      event: {
        stream: this.stream,
        step: this.nameOf(step),
        seq,
        kind: step.kind,
        at: step.at ?? isoInstant(Date.now()),
        author: step.author,
        summary: step.summary,
        data: step.data ?? {},
      },
      outgoing: step.outgoing ?? [],
      alarms: step.alarms ?? [],
      ...this.project(),
      ...step.extra,
    };
  }

  /** The same name whenever the step is done again: no instant is in it, and no number but among its like. */
  private nameOf({ kind, author, summary }: Step): string {
    const what = canonicalSha256({
      kind,
      author: author.kind === 'partner' ? author.name : author.kind,
      summary,
    }).slice(0, 32);
    const count = (this.counts.get(what) ?? 0) + 1;
    this.counts.set(what, count);
    return `${what}-${count}`;
  }

  private async drain(): Promise<void> {
    this.writing = true;
    while (this.pending.length > 0) {
      const batch = this.pending.slice(0, BATCH);
      const results = await record.writeRecords(this.caseId, batch);
      this.pending = this.pending.slice(batch.length);
      this.written = batch.at(-1)?.event.seq ?? this.written;
      this.keepConflicting(batch.filter((_write, index) => results[index]?.ok === false));
    }
    this.writing = false;
  }

  /**
   * The record holds another step under the same name: this workflow was set back, and went another way. Both stand; a person is told. The
   * step goes in under a name of its own, with what it sends and alarms.
   */
  private keepConflicting(writes: readonly RecordWrite[]): void {
    for (const write of writes) {
      const seq = ++this.seq;
      this.pending.push({ ...write, event: { ...write.event, step: `${write.event.step}+`, seq }, ...this.project() });
    }
    if (writes.length === 0) return;
    const kinds = [...new Set(writes.map((write) => write.event.kind))].join(', ');
    this.note({
      kind: 'RECORD_CONFLICT',
      summary: `The record already held other content for: ${kinds}`,
      author: SYSTEM,
      alarms: [raise('RECORD_CONFLICT')],
    });
  }
}

export const SYSTEM: Author = { kind: 'system' };

/** An alarm raised now, under its own name as key (one open at a time) or under a narrower key. */
export function raise(rule: AlarmName, detail = '', key: string = rule): AlarmChange {
  return { op: 'RAISE', key, rule, at: isoInstant(Date.now()), detail };
}

/** The cause of an alarm has ended. */
export function close(key: string): AlarmChange {
  return { op: 'CLOSE', key, at: isoInstant(Date.now()) };
}
