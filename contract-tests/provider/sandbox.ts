import { httpStates, providerStatesPath } from './http-states.ts'
import type { Provider } from './provider.ts'
import { openHostedSandbox } from './sandbox-host.ts'

/** A sandbox of its own, asked over its public port, states included: what a stranger's verifier does with `npm start`. */
export async function startSandboxProvider(): Promise<Provider> {
  const { url, close } = await openHostedSandbox()
  return {
    name: 'sandbox',
    title: 'sandbox',
    url,
    control: url,
    states: httpStates(url + providerStatesPath),
    close,
    [Symbol.asyncDispose]: close,
  }
}
