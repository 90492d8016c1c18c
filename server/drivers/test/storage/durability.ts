import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { BroadcastId, CompanyId } from '../../../domain/ids.ts'
import type { MakeRig, StorageRig } from './rig.ts'

const writer = fileURLToPath(new URL('./durable-writer.ts', import.meta.url))

export function durabilityCases(makeRig: MakeRig): void {
  test('nothing acknowledged is missing after kill -9 in mid-write, and nothing is half there', async () => {
    await using rig = await makeRig()
    await rig.storage.close()
    const acknowledged: string[] = []
    for (const killAfter of [1, 150, 700]) acknowledged.push(...(await writeUntilKilled(rig, killAfter)))

    const { read } = await rig.reopen()
    for (const line of acknowledged) {
      const [company, broadcast] = line.split(' ') as [CompanyId, BroadcastId]
      expect(await read.broadcasts.find(company, broadcast)).toBeDefined()
      expect(await read.messages.ofBroadcast(broadcast)).toHaveLength(2)
    }
  }, 30_000)
}

/** The `company broadcast` pairs a process had acknowledged when it was killed. */
async function writeUntilKilled({ elsewhere }: StorageRig, killAfter: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, elsewhere.module, elsewhere.argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.length === acknowledgementLength) lines.push(line)
    if (lines.length === killAfter) child.kill('SIGKILL')
  }
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
  expect(lines.length).toBeGreaterThanOrEqual(killAfter)
  return lines
}

/** Two ids of 24 characters; a line cut short by the kill acknowledges nothing. */
const acknowledgementLength = 49
