import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { SimulatorRefusal } from '../refusal.ts'
import { dialogPage } from './dialog-page.ts'
import { isRecord } from './parameters.ts'
import { SDK_SCRIPT } from './sdk-script.ts'
import { shareWaba, signup } from './signup.ts'
import type { GraphWorld } from './world.ts'

const COEXISTENCE = 'whatsapp_business_app_onboarding'
const ONLY_WABA = 'only_waba_sharing'

/**
 * What a browser loads, per realm: the SDK, the dialog, and the dialog's submission.
 * @param path `[realm, …]`
 */
export async function answerPage(
  world: GraphWorld,
  request: IncomingMessage,
  response: ServerResponse,
  path: string[],
  readBody: (request: IncomingMessage) => Promise<string>,
): Promise<void> {
  const [realm = '', ...rest] = path
  const page = `${request.method} ${rest.join('/')}`
  if (page === 'GET en_US/sdk.js') return send(response, 200, 'text/javascript', SDK_SCRIPT)
  if (page === 'GET dialog') return openDialog(world, request, response, realm)
  if (page === 'POST dialog') return finishDialog(world, response, realm, await readBody(request))
  send(response, 404, 'text/plain', 'Not found')
}

function openDialog(world: GraphWorld, request: IncomingMessage, response: ServerResponse, realm: string): void {
  const query = new URL(request.url ?? '/', 'http://graph').searchParams
  const problem = appProblem(world, query.get('app_id'), query.get('config_id'))
  if (problem) {
    send(response, 400, 'text/plain', problem)
    return
  }
  const nonce = randomBytes(16).toString('base64')
  const numbers = world.assets
    .numbers(realm)
    .map(({ id, number, verifiedName }) => ({ phoneNumberId: id, number, verifiedName }))
  const feature = query.get('feature_type')
  const page = dialogPage({ coexistence: feature === COEXISTENCE, onlyWaba: feature === ONLY_WABA, numbers, nonce })
  send(response, 200, 'text/html', page, {
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  })
}

function finishDialog(world: GraphWorld, response: ServerResponse, realm: string, text: string): void {
  try {
    const wish = parse(text)
    const problem = appProblem(world, field(wish, 'app_id'), field(wish, 'config_id'))
    if (problem) throw new SimulatorRefusal(400, 'UNKNOWN_APP', problem)
    sendJson(response, 200, finish(world, realm, wish))
  } catch (error) {
    if (!(error instanceof SimulatorRefusal)) throw error
    sendJson(response, error.status, { code: error.code, message: error.message })
  }
}

/** The session event as the opener gets it, and the code. A coexistence event names no number, as documented. */
function finish(world: GraphWorld, realm: string, wish: Record<string, unknown>) {
  if (field(wish, 'feature_type') === ONLY_WABA) {
    const { code, wabaId, businessId } = shareWaba(world, realm)
    return { code, event: 'FINISH_ONLY_WABA', data: { waba_id: wabaId, business_id: businessId } }
  }
  const result = signup(world, realm, {
    coexistence: field(wish, 'feature_type') === COEXISTENCE,
    verifiedName: field(wish, 'display_name'),
    phoneNumberId: field(wish, 'phone_number_id'),
    phoneNumber: field(wish, 'phone_number'),
  })
  if (result.coexistence) {
    const data = { waba_id: result.wabaId }
    return { code: result.code, event: 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', data }
  }
  const data = { phone_number_id: result.phoneNumberId, waba_id: result.wabaId, business_id: result.businessId }
  return { code: result.code, event: 'FINISH', data }
}

function appProblem({ app }: GraphWorld, appId: string | null | undefined, configId: string | null | undefined) {
  if (appId !== app.id) return `No app has the id "${appId ?? ''}".`
  if (configId !== app.configId) return `The app has no login configuration "${configId ?? ''}".`
  return undefined
}

/** A non-empty text, trimmed. */
function field(wish: Record<string, unknown>, name: string): string | undefined {
  const value = wish[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {
    // Refused below.
  }
  throw new SimulatorRefusal(400, 'MALFORMED_BODY', 'The body is not a JSON object')
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body))
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(body)
}
