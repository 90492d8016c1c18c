import type { Probe } from '../../provider/probes.ts'
import type { Provider } from '../../provider/provider.ts'
import { curlLine } from '../curl.ts'
import type { Finding } from '../finding.ts'
import { plural, type Step } from '../run.ts'

/** Documented answers that no pact can show, provoked at every provider. */
export const probes: Step = {
  name: 'probe',
  title: 'Answers that no pact can show',
  leftOut: ({ own }) => (own ? undefined : "they are for this project's matrix"),
  async check(run) {
    const asked = await Promise.all(
      (await run.providers()).map(async ({ provider, probe }) => {
        return (await probe()).map((one) => ({ provider, probe: one }))
      }),
    )
    const done = asked.flat()
    for (const { provider, probe } of done) run.probed.push({ ...probe, provider })
    const findings = done.filter(({ probe }) => !probe.passed).map(({ provider, probe }) => toFinding(provider, probe))
    return { findings, note: plural(done.length, 'answer') }
  },
}

function toFinding(provider: Provider, { operation, status, problems, exchange }: Probe): Finding {
  return {
    check: 'probe',
    severity: 'error',
    code: 'probe-failed',
    what: `${operation} does not answer ${status} as documented: ${problems.join('; ')}.`,
    where: { provider: provider.title, operation, status },
    expected: String(status),
    ...(exchange && {
      got: `${exchange.response.status}\n${exchange.response.body}`.trim(),
      curl: curlLine(exchange.request, provider.url),
    }),
  }
}
