import type { Document } from '../compare/document.ts'
import { isObject } from '../json.ts'
import { eventsOf, type SurfaceEvent } from '../pact-file/match-operation.ts'
import { bodyFaults } from './body-faults.ts'
import type { DeliveryMutant, MutantKind } from './mutant.ts'

/** What signs a delivery, and the faults a signature can have, beside that it is missing or of another body. */
interface SignatureForm {
  header: string
  faults: [title: string, change: (value: string) => string | undefined][]
}

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
      const { header: signature, faults } = formOf(document, event)
      const inSignature = faults.map(([title, change]) =>
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

/** HubMessage's signature has no time. */
function formOf(document: Document, { operation }: SurfaceEvent): SignatureForm {
  const parameters = Array.isArray(operation.content.parameters) ? operation.content.parameters : []
  const names = parameters.map((one) => String(document.resolve(one).name).toLowerCase())
  return names.includes(hubSignature.header) ? hubSignature : keebaiSignature
}

const hubSignature: SignatureForm = {
  header: 'x-hubmessage-signature',
  faults: [
    ['no signature', () => undefined],
    ['a signature of something else', (value) => value.replace(/=(.)/, (_, digit) => `=${digit === '0' ? '1' : '0'}`)],
    ['a signature without its kind', (value) => value.replace('sha256=', '')],
  ],
}

const signatureFaults: SignatureForm['faults'] = [
  ['no signature', () => undefined],
  [
    'a signature of something else',
    (value) => value.replace(/v1=(.)/, (_, digit) => `v1=${digit === '0' ? '1' : '0'}`),
  ],
  ['a signature of another time', (value) => value.replace(/t=(\d+)/, (_, time) => `t=${Number(time) - 1}`)],
  ['a signature without its time', (value) => value.replace(/t=\d+,/, '')],
]

const keebaiSignature: SignatureForm = { header: 'x-keebai-signature', faults: signatureFaults }

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
