/** Another process (or another part of this one) holds the data directory. */
export class DataDirectoryInUse extends Error {
  readonly directory: string
  /** Process id of the holder; undefined when it could not be read. */
  readonly holder: number | undefined

  constructor(directory: string, holder: number | undefined) {
    const who = holder === undefined ? 'another process' : `process ${holder}`
    super(`The data directory ${directory} is in use by ${who}; stop it or choose another with TRUNKLINE_DATA_DIR.`)
    this.name = 'DataDirectoryInUse'
    this.directory = directory
    this.holder = holder
  }
}

export type Maker = 'sandbox' | 'gateway'

const makers: Record<Maker, string> = { sandbox: 'the sandbox', gateway: 'a gateway' }

/** The data directory was made by the sandbox and is opened as a gateway's, or the reverse. */
export class DataDirectoryMismatch extends Error {
  constructor(directory: string, made: Maker, wanted: Maker) {
    super(
      `The data directory ${directory} was made by ${makers[made]} and cannot be used by ${makers[wanted]}; choose another with TRUNKLINE_DATA_DIR.`,
    )
    this.name = 'DataDirectoryMismatch'
  }
}

/** The store's sealed values were sealed with another master key. */
export class MasterKeyMismatch extends Error {
  constructor(directory: string, made: string, given: string) {
    super(
      `The data directory ${directory} was made with the master key ${made}, but the key given is ${given} (first 8 hex of its SHA-256); start with the key it was made with.`,
    )
    this.name = 'MasterKeyMismatch'
  }
}

/** The store was written by a newer version of this program. */
export class StoreTooNew extends Error {
  constructor(directory: string, found: number, known: number) {
    super(
      `The data directory ${directory} was written by a newer version of Trunkline (schema ${found}, this version knows ${known}); use that version or another directory.`,
    )
    this.name = 'StoreTooNew'
  }
}
