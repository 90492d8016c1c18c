import { parseArgs } from 'node:util'
import type { AskedProvider, AskedReport, ReportForm, VerifyOptions } from '../../contract-tests/verify/options.ts'
import { type Command, UsageError } from '../command.ts'
import { interruption } from '../interruption.ts'

const help = `Usage: trunkline verify [--pacts DIR|FILE…] [--provider URL|sandbox|gateway|mock]… [--against SPEC]
                        [--since GIT_REF|FILE] [--states FILE] [--surface keebai|hubmessage] [--strict]
                        [--broker URL [--selectors JSON] [--pending] [--publish --provider-version VERSION]]
                        [--consumer NAME]… [--report terminal|html|json|junit[=FILE]]…

Holds consumers, specification and providers against each other: pacts against the specification, pacts against running
providers, every recorded answer against the specification. Providers named by a word are started for the run, and every
provider state is made for it. Without options, in a clone: this project's own pacts, everywhere, and the whole matrix.

  --pacts DIR|FILE      pacts of version 2, 3 or 4; may be given several times
  --provider WHERE      what to verify: sandbox, gateway, mock, or an address; may be given several times
                        (sandbox; all three for this project's own pacts)
  --surface NAME        what a pact is about, keebai or hubmessage, where it does not tell by itself
  --states FILE         JSON: which provider state of the sandbox a state of yours means
  --strict              fail where a pact relies on what the vendor does not promise

  --against SPEC        another specification in the place of the bundled one: what would break?
  --since GIT_REF|FILE  what broke since: a revision of this project, or a specification

  --broker URL          pacts from a Pact broker; credentials in PACT_BROKER_TOKEN, or in PACT_BROKER_USERNAME and
                        PACT_BROKER_PASSWORD
  --selectors JSON      consumer version selectors         --pending   new pacts do not fail the run
  --consumer NAME       only pacts of this consumer; may be given several times
  --publish             tell the broker the results, as of --provider-version

  --report FORM[=FILE]  terminal, html, json or junit, to a file or to standard output; may be given several times

Exits with 0 when everything holds, 1 when something does not, 2 when the run could not be made.
`

/** As shells tell of a program that Ctrl-C ended. */
const stopped = 130

const options = {
  pacts: { type: 'string', multiple: true, default: [] as string[] },
  provider: { type: 'string', multiple: true, default: [] as string[] },
  surface: { type: 'string' },
  states: { type: 'string' },
  strict: { type: 'boolean', default: false },
  against: { type: 'string' },
  since: { type: 'string' },
  broker: { type: 'string' },
  selectors: { type: 'string' },
  pending: { type: 'boolean', default: false },
  publish: { type: 'boolean', default: false },
  'provider-version': { type: 'string' },
  consumer: { type: 'string', multiple: true, default: [] as string[] },
  report: { type: 'string', multiple: true, default: [] as string[] },
} as const

export const verify: Command = {
  help,
  async run(args, terminal) {
    const asked = toVerifyOptions(args)
    const { runVerify } = await import('../../contract-tests/verify/run-verify.ts')
    using interrupt = interruption()
    try {
      return await runVerify(asked, terminal, interrupt.signal)
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
      terminal.stderr.write('trunkline: stopped\n')
      return stopped
    }
  },
}

export function toVerifyOptions(args: string[]): VerifyOptions {
  const { values } = parseArgs({ args: repeated(args), options })
  const { pacts, provider, consumer, surface, against, since, states, strict } = values
  if (surface !== undefined && surface !== 'keebai' && surface !== 'hubmessage') {
    throw new UsageError(`--surface is keebai or hubmessage, not "${surface}"`)
  }
  return {
    ...(pacts.length > 0 && { pacts }),
    ...(provider.length > 0 && { providers: provider.map(toProvider) }),
    ...(consumer.length > 0 && { consumers: consumer }),
    ...toBroker(values),
    surface,
    against,
    since,
    states,
    strict,
    reports: toReports(values.report),
  }
}

/** Options that take several values: `--pacts a b` is `--pacts a --pacts b`. */
function repeated(args: string[]): string[] {
  const several = ['pacts', 'provider', 'consumer', 'report']
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  let last = ''
  return tokens.flatMap((token) => {
    if (token.kind === 'option') {
      last = token.name
      const written = token.inlineValue ? `${token.rawName}=${token.value}` : token.rawName
      return token.inlineValue || token.value === undefined ? [written] : [written, token.value]
    }
    if (token.kind === 'positional' && several.includes(last)) return [`--${last}`, token.value]
    return token.kind === 'positional' ? [token.value] : ['--']
  })
}

function toProvider(text: string): AskedProvider {
  if (text === 'sandbox' || text === 'gateway' || text === 'mock') return { name: text }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return { name: 'url', url: text.replace(/\/+$/, '') }
  throw new UsageError(
    `--provider is sandbox, gateway, mock or an address such as http://127.0.0.1:4010, not "${text}"`,
  )
}

function toBroker(values: {
  broker?: string
  selectors?: string
  pending: boolean
  publish: boolean
  'provider-version'?: string
}): Pick<VerifyOptions, 'broker'> {
  const { broker, selectors, pending, publish } = values
  const providerVersion = values['provider-version']
  if (broker === undefined) {
    const lone = Object.entries({ selectors, pending, publish, 'provider-version': providerVersion })
    const [name] = lone.find(([, value]) => value) ?? []
    if (name) throw new UsageError(`--${name} belongs to --broker URL`)
    return {}
  }
  if (!/^https?:$/.test(URL.canParse(broker) ? new URL(broker).protocol : '')) {
    throw new UsageError(`--broker takes an address such as https://broker.example.com, not "${broker}"`)
  }
  if (publish && !providerVersion) throw new UsageError('--publish needs --provider-version VERSION')
  return { broker: { url: broker, selectors: toSelectors(selectors), pending, publish, providerVersion } }
}

function toSelectors(text: string | undefined): Record<string, unknown>[] | undefined {
  if (text === undefined) return undefined
  try {
    const list = [JSON.parse(text)].flat()
    if (list.every((one) => typeof one === 'object' && one !== null)) return list
  } catch {}
  throw new UsageError(`--selectors takes JSON such as '[{"mainBranch": true}]', not ${text}`)
}

const forms: ReportForm[] = ['terminal', 'html', 'json', 'junit']

function toReports(texts: string[]): AskedReport[] {
  const asked = texts.map((text): AskedReport => {
    const [name = '', ...rest] = text.split('=')
    const form = forms.find((one) => one === name)
    if (!form) throw new UsageError(`--report is ${forms.join(', ')}, with =FILE to write a file, not "${text}"`)
    const file = rest.join('=')
    if (rest.length > 0 && file === '') throw new UsageError(`--report ${name}= names no file`)
    return rest.length > 0 ? { form, file } : { form }
  })
  const shown = asked.filter(({ file }) => file === undefined)
  if (shown.length > 1) {
    throw new UsageError(
      `only one report goes to standard output; name a file, such as --report ${shown[0]?.form}=FILE`,
    )
  }
  return shown.length === 1 ? asked : [...asked, { form: 'terminal' }]
}
