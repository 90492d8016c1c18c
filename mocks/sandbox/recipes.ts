import type { Credentials, Seed, SeedCompany, SeedReceipt, SeedToken } from '../../generated/sandbox/types.gen.ts'
import { keebaiChannelId } from '../../server/domain/channels/channel-id.ts'
import { getChannel } from '../../server/domain/channels/read.ts'
import type { Context } from '../../server/domain/context.ts'
import type { CompanyId } from '../../server/domain/ids.ts'
import { topics } from '../../server/domain/signals.ts'
import { variablesOf } from '../simulators/graph/templates/component.ts'
import { SimulatorRefusal } from '../simulators/refusal.ts'
import type { World } from '../simulators/world.ts'
import { publicKeyPrefix, sowCompany } from './sow.ts'

/** A company as it was made: what it is reset to. */
export type Recipe = SeedCompany & { id: string }

/** The companies of a sandbox and what each was made of. */
export interface Recipes {
  /** Makes a company of a recipe; one that is there already only gets the tokens it lacks. */
  make(recipe: Recipe): Promise<CompanyId>
  /** Removes a company and makes it again. The simulated world has forgotten it already. */
  remake(company: CompanyId): Promise<void>
  /** Adds what a seed holds; its top lists go to `company`. */
  sow(company: CompanyId, seed: Seed): Promise<SeedReceipt>
  /** What a newcomer needs to act as the company. */
  credentials(company: CompanyId): Promise<Credentials>
}

export function createRecipes(context: Context, world: World): Recipes {
  const { storage, vault, tokenCache, waiting, signals } = context

  async function find(company: CompanyId): Promise<Recipe> {
    const kept = await storage.read.settings.get(settingOf(company))
    if (kept === undefined)
      throw new SimulatorRefusal(404, 'COMPANY_NOT_FOUND', 'the sandbox did not make this company')
    return JSON.parse(vault.open(kept, settingOf(company))) as Recipe
  }

  async function plant(recipe: Recipe): Promise<void> {
    const company = recipe.id as CompanyId
    await sowCompany(context, world, company, recipe)
    // Written last: a company whose recipe is kept is whole.
    await keep(recipe)
  }

  async function keep(recipe: Recipe): Promise<void> {
    const setting = settingOf(recipe.id as CompanyId)
    const kept = vault.seal(JSON.stringify(recipe), setting)
    await storage.transaction(({ settings }) => settings.set(setting, kept))
  }

  /** A store made by an earlier version has the tokens of that version. */
  async function addTokens(company: CompanyId, tokens: SeedToken[]): Promise<void> {
    const kept = await find(company)
    const missing = tokens.filter(({ token }) => !kept.tokens?.some((one) => one.token === token))
    if (missing.length === 0) return
    await sowCompany(context, world, company, { name: kept.name, tokens: missing })
    await keep({ ...kept, tokens: [...(kept.tokens ?? []), ...missing] })
  }

  return {
    async make(recipe) {
      const company = recipe.id as CompanyId
      if ((await storage.read.settings.get(settingOf(company))) === undefined) await plant(recipe)
      else await addTokens(company, recipe.tokens ?? [])
      return company
    },
    async remake(company) {
      const recipe = await find(company)
      await storage.transaction(({ companies }) => companies.remove(company))
      tokenCache.clear()
      // Whoever waits for a message that is gone looks again.
      for (const id of waiting) signals.raise(topics.message(id))
      await plant(recipe)
    },
    async sow(company, { companies = [], ...own }) {
      const name = (await storage.read.companies.find(company))?.name ?? ''
      await sowCompany(context, world, company, { name, ...own })
      for (const one of companies) {
        const recipe = { ...one, id: one.id ?? context.ids.company() }
        const known = await storage.read.settings.get(settingOf(recipe.id as CompanyId))
        if (known === undefined) await plant(recipe)
        else await sowCompany(context, world, recipe.id as CompanyId, recipe)
      }
      const all = [own, ...companies]
      const count = (list: 'tokens' | 'channels' | 'phones' | 'windows' | 'templates') =>
        all.reduce((sum, one) => sum + (one[list]?.length ?? 0), 0)
      return {
        companies: companies.length,
        tokens: count('tokens'),
        channels: count('channels'),
        phones: count('phones'),
        windows: count('windows'),
        templates: count('templates'),
      }
    },
    async credentials(company) {
      const recipe = await find(company)
      const tokenOf = (kind: 'keebai' | 'secret' | 'public') =>
        recipe.tokens?.find((one) => kindOf(one) === kind)?.token ?? ''
      const seeded = recipe.channels?.find((one) => !one.awaits)
      const template = recipe.templates?.[0]
      if (!seeded || !template)
        throw new SimulatorRefusal(404, 'NOT_FOUND', 'the company was seeded without channel or template')
      const channel = await getChannel(context, company, seeded.id)
      return {
        company_id: company,
        keebai: { token: tokenOf('keebai') },
        hubmessage: { secret_key: tokenOf('secret'), public_key: tokenOf('public') },
        channel: {
          id: keebaiChannelId(channel.id),
          phone_number_id: channel.phoneNumberId ?? '',
          phone_number: channel.phoneNumber ?? '',
          waba_id: channel.wabaId ?? '',
        },
        template: { name: template.name, language: template.language, variables: variablesOf(template.body) },
      }
    },
  }
}

function kindOf({ surface, token }: SeedToken): 'keebai' | 'secret' | 'public' {
  if (surface !== 'hubmessage') return 'keebai'
  return token.startsWith(publicKeyPrefix) ? 'public' : 'secret'
}

function settingOf(company: CompanyId): string {
  return `sandbox.company.${company}`
}
