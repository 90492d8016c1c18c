import type { Bytes } from '../../domain/ports/blobs.ts'

/** A form with one file, sent as it comes: its length is known beforehand, nothing of the file is held. */
export function multipartForm(
  fields: Record<string, string>,
  file: { name: string; filename: string; mime: string; size: number; bytes: Bytes },
  boundary: string,
): { contentType: string; length: number; bytes: Bytes } {
  const parts = Object.entries(fields).map(([name, value]) => `${disposition(boundary, name)}\r\n\r\n${value}\r\n`)
  const start = `${disposition(boundary, file.name)}; filename="${quoted(file.filename)}"\r\nContent-Type: ${file.mime}\r\n\r\n`
  const head = Buffer.from(parts.join('') + start)
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + file.size + tail.length,
    bytes: (async function* () {
      yield head
      yield* file.bytes
      yield tail
    })(),
  }
}

function disposition(boundary: string, name: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`
}

/** As browsers do it. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
