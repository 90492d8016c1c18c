import type { Exchange } from './exchange.ts'
import { apiHeaders } from './respond.ts'

/** A file as an answer, sent as it comes. */
export interface FileAnswer {
  mime: string
  /** Null when it is not known beforehand. */
  size: number | null
  filename: string | null
  bytes: AsyncIterable<Uint8Array>
}

/**
 * Writes a file at the pace of its reader. What the source throws before its first byte is thrown on, so it can still be
 * answered; one that breaks off later cuts the connection, so that nobody takes half a file for a whole one.
 */
export async function writeFile({ res, id }: Exchange, { mime, size, filename, bytes }: FileAnswer): Promise<void> {
  const source = bytes[Symbol.asyncIterator]()
  let next = await source.next()
  try {
    if (res.destroyed) return
    res.writeHead(200, {
      ...apiHeaders,
      'X-Request-Id': id,
      'Content-Type': mediaType.test(mime) ? mime : 'application/octet-stream',
      'Content-Disposition': disposition(filename),
      ...(size !== null && { 'Content-Length': size }),
    })
    for (; !next.done; next = await source.next()) {
      if (!res.write(next.value)) await drained(res)
      if (res.destroyed) return
    }
    res.end()
  } catch {
    res.destroy()
  } finally {
    await source.return?.()
  }
}

const mediaType = /^[\w.+-]+\/[\w.+-]+(\s*;\s*[\w-]+=("[\w.+ -]*"|[\w.+-]+))*$/

/** Never shown inside a page of this origin, whatever the file says it is. */
function disposition(filename: string | null): string {
  return filename === null
    ? 'attachment'
    : `attachment; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, hex)}`
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function drained(res: Exchange['res']): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.on('drain', done)
    res.on('close', done)
  })
}
