/** A process that holds a data directory until it is killed, and says when it has it. */
import { lockDataDirectory } from '../lock.ts'

lockDataDirectory(process.argv[2] ?? '')
setImmediate(() => {
  globalThis.gc?.()
  setImmediate(() => process.stdout.write('held\n'))
})
setInterval(() => {}, 60_000)
