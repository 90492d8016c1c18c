import type { BusinessNumber, BusinessToken, Waba } from './assets.ts'
import { GraphError, unknownObject } from './errors.ts'
import { deleteMedium, findMedium, readMedium, uploadMedia } from './media.ts'
import { type SendingWorld, sendMessage } from './messages.ts'
import { debugToken, exchangeCode } from './oauth.ts'
import { deregisterNumber, registerNumber } from './registration.ts'
import { startSync } from './smb-sync.ts'
import { createTemplate, deleteTemplates, editTemplate, unpauseTemplate } from './templates/change.ts'
import { listTemplates, readTemplate } from './templates/list.ts'
import { dropUpload } from './upload.ts'
import {
  listPhoneNumbers,
  listSubscribedApps,
  readPhoneNumber,
  readWaba,
  subscribeApp,
  unsubscribeApp,
} from './waba.ts'
import type { GraphAnswer, GraphCall } from './world.ts'

type Answered = GraphAnswer | Promise<GraphAnswer>
type WabaEdge = (world: SendingWorld, realm: string, waba: Waba, call: GraphCall) => Answered
type NumberEdge = (world: SendingWorld, realm: string, number: BusinessNumber, call: GraphCall) => Answered

const WABA_EDGES: Readonly<Record<string, WabaEdge>> = {
  'GET ': (_world, _realm, waba, call) => readWaba(waba, call),
  'GET subscribed_apps': (world, _realm, waba) => listSubscribedApps(world, waba),
  'POST subscribed_apps': subscribeApp,
  'DELETE subscribed_apps': unsubscribeApp,
  'GET phone_numbers': listPhoneNumbers,
  'GET message_templates': (world, realm, waba, call) => listTemplates(world.templates, realm, waba, call),
  'POST message_templates': createTemplate,
  'DELETE message_templates': deleteTemplates,
}

const NUMBER_EDGES: Readonly<Record<string, NumberEdge>> = {
  'GET ': (_world, _realm, number, call) => readPhoneNumber(number, call),
  'POST register': registerNumber,
  'POST deregister': deregisterNumber,
  'POST smb_app_data': startSync,
  'POST messages': sendMessage,
  'POST media': (world, realm, number, { upload = { product: undefined, type: undefined, file: undefined } }) =>
    uploadMedia(world, realm, number, upload),
}

/** Answers one API call or throws a {@link GraphError}. */
export function answerCall(world: SendingWorld, call: GraphCall): Answered {
  const [id = '', edge = ''] = call.path
  if (id === 'oauth' && edge === 'access_token') return exchangeCode(world, call)
  if (id === 'debug_token' && edge === '') return debugToken(world, call)
  if (call.path.length > 2 || !/^\d+$/.test(id)) {
    throw new GraphError(2500, { message: `Unknown path components: /${call.path.join('/')}` })
  }
  const access = requireBusiness(call)
  const name = `${call.method} ${edge}`

  const waba = access.wabaIds.includes(id) ? world.assets.waba(access.realm, id) : undefined
  const wabaEdge = WABA_EDGES[name]
  if (waba && wabaEdge) return wabaEdge(world, access.realm, waba, call)

  const number = world.assets.number(access.realm, id)
  const numberEdge = NUMBER_EDGES[name]
  if (number && access.wabaIds.includes(number.wabaId) && numberEdge) {
    return numberEdge(world, access.realm, number, call)
  }
  const template = world.templates.byId(access.realm, access.wabaIds, id)
  if (template) {
    if (name === 'GET ') return readTemplate(template.template, call)
    if (name === 'POST ') return editTemplate(world, access.realm, template.wabaId, template.template, call)
    if (name === 'POST unpause') return unpauseTemplate(world, access.realm, template.wabaId, template.template)
  }
  const medium = edge === '' ? findMedium(world, access.realm, id) : undefined
  if (medium && access.wabaIds.includes(medium.wabaId)) {
    if (call.method === 'GET') return readMedium(world, medium, call)
    if (call.method === 'DELETE') return deleteMedium(world, access.realm, medium, call)
  }
  if (call.upload) dropUpload(world.phones.shelf, access.realm, call.upload)
  throw unknownObject(call.method, id)
}

function requireBusiness({ caller }: GraphCall): BusinessToken {
  if (caller.kind === 'business') return caller.access
  if (caller.kind === 'app') throw new GraphError(10, { details: 'The app token cannot act for a business' })
  throw new GraphError(190, {
    message: 'Error validating access token: The session has been invalidated or the token is malformed.',
  })
}

/** The realm a call acts in, as far as its token or code tells. */
export function realmOf(world: SendingWorld, call: Pick<GraphCall, 'path' | 'query' | 'caller'>): string | undefined {
  if (call.caller.kind === 'business') return call.caller.access.realm
  const input = call.query.get('input_token')
  if (call.path[0] === 'debug_token' && input) return world.assets.token(input)?.realm
  const code = call.query.get('code')
  return call.path[0] === 'oauth' && code ? world.assets.code(code)?.realm : undefined
}
