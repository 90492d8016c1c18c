import { hasHttpStates, httpStates, providerStatesPath } from './http-states.ts'
import type { Provider } from './provider.ts'

/** Nobody answers at the address. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

/**
 * Whatever runs at an address; nobody here ends it. With `/_sandbox/provider-states` it makes states, and all interactions take turns;
 * without, interactions are verified against what it happens to have. HubMessage's own address may be given as well.
 */
export async function openUrlProvider(address: string): Promise<Provider> {
  const title = address.replace(/\/+$/, '')
  const url = title.replace(/\/hubmessage$/, '')
  const statesUrl = url + providerStatesPath
  const hasStates = await hasHttpStates(statesUrl).catch((error: unknown) => {
    throw new Unreachable(`Nobody answers at ${title}: ${reasonOf(error)}`)
  })
  const close = async () => undefined
  return {
    name: 'url',
    title,
    url,
    lanes: 'one',
    ...(hasStates && { control: url }),
    states: hasStates ? httpStates(statesUrl) : undefined,
    excludes: ({ kind }) =>
      kind === 'message' && !hasStates ? 'nothing at this address brings events about: it has no /_sandbox' : undefined,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException }
  return cause?.code ?? message
}
