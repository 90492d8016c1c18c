import type { CreatedTemplate, GraphSuccess } from '../../../../generated/meta/types.gen.ts'
import type { Waba } from '../assets.ts'
import { GraphError, unknownObject } from '../errors.ts'
import type { SendingWorld } from '../messages.ts'
import { answer, type GraphAnswer, type GraphCall } from '../world.ts'
import { decide } from './reviews.ts'
import { readCategory, readComponents, readFormat, readLanguage, readName } from './rules.ts'
import type { Template } from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const CREATIONS_PER_HOUR = 100
const TEMPLATES_MAX = 250
const EDITS_PER_30_DAYS = 10
const EDITABLE = ['APPROVED', 'REJECTED', 'PAUSED']

/** A new template goes under review. */
export function createTemplate(world: SendingWorld, realm: string, waba: Waba, { body }: GraphCall): GraphAnswer {
  const name = readName(body.name)
  const language = readLanguage(body.language)
  const category = readCategory(body.category)
  const parameterFormat = readFormat(body.parameter_format)
  const components = readComponents(body.components, category, parameterFormat)
  const now = world.clock.now()
  const { templates } = world
  const listed = templates.list(realm, waba.id)
  if (listed.some((one) => one.name === name && one.language === language)) {
    throw taken(
      2388024,
      'Content in this language already exists',
      `There is already ${language} content for this template.`,
    )
  }
  const gone = templates.goneAt(realm, waba.id, name)
  if (gone && now - gone.at < 30 * DAY_MS) {
    throw taken(
      2388023,
      'Message template language is being deleted',
      `The name ${name} cannot be used for 30 days after it was deleted.`,
    )
  }
  if (listed.length >= TEMPLATES_MAX) {
    throw taken(2388019, 'Template limit exceeded', `An account has at most ${TEMPLATES_MAX} templates.`)
  }
  countCreation(world, realm, waba.id, now)
  const template: Template = {
    id: world.ids.graphId(),
    name,
    language,
    category,
    parameterFormat,
    components,
    status: 'PENDING',
    ttlSeconds: readTtl(body.message_send_ttl_seconds),
    edits: [],
  }
  world.store.transaction(() => world.reviews.begin(realm, waba.id, template))
  return answer<CreatedTemplate>({ id: template.id, status: template.status, category })
}

/** What is edited goes under review again; an approved template may be edited once a day, and ten times in 30 days. */
export function editTemplate(
  world: SendingWorld,
  realm: string,
  wabaId: string,
  template: Template,
  { body }: GraphCall,
): GraphAnswer {
  const now = world.clock.now()
  const { status } = template
  if (!EDITABLE.includes(status)) {
    throw notEditable(`A template that is ${status} cannot be edited; only one that is ${EDITABLE.join(', ')}.`)
  }
  const edits = template.edits.filter((at) => now - at < 30 * DAY_MS)
  if (status === 'APPROVED' && edits.some((at) => now - at < DAY_MS)) {
    throw notEditable('An approved template can be edited once in 24 hours.')
  }
  if (status === 'APPROVED' && edits.length >= EDITS_PER_30_DAYS) {
    throw notEditable(`An approved template can be edited ${EDITS_PER_30_DAYS} times in 30 days.`)
  }
  const category = body.category === undefined ? template.category : readCategory(body.category)
  if (status === 'APPROVED' && category !== template.category) {
    throw notEditable('The category of an approved template cannot be changed.')
  }
  const components =
    body.components === undefined
      ? template.components
      : readComponents(body.components, category, template.parameterFormat)
  const ttlSeconds = readTtl(body.message_send_ttl_seconds) ?? template.ttlSeconds
  const edited = { ...template, category, components, ttlSeconds, status: 'PENDING', reason: undefined }
  const counted = status === 'APPROVED' ? [...edits, now] : edits
  world.store.transaction(() => world.reviews.begin(realm, wabaId, { ...edited, edits: counted }))
  return answer<GraphSuccess>({ success: true })
}

export function unpauseTemplate(world: SendingWorld, realm: string, wabaId: string, template: Template): GraphAnswer {
  if (template.status !== 'PAUSED') throw notEditable('The template is not paused.')
  decide(world, realm, wabaId, template, { status: 'APPROVED' })
  return answer<GraphSuccess>({ success: true })
}

/** By name in all languages, or the one with this id. */
export function deleteTemplates(
  world: SendingWorld,
  realm: string,
  waba: Waba,
  { method, query }: GraphCall,
): GraphAnswer {
  const name = query.get('name')
  const id = query.get('hsm_id')
  if (name === null) throw new GraphError(100, { message: '(#100) The parameter name is required.' })
  const found = world.templates
    .list(realm, waba.id)
    .filter((template) => template.name === name && (id === null || template.id === id))
  if (found.length === 0) throw unknownObject(method, id ?? name)
  for (const template of found) {
    world.reviews.forget(realm, waba.id, template)
    world.templates.remove(realm, waba.id, template, world.clock.now())
  }
  return answer<GraphSuccess>({ success: true })
}

function countCreation({ store }: SendingWorld, realm: string, wabaId: string, now: number): void {
  const made = (store.get<number[]>('graph.creations', `${realm}/${wabaId}`) ?? []).filter((at) => now - at < HOUR_MS)
  if (made.length >= CREATIONS_PER_HOUR) {
    throw new GraphError(80007, { details: `An account can create ${CREATIONS_PER_HOUR} templates an hour` })
  }
  store.set('graph.creations', `${realm}/${wabaId}`, [...made, now])
}

function readTtl(value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= -1 && value <= 2_592_000) return value
  throw new GraphError(100, { message: '(#100) Param message_send_ttl_seconds must be a number of seconds.' })
}

function notEditable(userMessage: string): GraphError {
  return taken(2388003, 'Message template cannot be edited', userMessage)
}

function taken(subcode: number, userTitle: string, userMessage: string): GraphError {
  return new GraphError(100, { message: 'Invalid parameter', subcode, userTitle, userMessage })
}
