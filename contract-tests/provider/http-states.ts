import { isObject, type Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'
import type { StateRunner } from './provider.ts'
import { StateFailure, UnknownState } from './states.ts'

export const providerStatesPath = '/_sandbox/provider-states'

const timeoutMs = 20_000

/** States made over HTTP, at the address the Pact verifier of any language would call. */
export function httpStates(url: string): StateRunner {
  return {
    setUp: (state) => change(url, state, 'setup'),
    async tearDown(state) {
      await change(url, state, 'teardown')
    },
  }
}

/** Whether somebody makes states there. */
export async function hasHttpStates(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  const body: unknown = await response.json().catch(() => undefined)
  return response.ok && isObject(body)
}

async function change(
  url: string,
  { name, params }: ProviderState,
  action: 'setup' | 'teardown',
): Promise<Record<string, Json>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state: name, params, action }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new StateFailure(`${url} could not be reached to make the state "${name}": ${reasonOf(error)}`)
  })
  const text = await response.text()
  const body = parsed(text)
  if (response.ok) return isObject(body) ? body : {}
  const { code, message } = errorIn(body)
  const why = `The state "${name}" could not be ${action === 'setup' ? 'made' : 'taken down'}: ${message ?? `${response.status} ${text.slice(0, 500)}`}`
  throw code === 'UNKNOWN_STATE' ? new UnknownState(why) : new StateFailure(why)
}

function errorIn(body: Json | undefined): { code?: string; message?: string } {
  const error = isObject(body) && isObject(body.error) ? body.error : {}
  // The message names the nearest already.
  const details =
    error.details === undefined || error.code === 'UNKNOWN_STATE' ? '' : ` ${JSON.stringify(error.details)}`
  return {
    ...(typeof error.code === 'string' && { code: error.code }),
    ...(typeof error.message === 'string' && { message: error.message + details }),
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause as NodeJS.ErrnoException | undefined
  return cause?.code ?? error.message
}
