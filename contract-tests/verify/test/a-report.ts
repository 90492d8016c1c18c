import type { Finding } from '../finding.ts'
import { type Cell, type Column, columns, type MatrixRow } from '../matrix.ts'
import type { Report, ResultEntry } from '../report.ts'
import { summaryOf } from '../summary.ts'

/** Text that would do harm wherever it is not escaped. */
export const hostile = `</pre><script>document.title='owned'</script>&"'<img src=x onerror="document.title='owned'">]]>\u001b[31m\u0007\u202e`

/** A report of a failed run with every kind of entry. */
export function aReport(): Report {
  const pacts = [
    aPact('shop', 'pacts/shop-keebai.json', 4),
    aPact(hostile, 'pacts/hostile.json', 2),
    { ...aPact('crm', 'https://broker.example/pacts/crm', 1), pending: true },
  ]
  const parts = { pacts, results: theResults(), matrix: aMatrix(), findings: theFindings() }
  return {
    format: 'trunkline-verify',
    formatVersion: 1,
    trunkline: '0.1.0',
    verdict: 'failed',
    startedAt: '2026-11-21T10:30:00.000Z',
    durationMs: 21_400,
    summary: summaryOf(parts),
    specifications: [
      { surface: 'keebai', title: 'Keebai', version: '1.0', source: 'generated/openapi/keebai.json' },
      { surface: 'hubmessage', title: 'HubMessage', version: '1.0', source: 'generated/openapi/hubmessage.json' },
    ],
    providers: [
      { name: 'gateway', title: 'gateway' },
      { name: 'sandbox', title: 'sandbox' },
      { name: 'mock', title: 'mock' },
    ],
    steps: [
      aStep('spec', 'Specifications and their examples', 'passed', '2 documents, 211 examples', 420),
      aStep('pact-spec', 'Pacts against the specification', 'warned', '7 interactions', 310, 0, 1),
      aStep('provider', 'Pacts against the providers', 'failed', '12 answers and events', 18_200, 2),
      aStep('breaking', 'Breaking changes', 'left-out', 'no --since or --against was given', 0),
    ],
    ...parts,
  }
}

function aPact(consumer: string, source: string, interactions: number) {
  return { source, consumer, provider: 'keebai', version: 4, surface: 'keebai', pending: false, interactions } as const
}

function aStep(
  name: string,
  title: string,
  outcome: 'passed' | 'warned' | 'failed' | 'left-out',
  note: string,
  durationMs: number,
  errors = 0,
  warnings = 0,
) {
  return { name, title, outcome, note, durationMs, errors, warnings }
}

function theResults(): ResultEntry[] {
  const shop = { consumer: 'shop', pact: 'pacts/shop-keebai.json', durationMs: 12 }
  const names = [
    'a text is accepted',
    'an unknown channel is told',
    'the list of channels',
    'event whatsapp.message.sent',
  ]
  const ofShop = ['gateway', 'sandbox', 'mock'].flatMap((provider) =>
    names.map((interaction, at): ResultEntry => {
      const failed = at === 0 && provider !== 'mock'
      const excluded = at === 3 && provider === 'mock'
      const about = at === 0 ? 'sendTextMessage 202' : undefined
      const outcome = failed ? 'failed' : excluded ? 'excluded' : 'passed'
      return { ...shop, provider, interaction, about, outcome }
    }),
  )
  return [
    ...ofShop,
    {
      consumer: hostile,
      pact: 'pacts/hostile.json',
      provider: 'sandbox',
      interaction: hostile,
      outcome: 'passed',
      durationMs: 8,
    },
    {
      consumer: 'crm',
      pact: 'https://broker.example/pacts/crm',
      provider: 'sandbox',
      interaction: 'a template is accepted',
      outcome: 'pending-failed',
      durationMs: 9,
    },
  ]
}

