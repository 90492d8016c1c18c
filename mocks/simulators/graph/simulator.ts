import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WorldClock } from '../clock.ts'
import { type Phones, phoneDigits } from '../phone/phones.ts'
import type { PhoneWrite } from '../phone/writes.ts'
import type { WorldStore } from '../store.ts'
import { clearRealm, openAssets, type SyncType } from './assets.ts'
import { writeInApp } from './business-app.ts'
import { deliver } from './deliver.ts'
import { type GraphFault, openFaults } from './faults.ts'
import { createGraphHttp } from './http.ts'
import { openGraphIds } from './ids.ts'
import { receiveText, receiveWrite, seedReceived } from './inbound.ts'
import { type GraphKnobs, openKnobs } from './knobs.ts'
import { type LedgerEntry, openLedger } from './ledger.ts'
import { createSendLimits } from './limits.ts'
import { openLinks } from './links.ts'
import { clearMedia, seedMedium } from './media.ts'
import type { SendingWorld } from './messages.ts'
import { mintToken } from './oauth.ts'
import { verifyCallback } from './post-webhook.ts'
import { openWaba, type SignupResult, type SignupWish, signup } from './signup.ts'
import { emitFailure } from './statuses.ts'
import { bodyComponent, type Component } from './templates/component.ts'
import { type Decision, decide, openReviews } from './templates/reviews.ts'
import { openTemplates, type Template } from './templates/store.ts'
import { type Callback, openWebhookQueue } from './webhooks.ts'
import { openWindows } from './windows.ts'
import type { GraphApp } from './world.ts'

export type { GraphFault } from './faults.ts'
export type { GraphKnobs } from './knobs.ts'
export type { LedgerEntry } from './ledger.ts'
export type { SignupResult, SignupWish } from './signup.ts'
export type { Callback } from './webhooks.ts'
export type { GraphApp } from './world.ts'

/** A number of a realm's WABAs as the outside sees it. `number` is digits only. */
export interface BusinessAsset {
  phoneNumberId: string
  wabaId: string
  number: string
  verifiedName: string
  coexistence: boolean
  registered: boolean
  /** The syncs of the app that were started since onboarding. */
  syncs: SyncType[]
}

/** A template that is there from the beginning: a body of text, or components in Meta's words. */
export type SeedTemplate = Pick<Template, 'name' | 'language' | 'category' | 'parameterFormat'> & {
  status?: string | undefined
  /** Of one account only. */
  id?: string | undefined
  ttlSeconds?: number | undefined
} & ({ body: string } | { components: Component[] })

/** Meta's Graph API, its JavaScript SDK and its signup dialog, as far as WhatsApp needs them; all state in the world's store. */
export interface GraphSimulator {
  /** Answers a request of the Graph API, the SDK or the dialog. False when the path is not its own. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** The person finishes the signup dialog. A fresh number each time unless an id or a number is given. */
  signup(realm: string, wish: SignupWish): SignupResult
  /** A text from a phone to a business number: opens the window, sends the webhook. Answers the message id. */
  receiveText(realm: string, message: { from: string; to: string; text: string }): string
  /** Whatever a person sends from a phone; the same. */
  receive(realm: string, write: PhoneWrite): Promise<string>
  /** What the business sends from its WhatsApp Business app, under coexistence. */
  writeInApp(realm: string, write: PhoneWrite): Promise<string>
  ownsNumber(realm: string, number: string): boolean
  numbers(realm: string): BusinessAsset[]
  /** Seeds a number that is signed up, registered and subscribed to already; the same seed gives the same token again. */
  seedNumber(
    realm: string,
    asset: {
      wabaId: string
      phoneNumberId: string
      phoneNumber: string
      verifiedName: string
      coexistence?: boolean | undefined
      /** Two-step code of the registration; six digits. */
      pin?: string | undefined
    },
  ): { token: string }
  /** Adds or replaces the template of this name and language. The WABA need not exist yet; `everyWaba` means all of them. */
  seedTemplate(realm: string, wabaId: string, template: SeedTemplate): void
  /** A reviewer decides about the templates of this name; empty when there is none. */
  reviewTemplates(
    realm: string,
    which: { name: string; language?: string | undefined; wabaId?: string | undefined },
    decision: Decision,
  ): (Template & { wabaId: string })[]
  /** An upload of the business under this id; the one that is there stays. */
  seedMedium(
    realm: string,
    phoneNumberId: string,
    medium: { id: string; mime: string; bytes: Uint8Array },
  ): Promise<void>
  /** As if the person had sent a text of this id just now; no webhook. */
  seedReceived(realm: string, phoneNumberId: string, message: { id: string; from: string; text: string }): void
  /** As if the person had written, now or at that time; no webhook. */
  openWindow(realm: string, phoneNumberId: string, phoneNumber: string, at?: number): void
  addFault(realm: string, fault: GraphFault): string
  clearFaults(realm: string): void
  /** How many calls wait because of a `hang`. */
  hanging(realm: string): number
  /** Changes how Meta behaves in a realm, until it is cleared. */
  configure(realm: string, change: Partial<GraphKnobs>): void
  /** Every accepted send of a realm, oldest first. */
  ledger(realm: string): LedgerEntry[]
  /** The subscription handshake with the app-wide callback. False when there is none or it does not repeat the challenge. */
  verifyCallback(): Promise<boolean>
  /** Runs what is due at the clock's time; resolves when nothing is due or in flight. */
  settle(): Promise<void>
  /** Forgets a realm; its tokens and codes stop working. Phones and chats are not its own and stay. */
  clear(realm: string): void
  close(): Promise<void>
}

