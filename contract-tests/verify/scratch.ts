import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What `tmpdir` looks at, on any platform. */
const names = ['TMPDIR', 'TEMP', 'TMP']

/** Until closed, or until the process ends, whatever is put aside is put into one folder, which then goes away. */
export function openScratch(): { close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-verify-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const former = names.map((name) => [name, process.env[name]] as const)
  for (const name of names) process.env[name] = folder
  return {
    close() {
      for (const [name, value] of former) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      process.off('exit', remove)
      remove()
    },
  }
}
