import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../../cli/test/run.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Report } from '../report.ts'

/** A folder for the files of one test. */
export interface Folder extends Disposable {
  /** Writes a file, and JSON where it is no text; its path. */
  file(name: string, content: Json): string
  path: string
}

export function aFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'trunkline-verify-'))
  return {
    path,
    file(name, content) {
      writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content))
      return join(path, name)
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A token of the stranger's own; nobody issued it. */
export const token = `kbai_pk_${'0a1b2c3d'.repeat(8)}`

/** A pact of version 4, as a stranger's library writes it. */
export function aPact(consumer: string, ...interactions: JsonObject[]): JsonObject {
  return {
    consumer: { name: consumer },
    provider: { name: 'keebai' },
    interactions: interactions.map((one) => ({ type: 'Synchronous/HTTP', ...one })),
    metadata: { pactSpecification: { version: '4.0' } },
  }
}

const connected = { name: 'a connected Cloud API channel' }

/** The channels are listed, each with an id and what else is said. */
export function listing(more: JsonObject = {}, channel: JsonObject = {}): JsonObject {
  return {
    description: 'the list of channels',
    providerStates: [connected],
    request: { method: 'GET', path: '/v1/channels', headers: { Authorization: [`Bearer ${token}`] } },
    response: {
      status: 200,
      headers: { 'Content-Type': ['application/json'] },
      body: {
        content: { data: [{ id: 'ch_01KS659CDKEPH8JW5P0Q59P0Y3', ...channel }] },
        contentType: 'application/json',
        encoded: false,
      },
      matchingRules: { body: { '$.data[0].id': { combine: 'AND', matchers: [{ match: 'type' }] } } },
    },
    ...more,
  }
}

/** Runs `trunkline verify`; its report where it writes one. */
export async function verified(...args: string[]): Promise<{ code: number; stderr: string; report: Report }> {
  const { code, stdout, stderr } = await run(['verify', ...args, '--report', 'json'])
  return { code, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) }
}