/** @param options.callback read at each delivery, so it may be set after the start; webhooks wait for it */
export function createGraphSimulator(options: {
  store: WorldStore
  phones: Phones
  clock: WorldClock
  app: GraphApp
  callback: () => Callback | undefined
  seed?: string | undefined
  log?: ((line: string) => void) | undefined
}): GraphSimulator {
  const { store, phones, clock, app } = options
  const log = options.log ?? (() => {})
  const ids = openGraphIds(store, options.seed)
  const assets = openAssets(store)
  const templates = openTemplates(store, ids)
  const reviews = openReviews(() => world)
  const windows = openWindows(store)
  const ledger = openLedger(store)
  const faults = openFaults(store, ids)
  const webhooks = openWebhookQueue({
    store,
    clock,
    ids,
    secret: app.secret,
    callback: (realm, wabaId) => assets.waba(realm, wabaId)?.override ?? options.callback(),
    log,
  })
  const limits = createSendLimits()
  const knobs = openKnobs(store)
  const links = openLinks({
    store,
    ids,
    shelf: phones.shelf,
    arrived(realm, number, message, fetched) {
      if ('media' in fetched) {
        deliver(world, realm, number, { ...message, screen: { ...message.screen, media: fetched.media } })
        return
      }
      ledger.fail(realm, message.wamid, fetched.code)
      emitFailure(world, realm, number, message, fetched)
    },
    log,
  })
  const world: SendingWorld = {
    store,
    phones,
    clock,
    app,
    ids,
    assets,
    webhooks,
    limits,
    knobs,
    ledger,
    templates,
    windows,
    reviews,
    links,
    log,
  }
  const http = createGraphHttp(world, faults)
  reviews.run()

  return {
    handle: http.handle,
    signup: (realm, wish) => signup(world, realm, wish),
    receiveText: (realm, message) => receiveText(world, realm, message),
    receive: (realm, write) => receiveWrite(world, realm, write),
    writeInApp: (realm, write) => writeInApp(world, realm, write),
    ownsNumber: (realm, number) => assets.numberByDigits(realm, phoneDigits(number)) !== undefined,
    numbers: (realm) =>
      assets.numbers(realm).map(({ id, wabaId, number, verifiedName, coexistence, registered, syncs }) => {
        return { phoneNumberId: id, wabaId, number, verifiedName, coexistence, registered, syncs }
      }),
    seedNumber(realm, { wabaId, phoneNumberId, phoneNumber, verifiedName, coexistence = false, pin }) {
      return store.transaction(() => {
        const waba = openWaba(world, realm, wabaId, verifiedName)
        assets.saveWaba(realm, { ...waba, subscribed: true })
        assets.saveNumber(realm, {
          id: phoneNumberId,
          wabaId,
          number: phoneDigits(phoneNumber),
          verifiedName,
          coexistence,
          registered: true,
          pin,
          onboardedAt: clock.now(),
          syncs: [],
        })
        return { token: mintToken(world, realm, wabaId, 'seed') }
      })
    },
    seedTemplate(realm, wabaId, seed) {
      const { id, name, language, category, parameterFormat, status = 'APPROVED', ttlSeconds } = seed
      const components = 'body' in seed ? [bodyComponent(seed.body, parameterFormat)] : seed.components
      const common = { id, name, language, category, parameterFormat, ttlSeconds }
      templates.seed(realm, wabaId, { ...common, status, components })
    },
    reviewTemplates(realm, { name, language, wabaId }, decision) {
      const wabas = wabaId === undefined ? assets.wabas(realm).map(({ id }) => id) : [wabaId]
      return wabas.flatMap((id) =>
        templates
          .list(realm, id)
          .filter((template) => template.name === name && (language ?? template.language) === template.language)
          .map((template) => ({ ...decide(world, realm, id, template, decision), wabaId: id })),
      )
    },
    async seedMedium(realm, phoneNumberId, medium) {
      const number = assets.number(realm, phoneNumberId)
      if (number) await seedMedium(world, realm, number, medium)
    },
    seedReceived: (realm, phoneNumberId, message) => seedReceived(world, realm, phoneNumberId, message),
    openWindow: (realm, phoneNumberId, phoneNumber, at = clock.now()) =>
      windows.open(realm, phoneNumberId, phoneDigits(phoneNumber), at),
    addFault: (realm, fault) => faults.add(realm, fault),
    clearFaults(realm) {
      faults.clear(realm)
      http.release(realm)
    },
    hanging: (realm) => http.hanging(realm),
    configure: (realm, change) => knobs.turn(realm, change),
    ledger: (realm) => ledger.list(realm),
    async verifyCallback() {
      const callback = options.callback()
      return callback ? verifyCallback(callback.url, callback.verifyToken, String(ids.next())) : false
    },
    async settle() {
      reviews.run()
      await links.settle()
      await webhooks.settle()
    },
    clear(realm) {
      http.release(realm)
      store.transaction(() => {
        clearMedia(world, realm)
        for (const part of [assets, templates, windows, ledger, faults, knobs, webhooks, links, reviews])
          part.clear(realm)
        clearRealm(store, 'graph.inbound', realm)
      })
    },
    async close() {
      http.release()
      reviews.close()
      await links.close()
      await webhooks.close()
    },
  }
}
