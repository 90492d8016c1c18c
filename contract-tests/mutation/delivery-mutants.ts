import type { Document } from '../compare/document.ts'
import { isObject } from '../json.ts'
import { eventsOf, type SurfaceEvent } from '../pact-file/match-operation.ts'
import { bodyFaults } from './body-faults.ts'
import type { DeliveryMutant, MutantKind } from './mutant.ts'

const signature = 'x-keebai-signature'

/** Every planted fault of the webhooks a document declares: in the payload, signed anew as a broken provider would, and in the signature. */
export function deliveryMutants(document: Document): DeliveryMutant[] {
  return eventsOf(document)
    .filter(({ isStream }) => !isStream)
    .flatMap((event) => {
      const inPayload = faultsOfPayload(document, event).map(({ kind, title, apply }) =>
        mutant(event, kind, title, ({ headers, body }, sign) => {
          const broken = apply(body)
          return broken === undefined ? undefined : { headers: { ...headers, ...sign(broken) }, body: broken }
        }),
      )
      const inSignature = signatureFaults.map(([title, change]) =>
        mutant(event, 'break-signature', title, ({ headers, body }) => {
          const { [signature]: value, ...rest } = headers
          if (value === undefined) return undefined
          const changed = change(value)
          return { headers: changed === undefined ? rest : { ...rest, [signature]: changed }, body }
        }),
      )
      const unsigned = mutant(event, 'break-signature', 'a body that was not signed', ({ headers, body }) => {
        return { headers, body: `${body} ` }
      })
      return [...inSignature, unsigned, ...inPayload]
    })
}

const signatureFaults: [title: string, change: (value: string) => string | undefined][] = [
  ['no signature', () => undefined],
  [
    'a signature of something else',
    (value) => value.replace(/v1=(.)/, (_, digit) => `v1=${digit === '0' ? '1' : '0'}`),
  ],
  ['a signature of another time', (value) => value.replace(/t=(\d+)/, (_, time) => `t=${Number(time) - 1}`)],
  ['a signature without its time', (value) => value.replace(/t=\d+,/, '')],
]

function mutant(event: SurfaceEvent, kind: MutantKind, title: string, apply: DeliveryMutant['apply']): DeliveryMutant {
  const { name } = event
  return { name: `${name}: ${title}`, subject: name, interaction: `event ${name}`, kind, plantedIn: 'delivery', apply }
}

function faultsOfPayload(document: Document, { operation, pointer }: SurfaceEvent) {
  const body = document.resolve(operation.content.requestBody)
  const media = document.resolve(document.resolve(body.content)['application/json'])
  const faults = Object.values(document.resolve(media.examples)).flatMap((example) => {
    const { value } = document.resolve(example)
    return isObject(value) ? bodyFaults(document, { $ref: `#${pointer}` }, value) : []
  })
  return [...new Map(faults.map((one) => [one.title, one])).values()]
}
