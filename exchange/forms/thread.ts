import { Worker } from 'node:worker_threads';
import type { DetainerDocument, PersonOnForm } from '../../domain/detainer/document.ts';
import { CodedError } from '../../domain/errors.ts';
import type { RenderedDocument } from './render.ts';

/** What the thread is sent, and what it answers. */
export interface RenderRequest {
  readonly id: number;
  readonly document: DetainerDocument;
  readonly person: PersonOnForm;
}
export type RenderAnswer =
  | { readonly id: number; readonly ok: true; readonly rendered: RenderedDocument }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string };

interface Waiting {
  readonly resolve: (rendered: RenderedDocument) => void;
  readonly reject: (error: Error) => void;
}

/** Documents are made on a thread of their own: laying one out takes a while, and nothing that a clock needs may wait for it. */
export interface DocumentThread {
  /** As `renderDocument`. Throws RENDERING_STOPPED where the thread ended before it answered. */
  readonly render: (document: DetainerDocument, person: PersonOnForm) => Promise<RenderedDocument>;
  close(): Promise<void>;
}

const RENDER_THREAD = new URL('./render-thread.mjs', import.meta.url);

/** Starts no thread before the first document, and another one after one has failed. */
export function documentThread(entry: URL = RENDER_THREAD): DocumentThread {
  let thread: Worker | undefined;
  let asked = 0;
  const waiting = new Map<number, Waiting>();

  // One that failed ends twice: it must not take its successor along.
  const ended = (which: Worker): void => {
    if (thread !== which) return;
    thread = undefined;
    for (const { reject } of waiting.values()) {
      reject(new CodedError('RENDERING_STOPPED', 'The thread that makes documents ended: it is tried again.'));
    }
    waiting.clear();
  };
  const answered = (answer: RenderAnswer): void => {
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) thread?.unref();
    if (answer.ok) asker?.resolve(answer.rendered);
    else asker?.reject(new CodedError(answer.code, answer.message));
  };
  const started = (): Worker => {
    const worker = new Worker(entry, { execArgv: [] });
    worker.on('message', answered);
    worker.on('error', () => ended(worker));
    worker.on('exit', () => ended(worker));
    return worker;
  };

  return {
    render: async (document, person) => {
      thread ??= started();
      thread.ref();
      const request: RenderRequest = { id: ++asked, document, person };
      return await new Promise((resolve, reject) => {
        waiting.set(request.id, { resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        thread?.postMessage(request);
      });
    },
    close: async () => {
      await thread?.terminate();
    },
  };
}
