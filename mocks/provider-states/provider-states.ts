import type { Gateway } from '../../server/compose.ts'
import type { CompanyId } from '../../server/domain/ids.ts'
import { keebaiScopes } from '../../server/domain/tokens/scopes.ts'
import type { Caller, Surface, Token } from '../../server/domain/tokens/token.ts'
import { SimulatorRefusal } from '../simulators/refusal.ts'
import type { World } from '../simulators/world.ts'
import { catalogue, type StateDescription, type StateName } from './catalogue.ts'
import { describeChannel } from './channels.ts'
import { plantCompany, removeCompanies } from './company.ts'
import { templates } from './literals.ts'
import { nearest, plain } from './nearest.ts'
import { type Params, textOf } from './params.ts'
import type { Made, Plan, Run, Switches } from './state.ts'
import { states } from './states.ts'
import { planTokens } from './tokens.ts'

/** The states of a gateway that has no other company, on the world behind it. One run at a time. */
export interface ProviderStates {
  catalogue: readonly StateDescription[]
  /**
   * Makes a state true beside those set up before it and says what there is now. Begins a run when there is none, or
   * when the last one has been used. `''` is no special state. Throws UnknownState.
   */
  setUp(name: string, params?: Params): Promise<Made>
  /** The counterpart of one set-up; after the last one the company is gone. */
  tearDown(name?: string): Promise<void>
  /** Whether a run is under way. */
  readonly running: boolean
  /** On whose behalf a bearer text acts that is no token of the surface. */
  actingCaller(surface: Surface, text: string): Caller | undefined
  /** To be asked before each operation: throws what a state provokes. */
  intercept(): void
  /** To be told of each answered request: a set-up after it begins a new run. */
  used(): void
  /** Read by whoever composes the gateway. */
  switches: Readonly<Switches>
}

/** Asked for a state that is not in the catalogue. */
export class UnknownState extends SimulatorRefusal {
  readonly nearest: string[]

  constructor(name: string) {
    const names = nearest(name, stateNames, 3)
    const listed = names.map((one) => `"${one}"`).join(', ')
    super(400, 'UNKNOWN_STATE', `There is no provider state "${name}". The nearest are ${listed}.`, { nearest: names })
    this.nearest = names
  }
}

export const stateNames: readonly string[] = catalogue.map(({ name }) => name)

interface Step {
  name: StateName | ''
  params: Params
  made: Made
}

/** Of what was made, what is taken as a param when it is made again: what was answered stays true. */
const keptNames = ['session_id', 'broadcast_id', 'webhook_id', 'token', 'phone_number_id', 'phone_number']

export function createProviderStates(parts: {
  gateway: () => Pick<Gateway, 'context' | 'pairings'>
  world: World
  /** Told of each company that is gone. */
  gone(company: CompanyId): void
}): ProviderStates {
  const switches: Switches = { graphUrl: undefined, provoked: undefined }
  let run: Run | undefined
  let steps: Step[] = []
  let undoing: (() => void | Promise<void>)[] = []
  let open = 0
  let used = false
  let queue: Promise<unknown> = Promise.resolve()

  async function setUp(name: string, params: Params): Promise<Made> {
    if (used) await end()
    try {
      const step: Step = { name: known(name), params, made: {} }
      open += 1
      await remake([...steps, step])
      return { ...(await summary(params)), ...step.made }
    } catch (error) {
      // What is there now is nobody's; the next set-up begins anew.
      used = true
      throw error
    }
  }

  /** The company of the same id once more, as all these states want it. */
  async function remake(wanted: Step[]): Promise<void> {
    const plan = planOf(wanted)
    const gateway = parts.gateway()
    const { ids } = gateway.context
    const company = run?.company ?? ids.company()
    const texts = run?.texts ?? { keebai: `kbai_pk_${ids.secret(32)}`, hubmessage: `hm_sk_${ids.secret(32)}` }
    await clear()
    steps = wanted
    const undo = (step: () => void | Promise<void>) => void undoing.push(step)
    const { world } = parts
    const next: Run = { company, gateway, world, plan, switches, texts, acting: none, others: [], undo }
    run = next
    await plantCompany(next)
    for (const step of inOrder(wanted)) {
      if (step.name !== '') step.made = (await states[step.name].make?.(next, paramsOf(step))) ?? {}
    }
  }

  /** What there is in every state. */
  async function summary(params: Params): Promise<Made> {
    if (!run) return {}
    const { company, texts, plan, gateway } = run
    const [channel] = await gateway.context.storage.read.channels.list(company)
    return {
      company_id: company,
      token: textOf(params, 'token') ?? texts.keebai,
      secret_key: texts.hubmessage,
      ...(plan.documentedTemplates && { template_name: templates[0]?.name ?? '' }),
      ...(channel && describeChannel(channel)),
    }
  }

  async function clear(): Promise<void> {
    for (const step of undoing.reverse()) await step()
    undoing = []
    if (run) await removeCompanies(run)
    run = undefined
  }

  async function end(): Promise<void> {
    const { company } = run ?? {}
    await clear()
    if (company) parts.gone(company)
    if (parts.world.clock.offset() !== 0) await parts.world.clock.reset()
    steps = []
    open = 0
    used = false
  }

  /** One after the other, whatever became of the one before. */
  function next<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = queue.then(work, work)
    queue = result.catch(() => undefined)
    return result
  }

  return {
    catalogue,
    switches,
    setUp: (name, params = {}) => next(() => setUp(name, params)),
    tearDown: () =>
      next(async () => {
        open = Math.max(open - 1, 0)
        if (open === 0) await end()
      }),
    get running() {
      return run !== undefined
    },
    actingCaller(surface, text) {
      if (!run) return undefined
      const acts = run.plan.unknownTokensAct || run.plan.tokens.some((one) => one.text === text)
      const token = run.acting[surface]
      return acts && token.revokedAt === null ? { company: run.company, token } : undefined
    },
    intercept() {
      const error = switches.provoked?.()
      if (error) throw error
    },
    used() {
      if (run) used = true
    },
  }
}

function known(name: string): StateName | '' {
  const wanted = plain(name)
  if (wanted === '') return ''
  const found = catalogue.find((state) => plain(state.name) === wanted)
  if (!found) throw new UnknownState(name)
  return found.name
}

function planOf(steps: Step[]): Plan {
  const plan: Plan = {
    documentedChannel: true,
    documentedTemplates: true,
    closed: [],
    unknownTokensAct: true,
    tokens: [],
    scopes: { keebai: [...keebaiScopes], hubmessage: [] },
    rateLimit: undefined,
  }
  for (const step of steps) {
    planTokens(plan, step.params)
    if (step.name !== '') states[step.name].plan?.(plan, step.params)
  }
  return plan
}

function paramsOf({ params, made }: Step): Params {
  const kept = keptNames.filter((name) => name in made).map((name) => [name, made[name]])
  return { ...Object.fromEntries(kept), ...params }
}

function inOrder(steps: Step[]): Step[] {
  const isLast = ({ name }: Step) => name !== '' && states[name].last === true
  return [...steps.filter((step) => !isLast(step)), ...steps.filter(isLast)]
}

const none = {} as Record<Surface, Token>
