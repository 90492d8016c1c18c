import { phoneDigits } from '../phone/phones.ts'
import { SimulatorRefusal } from '../refusal.ts'
import type { BusinessNumber, Waba } from './assets.ts'
import { emitAccountUpdate } from './events.ts'
import type { GraphWorld } from './world.ts'

/** What the person enters in the dialog. Without a number or its id they bring a fresh one. */
export interface SignupWish {
  wabaId?: string | undefined
  phoneNumberId?: string | undefined
  phoneNumber?: string | undefined
  verifiedName?: string | undefined
  coexistence?: boolean | undefined
  /** The exact code to mint. */
  code?: string | undefined
  /** How long the code lives; 30 s as at Meta. A seeded code waits longer. */
  codeLifetimeMs?: number | undefined
}

/** What the dialog's end leaves: the assets, and the code the browser gets. */
export interface SignupResult {
  wabaId: string
  phoneNumberId: string
  phoneNumber: string
  code: string
  coexistence: boolean
  businessId: string
}

const CODE_LIFETIME_MS = 30_000

/** The person finishes the dialog. Their number is shared with the app; registering it is the app's part. */
export function signup(world: GraphWorld, realm: string, wish: SignupWish): SignupResult {
  return world.store.transaction(() => {
    const known = knownNumber(world, realm, wish)
    if (known && wish.wabaId && known.wabaId !== wish.wabaId) {
      throw new SimulatorRefusal(409, 'NUMBER_IN_ANOTHER_WABA', `The number belongs to WABA ${known.wabaId}`)
    }
    const waba = openWaba(world, realm, known?.wabaId ?? wish.wabaId, wish.verifiedName)
    const number = onboard(world, realm, waba, known, wish)
    const code = mintCode(world, realm, waba.id, wish)
    emitAccountUpdate(world, realm, waba, 'PARTNER_ADDED')
    return {
      wabaId: waba.id,
      phoneNumberId: number.id,
      phoneNumber: number.number,
      code,
      coexistence: number.coexistence,
      businessId: waba.businessId,
    }
  })
}

/** The person shares a WABA and adds no number. */
export function shareWaba(world: GraphWorld, realm: string, wabaId?: string) {
  const waba = openWaba(world, realm, wabaId, undefined)
  const code = mintCode(world, realm, waba.id, {})
  emitAccountUpdate(world, realm, waba, 'PARTNER_ADDED')
  return { wabaId: waba.id, businessId: waba.businessId, code }
}

/** The WABA with this id, made when it is new to the realm; without an id a fresh one. */
export function openWaba(world: GraphWorld, realm: string, id: string | undefined, name: string | undefined): Waba {
  if (id !== undefined) requireGraphId(id, 'waba_id')
  const known = id === undefined ? undefined : world.assets.waba(realm, id)
  if (known) return known
  const waba: Waba = {
    id: id ?? world.ids.graphId(),
    name: name ?? 'Demo',
    businessId: world.ids.graphId(),
    subscribed: false,
  }
  world.assets.saveWaba(realm, waba)
  return waba
}

function knownNumber(world: GraphWorld, realm: string, wish: SignupWish): BusinessNumber | undefined {
  if (wish.phoneNumberId) return world.assets.number(realm, wish.phoneNumberId)
  if (wish.phoneNumber) return world.assets.numberByDigits(realm, phoneDigits(wish.phoneNumber))
  return undefined
}

// A number id that another realm has is the same number there and here: two companies may try to connect one number.
function onboard(
  world: GraphWorld,
  realm: string,
  waba: Waba,
  known: BusinessNumber | undefined,
  wish: SignupWish,
): BusinessNumber {
  if (wish.phoneNumberId !== undefined) requireGraphId(wish.phoneNumberId, 'phone_number_id')
  const twin = known ?? (wish.phoneNumberId ? world.assets.numberElsewhere(wish.phoneNumberId) : undefined)
  requireFreeDigits(world, realm, wish, known)
  const coexistence = wish.coexistence ?? known?.coexistence ?? false
  const digits = known?.number ?? (wish.phoneNumber ? phoneDigits(wish.phoneNumber) : twin?.number)
  const number: BusinessNumber = {
    id: known?.id ?? wish.phoneNumberId ?? world.ids.graphId(),
    wabaId: waba.id,
    number: digits ?? freshNumber(world, realm),
    verifiedName: wish.verifiedName ?? twin?.verifiedName ?? 'Demo',
    coexistence,
    registered: coexistence || (known?.registered ?? false),
    pin: known?.pin,
    onboardedAt: world.clock.now(),
    syncs: [],
  }
  world.assets.saveNumber(realm, number)
  return number
}

function requireFreeDigits(
  world: GraphWorld,
  realm: string,
  wish: SignupWish,
  known: BusinessNumber | undefined,
): void {
  if (known || !wish.phoneNumber) return
  const holder = world.assets.numberByDigits(realm, phoneDigits(wish.phoneNumber))
  if (holder) {
    throw new SimulatorRefusal(409, 'NUMBER_HAS_ANOTHER_ID', `The number has the phone_number_id ${holder.id}`)
  }
}

function freshNumber(world: GraphWorld, realm: string): string {
  for (;;) {
    const digits = world.ids.phoneNumber()
    if (!world.phones.find(realm, digits) && !world.assets.numberByDigits(realm, digits)) return digits
  }
}

function mintCode(world: GraphWorld, realm: string, wabaId: string, wish: SignupWish): string {
  const code = wish.code ?? `AQ${world.ids.opaque(62)}`
  const taken = world.assets.code(code)
  if (taken && taken.realm !== realm) {
    throw new SimulatorRefusal(409, 'CODE_TAKEN', 'This code exists already for somebody else')
  }
  const expiresAt = world.clock.now() + (wish.codeLifetimeMs ?? CODE_LIFETIME_MS)
  world.assets.saveCode(code, { realm, wabaId, expiresAt, used: false })
  return code
}

function requireGraphId(id: string, name: string): void {
  if (!/^\d{1,32}$/.test(id)) {
    throw new SimulatorRefusal(400, 'INVALID_GRAPH_ID', `${name} "${id}" is not a decimal id`)
  }
}
