import type { Pact } from '../pact-file/interaction.ts'
import type { Provider } from '../provider/provider.ts'
import type { StateMapping } from '../provider/state-mapping.ts'
import type { ProviderRun } from '../provider/verify-pact.ts'
import type { AskedProvider, VerifyOptions } from './options.ts'
import { Unusable } from './unusable.ts'

export interface StartedProviders {
  started(): Promise<ProviderRun[]>
  close(): Promise<void>
}

/** Starting an instance costs more than verifying this many interactions. */
const worthASecond = 24

/** Lets every provider start at once; whoever asks for them waits until all have. */
export function startProviders(
  { providers }: VerifyOptions,
  pacts: Pact[],
  mapping: StateMapping | undefined,
  own: boolean,
): StartedProviders {
  const asked = providers ?? (own ? usual : [{ name: 'sandbox' } as const])
  const interactions = pacts.reduce((sum, pact) => sum + pact.interactions.length, 0)
  const starting = begin(asked, mapping, interactions > worthASecond ? 2 : 1)
  // Whoever waits for them hears of it; until then it is no unhandled rejection.
  starting.catch(() => undefined)
  return {
    started: async () => (await starting).runs,
    async close() {
      const begun = await starting.catch(() => undefined)
      await begun?.close()
    },
  }
}

const usual: AskedProvider[] = [{ name: 'gateway' }, { name: 'sandbox' }, { name: 'mock' }]

async function begin(asked: AskedProvider[], mapping: StateMapping | undefined, instances: number) {
  const [{ openProviderRun }, { openVerifierProcess }] = await Promise.all([
    import('../provider/verify-pact.ts'),
    import('../provider/verifier-process.ts'),
  ])
  const verifier = openVerifierProcess()
  const opened = await Promise.allSettled(
    asked.map((one) => {
      // An address is one world, in which two states would meet.
      const concurrency = one.name === 'url' ? 1 : instances
      return openProviderRun({ provider: () => start(one), mapping, concurrency, verifier })
    }),
  )
  const runs = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const close = async () => {
    await Promise.all([verifier.close(), ...runs.map((run) => run.close())])
  }
  const failed = opened.find((one) => one.status === 'rejected')
  if (!failed) return { runs, close }
  await close()
  const { reason } = failed
  throw reason instanceof Error && reason.name === 'Unreachable' ? new Unusable(`${reason.message}.`) : reason
}

/** Each is loaded when it is asked for. */
async function start(asked: AskedProvider): Promise<Provider> {
  switch (asked.name) {
    case 'sandbox':
      return (await import('../provider/sandbox.ts')).startSandboxProvider()
    case 'gateway':
      return (await import('../provider/gateway.ts')).startGatewayProvider()
    case 'mock':
      return (await import('../provider/mock.ts')).startMockProvider()
    case 'url':
      return (await import('../provider/url.ts')).openUrlProvider(asked.url)
  }
}
