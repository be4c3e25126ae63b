import type { EventView, FullCase } from '../../domain/api/views.ts';
import { isoInstant } from '../../domain/text.ts';
import { type Io, styled } from '../io.ts';
import { shortId } from '../render/text.ts';

/** Steps that everybody must notice. */
const GRAVE: ReadonlySet<string> = new Set(['VIOLATION', 'HELD_PAST_LIMIT']);
const SERIOUS: ReadonlySet<string> = new Set([
  'AUTHORITY_ENDED',
  'RELEASE_UNCONFIRMED',
  'PARTNER_CONFLICT',
  'RECORD_CONFLICT',
  'MESSAGE_DROPPED',
]);

interface Known {
  readonly sample: string;
  position: number;
  readonly alarms: Set<number>;
}

interface Line {
  readonly atMs: number;
  readonly text: string;
}

/**
 * Prints one line for each thing that happens to the cases it knows: time of day (UTC), case, sample, what happened. What was seen since
 * the last `flush` is printed in the order in which it happened.
 */
export class Teller {
  private readonly io: Io;
  private lines: Line[] = [];
  private readonly known = new Map<string, Known>();
  /** Whether an event is a scripted person's act. */
  private readonly isScripted: (caseId: string, event: EventView) => boolean;

  private readonly startedMs: number;
  private closedOne = false;

  /** `startedMs`: when `npm start` was called, wall clock; 0 if not known. */
  constructor(io: Io, isScripted: (caseId: string, event: EventView) => boolean, startedMs: number) {
    this.io = io;
    this.isScripted = isScripted;
    this.startedMs = startedMs;
  }

  /** Tells of a case from now on; what `before` shows was told by an earlier run. */
  know(caseId: string, sample: string, before?: FullCase): void {
    const position = before?.events.at(-1)?.position ?? 0;
    this.known.set(caseId, { sample, position, alarms: new Set(before?.alarms.map(({ id }) => id)) });
  }

  /** Tells what is new in a case. */
  news(view: FullCase): void {
    const known = this.known.get(view.caseId);
    if (known === undefined) return;
    for (const event of view.events.filter(({ position }) => position > known.position))
      this.tellEvent(view.caseId, event);
    known.position = Math.max(known.position, view.events.at(-1)?.position ?? 0);
    for (const alarm of view.alarms.filter(({ id }) => !known.alarms.has(id))) {
      known.alarms.add(alarm.id);
      this.line(view.caseId, `ALARM ${alarm.rule} to ${alarm.to.join(', ')}: ${alarm.text}`, alarm.rule);
    }
    if (view.closedAt !== null) this.closed(view);
  }

  /** One line about a case; `kind` decides its colour. `at`: wall clock. */
  line(caseId: string, text: string, kind = '', at = new Date().toISOString()): void {
    const sample = this.known.get(caseId)?.sample ?? '';
    const line = `${isoInstant(Date.parse(at)).slice(11, 19)}  ${shortId(caseId)}  ${sample.padEnd(24)}  ${text}`;
    this.lines.push({ atMs: Date.parse(at), text: this.coloured(kind, line) });
  }

  /** Prints what has gathered. */
  flush(): void {
    const lines = this.lines.toSorted((a, b) => a.atMs - b.atMs);
    this.lines = [];
    for (const { text } of lines) this.io.out(`${text}\n`);
  }

  private coloured(kind: string, line: string): string {
    if (GRAVE.has(kind)) return styled(this.io, ['bold', 'red'], line);
    return SERIOUS.has(kind) ? styled(this.io, 'yellow', line) : line;
  }

  private closed({ caseId }: FullCase): void {
    if (!this.closedOne && this.startedMs > 0) {
      this.line(
        caseId,
        `the first case is closed, ${((Date.now() - this.startedMs) / 1000).toFixed(1)} s after npm start`,
      );
    }
    this.closedOne = true;
  }

  private tellEvent(caseId: string, event: EventView): void {
    const person =
      event.authorRole === null || event.author === null
        ? ''
        : ` - ${event.author}, ${event.authorRole}${this.isScripted(caseId, event) ? ' (scripted)' : ''}`;
    this.line(caseId, `${event.summary}${person}`, event.kind, event.recordedAt);
  }
}
