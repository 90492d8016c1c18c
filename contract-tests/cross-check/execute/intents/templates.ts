import { isObject, type Json, type JsonObject } from '../../../json.ts'
import type { Actor } from '../actor.ts'
import { type Answer, onlyItem } from '../exchange.ts'
import type { Trial } from '../trial.ts'

const name = 'pedido_enviado'

/** A template is handed in through Keebai, and the same by the entries through HubMessage, in another company: names are taken once. */
export async function templateThroughBoth(trial: Trial): Promise<void> {
  const [left, right] = [await trial.actor(), await trial.actor()]
  const components: Json = [
    { type: 'BODY', text: 'Tu pedido va en camino.' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Ver', url: 'https://example.com/pedidos' }] },
  ]
  const common = { name, language: 'es', category: 'UTILITY', components }
  // HubMessage has numbers for variables, and nothing that says so.
  const body: JsonObject = { channel_id: left.channel.id, parameter_format: 'POSITIONAL', ...common }
  trial.answered(await left.keebai('createTemplate', { body }), 201)

  const known = trial.known(left)
  const wish = trial.translate({ place: 'createTemplate', root: { request: { body } } }, 'createTemplate', known)
  const path = { wabaId: await accountOf(trial, right) }
  trial.answered(await right.hubmessage('createTemplate', { ...wish, path }), 200)

  const byKeebai = underBothNames(
    onlyItem(await left.keebai('listTemplates', { query: { status: 'PENDING' } }), isMeant),
  )
  const byHubMessage = onlyItem(await right.hubmessage('listTemplates', { path }), isMeant)
  const members = ['name', 'language', 'category', 'status'].map((member) => `template-catalogue.${member}`)
  trial.compare(byKeebai, byHubMessage, members, known)
  for (const done of ['create', 'list']) trial.entries.add(`template-catalogue.${done}`)
  trial.same('the template', await templateOf(trial, left), await templateOf(trial, right))
}

const isMeant = (item: JsonObject) => item.name === name

/** Keebai's list has its items under two names. */
function underBothNames(answer: Answer): Answer {
  const { data = [] } = isObject(answer.body) ? answer.body : {}
  return { ...answer, root: { ...answer.root, [answer.status]: { body: { data, items: data } } } }
}

async function accountOf(trial: Trial, actor: Actor): Promise<string> {
  const listed: Answer = await actor.hubmessage('listBusinesses')
  trial.answered(listed, 200)
  const [business] = Array.isArray(listed.body) ? listed.body : []
  return isObject(business) ? String(business.businessId) : ''
}

/** Without what is of its company alone. */
async function templateOf({ sandbox }: Trial, { company }: Actor): Promise<Json> {
  const all = await sandbox.gateway.context.storage.read.templates.page(company, {}, 0, 100)
  const found = all.find((one) => one.name === name)
  if (!found) return null
  const { language, category, status, parameterFormat, components, ttlSeconds, reason, localStatus } = found
  return {
    language,
    category,
    status,
    parameterFormat,
    components: components as Json,
    ttlSeconds,
    reason,
    localStatus,
  }
}
