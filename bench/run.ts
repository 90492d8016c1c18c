import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureThroughput } from './bulk.ts'
import { measureDeliveries } from './deliveries.ts'
import { startGraphStub } from './graph-stub.ts'
import { startLoad } from './load.ts'
import { type Measured, measure, type Phases } from './measure.ts'
import { measureStartup } from './startup.ts'
import { type SubjectName, subjects } from './subjects.ts'
import { ratiosOf, summarize } from './summary.ts'
import { table } from './table.ts'

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
type Plan = Phases & { rounds: number; deliveries: number }
const full: Plan = { rounds: 3, deliveries: 4_000, warmSeconds: 2, loadSeconds: 2, drainSeconds: 1.5 }
const quick: Plan = { rounds: 1, deliveries: 1_000, warmSeconds: 0.5, loadSeconds: 0.5, drainSeconds: 0.4 }
const plan = options.quick ? quick : full

const graph = await startGraphStub()
const load = await startLoad()
const wanted = subjects(graph.url).filter(({ name }) => !options.only || options.only.split(',').includes(name))
const rounds = new Map<SubjectName, Measured[]>(wanted.map(({ name }) => [name, []]))
for (let round = 0; round < plan.rounds; round += 1) {
  for (const subject of wanted) rounds.get(subject.name)?.push(await measure(subject, load, plan))
}
await load.stop()
const gatewaySubject = subjects(graph.url).find(({ name }) => name === 'gateway')
const throughput = gatewaySubject && (await measureThroughput(gatewaySubject))
const deliveries = await measureDeliveries(graph.url, { rounds: plan.rounds, count: plan.deliveries })
graph.close()
const startup = await measureStartup()

const measured = new Map([...rounds].map(([name, list]) => [name, summarize(list)]))
const ratios = ratiosOf(measured)
const webhookRatio = {
  what: 'webhook deliveries / bare signed POSTs',
  ratio: deliveries.bareCpuUs / deliveries.cpuUs,
  aim: 0.2,
}
const bareCpuUs = measured.get('express')?.cpuUs
const ingressRatio = {
  what: "Meta's webhooks worked off / bare Express",
  ratio: throughput && bareCpuUs ? bareCpuUs / throughput.ingressCpuUs : Number.NaN,
  aim: 0.15,
}
const moreRatios = [webhookRatio, ingressRatio].filter(({ ratio }) => !Number.isNaN(ratio))
const number = (value: number | null | undefined, digits = 0) => (value == null ? '' : value.toFixed(digits))
const rows = wanted.flatMap(({ name, title }) => {
  const one = measured.get(name)
  if (!one) return []
  const { requestsPerSecond, cpuUs, cpuUsUncorrected, drainUs, p99Ms, rssBytes, failed } = one
  const figures = [requestsPerSecond, cpuUs, 1e6 / cpuUs, cpuUsUncorrected, drainUs, p99Ms, rssBytes / 2 ** 20, failed]
  return [[title, ...figures.map((figure) => number(figure))]]
})
const head = [
  'POST /v1/messages/text',
  'req/s',
  'CPU µs',
  'req/CPU s',
  'µs with sends',
  'µs per send',
  'p99 ms',
  'RSS MB',
  'failed',
]
const say = (text: string) => process.stdout.write(`${text}\n`)
say(`\n${table(head, rows)}\n`)
say(
  table(
    ['requests per CPU second', 'ratio', 'aim'],
    [...ratios, ...moreRatios].map(({ what, ratio, aim }) => [what, number(ratio, 2), `≥ ${aim}`]),
  ),
)
const gateway = measured.get('gateway')
const { coldStartMs, readyMs, idleRssMb, firstQrMs, mockStartMs, prismStartMs } = startup
say(
  `\n${table(
    ['on this machine', 'measured', 'aim'],
    [
      ['durable accepts a second, gateway', number(gateway?.requestsPerSecond), '≥ 3000'],
      ['p99 of these', `${number(gateway?.p99Ms)} ms`, '≤ 50 ms'],
      ['5,000 recipients accepted, gateway', `${number(throughput?.bulkMs)} ms`, '≤ 500 ms'],
      ['recipients accepted a CPU second', number(throughput?.bulkRecipientsPerCpuSecond), ''],
      ['longest wait of others meanwhile', `${number(throughput?.bulkStallMs)} ms`, '≤ 20 ms'],
      ['the same without a bulk', `${number(throughput?.calmStallMs)} ms`, ''],
      ["Meta's status webhooks a second", number(throughput?.ingressPerSecond), '≥ 3000'],
      ['CPU of one, worked off', `${number(throughput?.ingressCpuUs)} µs`, ''],
      ['webhooks a second, 20 channels', number(deliveries.perSecond), '≥ 1000'],
      ['webhooks a second, 1 channel', number(deliveries.perSecondOfOne), ''],
      ['CPU of one webhook', `${number(deliveries.cpuUs)} µs`, `bare POST: ${number(deliveries.bareCpuUs)} µs`],
      ['npm start to the first 200', `${number(coldStartMs)} ms`, '≤ 1000 ms'],
      ['npm start to ready', `${number(readyMs)} ms`, ''],
      ['memory, idle and warm', `${number(idleRssMb)} MB`, '≤ 200 MB'],
      ['first qr after connect', firstQrMs.map((ms) => `${number(ms)} ms`).join(', '), '≤ 300 ms'],
      ['static mock to the first answer', `${number(mockStartMs)} ms`, `≤ Prism CLI: ${number(prismStartMs)} ms`],
    ],
  )}`,
)

const results = new URL('./results/', import.meta.url)
mkdirSync(results, { recursive: true })
const machine = { cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? '', node: process.version }
const report = {
  at: new Date().toISOString(),
  machine,
  plan,
  subjects: Object.fromEntries(measured),
  ratios: [...ratios, ...moreRatios],
  deliveries,
  throughput,
  startup,
}
writeFileSync(new URL('latest.json', results), `${JSON.stringify(report, null, 2)}\n`)
