import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const block = 512

/** Unpacks the regular files of a plain tar archive, modes kept. Links and names over 100 bytes are refused. */
export async function untar(archive: Buffer, folder: string): Promise<void> {
  for (let at = 0; at + block <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + block)
    const name = text(header.subarray(0, 100))
    const size = Number.parseInt(text(header.subarray(124, 136)), 8)
    const kind = text(header.subarray(156, 157)) || '0'
    at += block
    if (kind === '0') {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, archive.subarray(at, at + size), {
        mode: Number.parseInt(text(header.subarray(100, 108)), 8),
      })
    } else if (kind !== '5') {
      throw new Error(`"${name}" is of kind ${kind}, which this archive was not expected to hold`)
    }
    at += Math.ceil(size / block) * block
  }
}

function text(field: Buffer): string {
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end === -1 ? field.length : end).trim()
}
