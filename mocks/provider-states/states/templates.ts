import type { SeedTemplate } from '../../../generated/sandbox/types.gen.ts'
import type { Channel } from '../../../server/domain/channels/channel.ts'
import { accountOf } from '../../../server/domain/templates/account.ts'
import { channelOf, describeChannel, sow } from '../channels.ts'
import { literals, templates } from '../literals.ts'
import { choiceOf, matching, type Params, textOf } from '../params.ts'
import type { Made, Plan, Run, State } from '../state.ts'

/** What may be said to whoever has not written lately. */
export const templateStates = {
  'a template': {
    plan: withoutOthers,
    make: async (run, params) => (await makeTemplate(run, params)).made,
  },
  'a template that was edited today': {
    plan: withoutOthers,
    async make(run, params) {
      const { channel, wanted, made } = await makeTemplate(run, { ...params, status: 'APPROVED', reason: null })
      const { upstream } = accountOf(run.gateway.context, channel)
      const template = (await upstream.list()).find((one) => isThis(one, wanted))
      if (template) await upstream.edit(template.metaId, { components: template.components })
      review(run, channel, wanted, { status: 'APPROVED' })
      return made
    },
  },
} satisfies Record<string, State>

function withoutOthers(plan: Plan, params: Params): void {
  plan.documentedTemplates &&= textOf(params, 'template_name') === undefined
}

const statuses = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const

async function makeTemplate(run: Run, params: Params): Promise<{ channel: Channel; wanted: SeedTemplate; made: Made }> {
  const name = textOf(params, 'template_name')
  const id = textOf(params, 'channel_id')
  const templateId = matching(params, 'template_id', /^[0-9a-f]{24}$/, '24 lower-case hex characters')
  const status = choiceOf(params, 'status', statuses)
  const reason = textOf(params, 'reason')
  const channel = await channelOf(run, id)
  const known = templates.find((one) => one.name === (name ?? templates[0]?.name))
  const wanted: SeedTemplate = {
    ...known,
    name: name ?? known?.name ?? '',
    language: textOf(params, 'language') ?? known?.language ?? literals.templateLanguage,
    body: textOf(params, 'body') ?? known?.body ?? 'Hola.',
    ...(status && { status }),
  }
  await sow(run, run.company, { templates: name === undefined ? [...templates.slice(1), wanted] : [wanted] })
  if (reason !== undefined) review(run, channel, wanted, { status: status ?? 'REJECTED', reason })
  await callIt(run, channel, wanted, templateId ?? literals.templateId)
  const { name: told, language, body } = wanted
  const made = { ...describeChannel(channel, id), template_id: templateId ?? literals.templateId }
  return { channel, wanted, made: { ...made, template_name: told, language, body } }
}

function review(run: Run, { wabaId }: Channel, wanted: SeedTemplate, decision: { status: string; reason?: string }) {
  const { name, language } = wanted
  run.world.graph.reviewTemplates(run.company, { name, language, wabaId: wabaId ?? undefined }, decision)
}

/** The gateway has seen it, and calls it this. A channel that has no templates leaves nothing to be seen. */
async function callIt(run: Run, channel: Channel, wanted: SeedTemplate, id: string): Promise<void> {
  const { context } = run.gateway
  if (channel.kind === 'qr' || channel.state !== 'connected') return
  const { company, waba, upstream } = accountOf(context, channel)
  const seen = (await upstream.list()).find((one) => isThis(one, wanted))
  if (!seen) throw new Error(`Meta does not list ${wanted.name}`)
  const at = context.clock.now()
  const common = { id, company, waba, localStatus: null, metaData: null, createdAt: at, statusAt: at }
  await context.storage.transaction(async (tables) => {
    const known = await tables.templates.findByMetaId(company, seen.metaId)
    if (known) await tables.templates.remove(company, known.id)
    await tables.templates.insert({ ...common, ...seen })
  })
}

function isThis(one: { name: string; language: string }, { name, language }: SeedTemplate): boolean {
  return one.name === name && one.language === language
}
