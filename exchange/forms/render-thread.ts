import { parentPort } from 'node:worker_threads';
import { CodedError } from '../../domain/errors.ts';
import { renderDocument } from './render.ts';
import type { RenderAnswer, RenderRequest } from './thread.ts';

/** The thread itself: one document after another. */
parentPort?.on('message', (request: RenderRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  void answerTo(request).then((answer) => parentPort?.postMessage(answer));
});

async function answerTo({ id, document, person }: RenderRequest): Promise<RenderAnswer> {
  try {
    return { id, ok: true, rendered: await renderDocument(document, person) };
  } catch (error) {
    if (error instanceof CodedError) return { id, ok: false, code: error.code, message: error.message };
    // What a library says of a failure may quote what was to be printed.
    return { id, ok: false, code: 'RENDERING_FAILED', message: 'The document could not be laid out.' };
  }
}
