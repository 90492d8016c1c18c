import type { CompanyId } from '../ids.ts'

/** Bytes as they come; whoever leaves off before the end ends the source. */
export type Bytes = AsyncIterable<Uint8Array>

/** A blob's name, made by the store that keeps it. */
export type BlobId = string

export interface StoredBlob {
  id: BlobId
  size: number
  /** Lower-case hex. */
  sha256: string
}

/** Keeps bytes, never whole in memory. A blob is there whole or not at all, also after a crash. */
export interface Blobs {
  /**
   * Resolves when the blob survives `kill -9`. Undefined when there are more than `sizeMax` bytes; when the source
   * breaks off, its error is thrown. Either way nothing is left behind.
   * @param options.at domain time, by which `deleteOlderThan` goes
   */
  put(company: CompanyId, bytes: Bytes, options: { sizeMax: number; at: number }): Promise<StoredBlob | undefined>
  /** Undefined when the company has no such blob. One that is deleted while it is read can be read to its end. */
  get(company: CompanyId, id: BlobId): Promise<Bytes | undefined>
  /** Nothing when there is none. */
  delete(company: CompanyId, id: BlobId): Promise<void>
  /** Deletes what was put a day or more before this time, and perhaps a little of that day: also what a crash left unowned. */
  deleteOlderThan(at: number): Promise<void>
}