function theFindings(): Finding[] {
  const where = {
    consumer: 'shop',
    pact: 'pacts/shop-keebai.json',
    interaction: 'a text is accepted',
    operation: 'sendTextMessage',
    status: 202,
    pointer: '/interactions/0',
  }
  const body: Omit<Finding, 'where'> = {
    check: 'provider',
    severity: 'error',
    code: 'provider-body',
    what: 'The answer lacks a field the pact relies on.',
    expected: '$.broadcast_id  a text like "br_01KS659CDKEPH8JW5P0Q59P0Y3"',
    got: '{\n  "message_id": "wamid.HBgN",\n  "status": "sent",\n  "sent_at": "2026-11-21T10:30:00.000Z"\n}',
    curl: 'curl -sS \'http://127.0.0.1:4010/v1/messages/text\' -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/json\' -d \'{"phone_number_id":"100000000000001","to":"+5491155555555","text":"Hola"}\'',
    hint: 'The request names phone_number_id, which is answered in the other dialect; name channel_id to get a broadcast.',
  }
  return [
    {
      check: 'reliance',
      severity: 'warning',
      code: 'relies-on-extension',
      what: 'The pact relies on Idempotency-Key, which the vendor does not promise.',
      where,
    },
    { ...body, where: { ...where, provider: 'gateway' } },
    { ...body, where: { ...where, provider: 'sandbox' } },
    {
      check: 'pact-spec',
      severity: 'error',
      code: 'response-body-incompatible',
      what: hostile,
      where: {
        consumer: hostile,
        pact: 'pacts/hostile.json',
        interaction: hostile,
        file: 'spec/keebai/schemas/channels/Channel.yaml',
        line: 12,
      },
      expected: hostile,
      got: hostile,
      curl: `curl ${hostile}`,
      hint: hostile,
    },
    {
      check: 'provider',
      severity: 'error',
      pending: true,
      code: 'provider-status',
      what: 'The answer has another status than the pact expects.',
      where: {
        consumer: 'crm',
        pact: 'https://broker.example/pacts/crm',
        provider: 'sandbox',
        interaction: 'a template is accepted',
      },
      expected: '202',
      got: '404',
    },
    {
      check: 'coverage',
      severity: 'error',
      code: 'matrix-hole',
      what: 'No pact covers deleteWebhook 429.',
      where: { operation: 'deleteWebhook', status: 429 },
      hint: 'Write an interaction, or exclude it with a reason in contract-tests/exclusions.ts.',
    },
    {
      check: 'spec',
      severity: 'warning',
      code: 'example-unused',
      what: 'An example is used nowhere.',
      where: { file: 'spec/keebai/examples/connect/qr.yaml', line: 3 },
    },
  ]
}

function aMatrix(): MatrixRow[] {
  const operations = [
    ['startWhatsAppConnect', 'POST /v1/channels/whatsapp/connect'],
    ['sendTextMessage', 'POST /v1/messages/text'],
    ['deleteWebhook', 'DELETE /v1/webhooks/{id}'],
  ]
  const rows = operations.flatMap(([subject = '', route = '']) =>
    ['202', '400', '401', '403', '404', '409', '429', '500', '503'].map(
      (answer): MatrixRow => ({
        surface: 'keebai',
        kind: 'response',
        subject,
        route,
        answer,
        cells: cellsOf(subject, answer),
      }),
    ),
  )
  const all = Object.fromEntries(columns.map((column) => [column, { state: 'covered' } as Cell]))
  const event = { surface: 'keebai', kind: 'webhook-event', route: '', answer: '', cells: all } as const
  const stream = {
    ...event,
    kind: 'stream-event',
    route: 'GET /v1/channels/whatsapp/connect/{session_id}/qr-stream',
  } as const
  return [
    ...rows,
    { ...event, subject: 'whatsapp.message.sent' },
    { ...stream, subject: 'streamWhatsAppQr', answer: 'qr' },
  ]
}

function cellsOf(subject: string, answer: string): Partial<Record<Column, Cell>> {
  const cells: Record<Column, Cell> = {
    example: { state: 'covered' },
    pact: { state: subject === 'deleteWebhook' && answer === '429' ? 'hole' : 'covered' },
    mock:
      answer === '503'
        ? { state: 'excluded', reason: `the mock is never unavailable ${hostile}` }
        : { state: 'covered' },
    sandbox: { state: subject === 'sendTextMessage' && answer === '202' ? 'failed' : 'covered' },
    gateway: { state: 'covered' },
  }
  return cells
}
