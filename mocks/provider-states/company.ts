import { topics } from '../../server/domain/signals.ts'
import { createToken } from '../../server/domain/tokens/issue.ts'
import type { Surface, Token } from '../../server/domain/tokens/token.ts'
import { companyName, connectedChannel, sow } from './channels.ts'
import { people, templates } from './literals.ts'
import type { Run } from './state.ts'

/** Makes the company a plan describes; `run.acting` is there afterwards. */
export async function plantCompany(run: Run): Promise<void> {
  const { plan, company } = run
  await sow(run, company, { phones: people, templates: plan.documentedTemplates ? templates : [] })
  run.acting = await issueTokens(run)
  if (plan.documentedChannel) await connectedChannel(run, {})
}

/** Removes everything the run made, and lets go of whoever waits for it. */
export async function removeCompanies(run: Pick<Run, 'company' | 'gateway' | 'world' | 'others'>): Promise<void> {
  const { context, pairings } = run.gateway
  for (const company of [run.company, ...run.others]) {
    await pairings.abandon(company)
    for (const { id, mode, company: of } of await context.storage.read.sessions.pending()) {
      if (mode === 'qr' && of === company) await context.pairing.discard(id)
    }
    run.world.clear(company)
    await context.storage.transaction(({ companies }) => companies.remove(company))
  }
  run.others.length = 0
  context.tokenCache.clear()
  // Whoever waits for a message that is gone looks again.
  for (const id of context.waiting) context.signals.raise(topics.message(id))
}

/** One token per surface to act with, and every token that was named. */
async function issueTokens(run: Run): Promise<Record<Surface, Token>> {
  const named = new Map(run.plan.tokens.map(({ text, surface }) => [text, surface]))
  for (const [text, surface] of named) await issue(run, surface, text)
  return {
    keebai: await issue(run, 'keebai', run.texts.keebai),
    hubmessage: await issue(run, 'hubmessage', run.texts.hubmessage),
  }
}

async function issue({ gateway, company, plan }: Run, surface: Surface, text: string): Promise<Token> {
  const { rateLimit } = plan
  const wish = { company, surface, name: companyName, scopes: plan.scopes[surface], rateLimit, text }
  return (await createToken(gateway.context, wish)).token
}
