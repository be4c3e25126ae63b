import type { UnaddressedDocument } from '../domain/detainer/document.ts';
import type { Address } from '../domain/record/record.ts';

/** What a document of a detainer is: the form with the notice to the person, the notice of the limit, the notice that the request has ended. */
export type DocumentKind = UnaddressedDocument['document'];

/** A document of a detainer, without its bytes: those are an attachment of the case under this hash. */
export interface StoredDocument {
  readonly kind: DocumentKind;
  readonly revision: number;
  readonly madeAt: string;
  readonly sha256: string;
  /** How many. */
  readonly bytes: number;
  /** To whom it was sent. */
  readonly address: Address;
}
