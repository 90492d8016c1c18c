import { expect } from 'vitest'
import { openSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts'
import { type Answered, type CallInit, call } from '../flows/rig.ts'

/** Nobody issued it. */
export const strangersToken = `kbai_pk_${'9d1ec0de'.repeat(8)}`

/** A sandbox as a verifier sees it: states set up over HTTP, requests with a token of the pact's own. */
export interface StageRig extends AsyncDisposable {
  sandbox: Sandbox
  setUp(name: string, params?: Record<string, unknown>): Promise<Record<string, string | undefined>>
  tearDown(name: string): Promise<void>
  /** The endpoint, exactly as called. */
  change(body: unknown, query?: string): Promise<Answered>
  keebai(method: string, path: string, init?: CallInit): Promise<Answered>
  hub(method: string, path: string, init?: CallInit): Promise<Answered>
  /** The first event of a stream that there is from the first answer on. */
  firstEvent(path: string): Promise<string>
}

export async function openStageRig(options: SandboxOptions = {}): Promise<StageRig> {
  const sandbox = await openSandbox({ port: 0, logLevel: 'silent', lazy: true, ...options })
  const { url, controlUrl } = sandbox
  const change = (body: unknown, query = '') => call(controlUrl, 'POST', `/_sandbox/provider-states${query}`, { body })
  return {
    sandbox,
    change,
    async setUp(name, params) {
      const answered = await change({ state: name, params, action: 'setup' })
      expect([answered.status, answered.body], name).toEqual([200, expect.any(Object)])
      return answered.body as Record<string, string | undefined>
    },
    async tearDown(name) {
      expect(await change({ state: name, action: 'teardown' })).toMatchObject({ status: 200, body: {} })
    },
    keebai: (method, path, init) => call(url, method, path, { token: strangersToken, ...init }),
    hub: (method, path, init) => call(`${url}/hubmessage`, method, path, { token: strangersToken, ...init }),
    async firstEvent(path) {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${strangersToken}` } })
      expect(response.status).toBe(200)
      const reader = response.body?.getReader()
      let told = ''
      for (let name: string | undefined; reader; name = /^event: (\w+)$/m.exec(told)?.[1]) {
        if (name !== undefined) {
          await reader.cancel()
          return name
        }
        const { value, done } = await reader.read()
        if (done) break
        told += Buffer.from(value).toString()
      }
      throw new Error(`the stream told no event: ${told}`)
    },
    async [Symbol.asyncDispose]() {
      const { body } = await call(controlUrl, 'GET', '/_sandbox/spec-violations')
      await sandbox.close()
      expect(body, 'answers that their documents do not allow').toEqual({ data: [] })
    },
  }
}
