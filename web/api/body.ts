import { ApiError } from './errors.ts';

/**
 * The body of a request, at most `max` bytes. A declared length above it is refused before anything is read; an undeclared one as soon
 * as it is passed. Throws ApiError 413 TOO_LARGE, 400 BODY_CUT_OFF.
 */
export async function readBody(request: Request, max: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? '0');
  if (declared > max) throw tooLarge(max);
  if (request.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of streamOf(request.body)) {
    size += part.length;
    if (size > max) throw tooLarge(max);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function* streamOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, 'BODY_CUT_OFF', 'The connection broke before the whole body had arrived: send it again.');
  } finally {
    reader.releaseLock();
  }
}

function tooLarge(max: number): ApiError {
  const kibibytes = Math.floor(max / 1024);
  return new ApiError(413, 'TOO_LARGE', `The body has more than the ${kibibytes} KiB that this operation takes.`, {
    field: 'body',
  });
}
