import { expect } from 'vitest'
import {
  createHubMessageClient,
  createKeebaiClient,
  type FollowedQrEvent,
  type FollowQrOptions,
  followQr,
  type HubMessageClient,
  type KeebaiClient,
  keebai,
  unwrap,
} from '../../../client/index.ts'
import type { Channel, StartConnectRequest } from '../../../generated/keebai/types.gen.ts'
import { type Client, createClient } from '../../../generated/sandbox/client/index.ts'
import * as control from '../../../generated/sandbox/index.ts'
import type { Credentials, FaultRequest, PhoneMessage } from '../../../generated/sandbox/types.gen.ts'
import { openSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts'

export { control }

/** A running sandbox whose every answer has to fit its documents by the end. */
export interface Rig extends AsyncDisposable {
  url: string
  sandbox: Sandbox
  /** A fresh company; tests of one file never meet. */
  company(scopes?: string[]): Promise<Company>
  /** The company the sandbox is seeded with. */
  seeded: Company
  /** Moves the clock (ISO 8601) and settles. */
  advance(by: string): Promise<void>
}

/** A company and what it is used with. */
export interface Company extends Credentials {
  /** Its Keebai client, HubMessage client and control client. */
  api: KeebaiClient
  hub: HubMessageClient
  control: Client
  /** The Keebai API as somebody else of the company, with a token of these scopes. */
  as(scopes: string[]): Promise<KeebaiClient>
  call(method: string, path: string, init?: CallInit): Promise<Answered>
  phone(number: string, name?: string, reads?: boolean): Promise<string>
  inbox(number: string): Promise<PhoneMessage[]>
  /** A text from a phone to a number. */
  write(from: string, to: string, text: string): Promise<PhoneMessage>
  fault(fault: FaultRequest): Promise<void>
  clearFaults(): Promise<void>
  connect(body?: StartConnectRequest): Promise<string>
  complete(session: string, body?: Parameters<typeof control.completeSignup>[0]['body']): Promise<Answered>
  pairing(name?: string): Promise<Pairing>
  /** Pairs a phone and waits for `connected`. */
  pair(number: string, name?: string): Promise<Channel>
  readChannel(id: string): Promise<Channel>
  /** The broadcast, once it has ended. */
  ended(broadcast: string): Promise<{ status: string; sent: number; failed: number; pending: number }>
}

export interface CallInit {
  token?: string | null
  headers?: Record<string, string>
  /** Text is sent as it is, anything else as JSON. */
  body?: unknown
}

export interface Answered {
  status: number
  body: unknown
  headers: Headers
}

/** A QR session under way, with everything its stream has told. */
export interface Pairing {
  session: string
  events: FollowedQrEvent[]
  /** Resolves when the stream has ended. */
  done: Promise<void>
  /** The newest code; waits for one other than `not`. */
  qr(not?: string): Promise<string>
  scan(number: string): Promise<Answered>
}

export async function openRig(options: SandboxOptions = {}): Promise<Rig> {
  const sandbox = await openSandbox({ port: 0, logLevel: 'error', lazy: true, ...options })
  const { url } = sandbox
  const admin = createClient({ baseUrl: url })
  return {
    url,
    sandbox,
    seeded: toCompany(url, sandbox.credentials),
    async company(scopes) {
      return toCompany(url, await unwrap(control.createCompany({ client: admin, body: { scopes } })))
    },
    async advance(by) {
      await unwrap(control.advanceClock({ client: admin, body: { by } }))
    },
    async [Symbol.asyncDispose]() {
      const { data } = await unwrap(control.listSpecViolations({ client: admin }))
      await sandbox.close()
      expect(data, 'answers that their documents do not allow').toEqual([])
    },
  }
}

function toCompany(url: string, credentials: Credentials): Company {
  const { token } = credentials.keebai
  const api = createKeebaiClient({ baseUrl: url, token })
  const client = createClient({ baseUrl: url, auth: token })

  async function pairing(name?: string): Promise<Pairing> {
    return followed(company, await company.connect({ mode: 'qr', name }))
  }

  const company: Company = {
    ...credentials,
    api,
    hub: createHubMessageClient({ baseUrl: `${url}/hubmessage`, token: credentials.hubmessage.secret_key }),
    control: client,
    async as(scopes) {
      const issued = await unwrap(control.createSandboxToken({ client, body: { scopes } }))
      return createKeebaiClient({ baseUrl: url, token: issued.token })
    },
    call: (method, path, init = {}) => call(url, method, path, { token, ...init }),
    async phone(number, name = 'Somebody', reads = true) {
      return (await unwrap(control.createPhone({ client, body: { number, name, reads } }))).number
    },
    async inbox(number) {
      return (await unwrap(control.listPhoneMessages({ client, path: { number } }))).data
    },
    write: (number, to, text) => unwrap(control.sendFromPhone({ client, path: { number }, body: { to, text } })),
    async fault(body) {
      await unwrap(control.createFault({ client, body }))
    },
    async clearFaults() {
      await unwrap(control.clearFaults({ client }))
    },
    async connect(body = {}) {
      return (await unwrap(keebai.startWhatsAppConnect({ client: api, body }))).session_id
    },
    complete: (session, body) => answer(control.completeSignup({ client, path: { session_id: session }, body })),
    pairing,
    async pair(number, name) {
      const going = await pairing(name)
      await going.qr()
      expect((await going.scan(number)).status).toBe(200)
      await going.done
      const last = going.events.at(-1)
      if (last?.event !== 'connected') throw new Error(`the pairing ended with ${JSON.stringify(last)}`)
      return company.readChannel(last.data.channel_id)
    },
    readChannel: (id) => unwrap(keebai.getChannel({ client: api, path: { id } })),
    async ended(broadcastId) {
      const read = () => unwrap(keebai.getBroadcast({ client: api, path: { broadcastId } }))
      await expect.poll(async () => (await read()).pending, { timeout: 5_000 }).toBe(0)
      return read()
    },
  }
  return company
}

/** Follows a QR session from now on. */
export function followed(company: Company, session: string, options: FollowQrOptions = {}): Pairing {
  const events: FollowedQrEvent[] = []
  const read = async () => {
    for await (const event of followQr(company.api, session, options)) events.push(event)
  }
  const done = read()
  // A test that does not wait for the end is not failed by it.
  done.catch(() => undefined)
  const newest = () => events.findLast((event) => event.event === 'qr')?.data
  const qr = async (not?: string) => {
    await expect.poll(() => newest() !== undefined && newest() !== not, { timeout: 10_000, interval: 10 }).toBe(true)
    return newest() ?? ''
  }
  return {
    session,
    events,
    done,
    qr,
    async scan(number) {
      return answer(control.scanQr({ client: company.control, path: { number }, body: { qr: newest() ?? '' } }))
    },
  }
}

/** A request exactly as written. */
export async function call(base: string, method: string, path: string, init: CallInit = {}): Promise<Answered> {
  const { token, headers, body } = init
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** Status and body of an operation's result, whichever it was. */
export async function answer(
  result: Promise<{ data?: unknown; error?: unknown; response?: Response | undefined }>,
): Promise<Answered> {
  const { data, error, response } = await result
  if (!response) throw error
  return { status: response.status, body: response.ok ? data : error, headers: response.headers }
}

/** The body of Keebai's and the control API's refusals. */
export function refusal(statusCode: number, code: string, details?: unknown) {
  return { status: statusCode, body: { error: { code, ...(details !== undefined && { details }) }, statusCode } }
}
