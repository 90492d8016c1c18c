/** A process that writes without end and prints `company broadcast` for each transaction once it is committed. */
import { writeSync } from 'node:fs'
import type { Storage } from '../../../domain/ports/storage.ts'
import { aBroadcast, aMessage, givenBroadcast } from './rig.ts'

const [module = '', argument = ''] = process.argv.slice(2)
const { open }: { open(argument: string): Promise<Storage> } = await import(module)
const storage = await open(argument)
const { company, channel } = await givenBroadcast(storage)

async function writeForever(): Promise<never> {
  for (;;) {
    const broadcast = aBroadcast(channel, { total: 2 })
    await storage.transaction(async ({ broadcasts, messages }) => {
      await broadcasts.insert(broadcast)
      await messages.insert([aMessage(broadcast)])
      await messages.insert([aMessage(broadcast)])
    })
    writeSync(1, `${company.id} ${broadcast.id}\n`)
  }
}

await Promise.all(Array.from({ length: 8 }, writeForever))
