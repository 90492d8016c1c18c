/** One part of a form. Its bytes are read, or left, before the next part comes. */
export interface FormPart {
  name: string
  /** Of a file; a plain field has none. */
  filename: string | null
  /** The part's own Content-Type. */
  mime: string | null
  bytes: AsyncIterable<Buffer>
}

/** The body is no form as its boundary promises. `message` says where it went wrong. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm'
}

/** The boundary of a `multipart/form-data` Content-Type; undefined for anything else. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '') ?? []
  return quoted ?? plain
}

/**
 * The parts of a form as they come over the wire; nothing is held but what may still be a boundary. Throws MalformedForm.
 * Whoever leaves off before the end ends the source.
 */
export async function* readForm(source: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<FormPart> {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const input = source[Symbol.asyncIterator]()
  // The first boundary need not stand behind a line break.
  let held: Buffer = Buffer.from('\r\n')
  let inPart = false

  async function more(doing: string): Promise<void> {
    const next = await input.next()
    if (next.done) throw new MalformedForm(`the form ends in the middle of ${doing}`)
    held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value])
  }

  /** Up to the delimiter, which is taken off. */
  async function* upToDelimiter(doing: string): AsyncGenerator<Buffer> {
    for (;;) {
      const end = held.indexOf(delimiter)
      const sure = end >= 0 ? end : Math.max(0, held.length - delimiter.length + 1)
      const bytes = held.subarray(0, sure)
      held = held.subarray(end >= 0 ? end + delimiter.length : sure)
      if (end >= 0) inPart = false
      if (bytes.length > 0) yield bytes
      if (end >= 0) return
      await more(doing)
    }
  }

  async function take(mark: string, bytesMax: number, doing: string): Promise<string> {
    for (;;) {
      const end = held.indexOf(mark)
      if (end > bytesMax || (end < 0 && held.length > bytesMax)) throw new MalformedForm(`${doing} is too long`)
      if (end >= 0) {
        const text = held.toString('utf8', 0, end)
        held = held.subarray(end + mark.length)
        return text
      }
      await more(doing)
    }
  }

  /** Reads what stands behind the last boundary: a request that is left before its end loses its connection. */
  async function leaveOff(): Promise<void> {
    let size = held.length
    for (let next = await input.next(); !next.done; next = await input.next()) {
      size += next.value.length
      if (size > epilogueMax) throw new MalformedForm('what stands behind the last part is too long')
    }
  }

  try {
    for await (const _preamble of upToDelimiter('what stands before the first part')) {
      // Nothing of it counts.
    }
    for (let count = 0; ; count += 1) {
      while (held.length < 2) await more('a boundary')
      if (held.subarray(0, 2).toString() === '--') return await leaveOff()
      if (count >= partsMax) throw new MalformedForm(`the form has more than ${partsMax} parts`)
      if ((await take('\r\n', paddingMax, 'a boundary')).trim() !== '') throw new MalformedForm('a boundary goes on')
      const head = readHead(await take('\r\n\r\n', headBytesMax, 'the head of a part'))
      inPart = true
      yield { ...head, bytes: upToDelimiter('a part') }
      if (!inPart) continue
      for await (const _left of upToDelimiter('a part')) {
        // Left unread, or left off in the middle.
      }
    }
  } finally {
    await input.return?.()
  }
}

const partsMax = 100
const paddingMax = 70
const headBytesMax = 16 * 1024
const epilogueMax = 64 * 1024

function readHead(text: string): Omit<FormPart, 'bytes'> {
  const head = new Map(
    text.split('\r\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const disposition = head.get('content-disposition') ?? ''
  const name = parameter(disposition, 'name')
  if (name === null || !/^form-data\b/i.test(disposition)) throw new MalformedForm('a part has no name')
  return { name, filename: parameter(disposition, 'filename'), mime: head.get('content-type') ?? null }
}

/** As browsers and curl write them: quotes escaped as `%22` or with a backslash. */
function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(header)
  if (found) return (found[1] ?? '').replace(/\\(["\\])/g, '$1').replaceAll('%22', '"')
  return new RegExp(`;\\s*${name}=([^\\s;"]+)`, 'i').exec(header)?.[1] ?? null
}
