import { type BinaryNode, getBinaryNodeChildren } from 'baileys'
import { takeCompanionKeys } from './companion-session.ts'
import type { Companion, SignedPreKey } from './directory.ts'
import { deviceOf, lidJid, numberJid } from './jids.ts'
import { child, childBytes, childUint, contentBytes, iqResult, node, uint } from './nodes.ts'
import { phoneBundle, signedPreKeyNode } from './phone-keys.ts'
import type { World } from './world.ts'

/** What an iq leads to beside its answer. */
export interface IqEffects {
  /** Where the client reached the service. */
  host: string
  /** The companion is ready for what waited for it. */
  activate(): void
  /** The companion logs itself out. */
  remove(): void
}

type Handler = (world: World, companion: Companion, iq: BinaryNode, effects: IqEffects) => BinaryNode[] | undefined

/**
 * Answers a companion's query. Each one gets an answer, an empty result where the simulator knows nothing of the
 * subject, because the client holds a timer for every question.
 */
export function answerIq(
  world: World,
  companion: Companion,
  iq: BinaryNode,
  send: (answer: BinaryNode) => void,
  effects: IqEffects,
): void {
  if (iq.attrs.type !== 'get' && iq.attrs.type !== 'set') return
  const subject = Array.isArray(iq.content) ? (iq.content[0]?.tag ?? '') : ''
  const name = `${iq.attrs.xmlns}/${iq.attrs.type}`
  const handler = HANDLERS[`${name}/${subject}`] ?? HANDLERS[name]
  if (!handler) world.log(`unknown iq ${name}/${subject}: answered with an empty result`)
  const afterwards: (() => void)[] = []
  const later: IqEffects = {
    host: effects.host,
    activate: () => afterwards.push(effects.activate),
    remove: () => afterwards.push(effects.remove),
  }
  send(iqResult(iq, handler?.(world, companion, iq, later)))
  for (const effect of afterwards) effect()
}

const HANDLERS: Record<string, Handler> = {
  'encrypt/get/count': ({ directory }, companion) => [node('count', { value: directory.countPreKeys(companion) })],
  'encrypt/get/digest': (_world, companion) => [
    node('digest', {}, [node('registration', {}, uint(companion.registrationId, 4))]),
  ],
  'encrypt/get/key': (world, companion, iq) => [
    node(
      'list',
      {},
      getBinaryNodeChildren(child(iq, 'key'), 'user').map((user) => keysOf(world, companion, user.attrs.jid)),
    ),
  ],
  'encrypt/set': storeKeys,
  'encrypt/set/rotate': storeKeys,
  'passive/set': (_world, _companion, iq, effects) => {
    if (child(iq, 'active')) effects.activate()
    return undefined
  },
  'usync/get': (world, companion, iq) => [
    node('usync', {}, [node('result'), node('list', {}, usersOf(world, companion, child(iq, 'usync')))]),
  ],
  'abt/get': () => [node('props', { version: 1 })],
  'w/get': () => [node('props', { version: 1 })],
  'blocklist/get': () => [node('list')],
  'privacy/get': () => [
    node(
      'privacy',
      {},
      PRIVACY_CATEGORIES.map((name) => node('category', { name, value: 'all' })),
    ),
  ],
  'privacy/set': () => undefined,
  // Two of the same: a client that was told to renew its credentials tries the next one with them.
  'w:m/set/media_conn': ({ media }, { realm }, _iq, { host }) => [
    node(
      'media_conn',
      { auth: media.authFor(realm), ttl: MEDIA_TTL_SECONDS, auth_ttl: MEDIA_TTL_SECONDS, max_buckets: 12 },
      [host, host].map((hostname) => node('host', { hostname, maxContentLengthBytes: 104_857_600 })),
    ),
  ],
  'w:p/get': () => undefined,
  'w:stats/get': () => undefined,
  'urn:xmpp:whatsapp:dirty/set': () => undefined,
  'w:sync:app:state/set': (_world, _companion, iq) => [
    node(
      'sync',
      {},
      getBinaryNodeChildren(child(iq, 'sync'), 'collection').map(({ attrs }) =>
        node('collection', { name: attrs.name, version: attrs.version ?? 0 }),
      ),
    ),
  ],
  'md/set/remove-companion-device': (_world, _companion, _iq, effects) => {
    effects.remove()
    return undefined
  },
}

const MEDIA_TTL_SECONDS = 300

const PRIVACY_CATEGORIES = ['readreceipts', 'last', 'online', 'profile', 'status', 'groupadd', 'calladd', 'messages']

/** Keys for a session with a device: a phone's, or a companion's with one of its one-time keys. */
function keysOf(world: World, { realm }: Companion, jid: string | undefined): BinaryNode {
  const address = deviceOf(world.directory, realm, jid)
  if (address?.device === 0) {
    const { registration, keys } = phoneBundle(world.store, address.account)
    return node('user', { jid }, [registration, ...keys])
  }
  const companion =
    address && world.directory.companion({ realm, number: address.account.number, device: address.device })
  if (!companion) return node('user', { jid }, [node('error', { code: 404, text: 'item-not-found' })])
  const { oneTime } = takeCompanionKeys(world, companion)
  return node('user', { jid }, [
    node('registration', {}, uint(companion.registrationId, 4)),
    node('type', {}, Buffer.from([5])),
    node('identity', {}, companion.identity),
    signedPreKeyNode(companion.signedPreKey),
    ...(oneTime ? [node('key', {}, [node('id', {}, uint(oneTime.id, 3)), node('value', {}, oneTime.value)])] : []),
  ])
}

/** A companion's first upload, a top-up, or a new signed pre-key. */
function storeKeys({ directory }: World, companion: Companion, iq: BinaryNode): undefined {
  const signedPreKey = readSignedPreKey(child(child(iq, 'rotate') ?? iq, 'skey'))
  const registration = childUint(iq, 'registration')
  const current = directory.companion(companion) ?? companion
  directory.update({
    ...current,
    signedPreKey: signedPreKey ?? current.signedPreKey,
    registrationId: registration ?? current.registrationId,
  })
  const keys = getBinaryNodeChildren(child(iq, 'list'), 'key').flatMap((key) => {
    const id = childUint(key, 'id')
    const value = childBytes(key, 'value')
    return id !== undefined && value ? [{ id, value }] : []
  })
  directory.addPreKeys(companion, keys)
  return undefined
}

function readSignedPreKey(skey: BinaryNode | undefined): SignedPreKey | undefined {
  const id = childUint(skey, 'id')
  const value = childBytes(skey, 'value')
  const signature = childBytes(skey, 'signature')
  return id !== undefined && value && signature ? { id, value, signature } : undefined
}

/** Who a list of numbers and JIDs is: on WhatsApp or not, their LIDs, their devices, as far as asked. */
function usersOf(world: World, companion: Companion, usync: BinaryNode | undefined): BinaryNode[] {
  const query = child(usync, 'query')
  const asked = (Array.isArray(query?.content) ? query.content : []).map(({ tag }) => tag)
  return getBinaryNodeChildren(child(usync, 'list'), 'user').map((user) => {
    const phone = contentBytes(child(user, 'contact'))?.toString().replace('+', '')
    const jid = user.attrs.jid ?? `${phone}@s.whatsapp.net`
    const account = deviceOf(world.directory, companion.realm, jid)?.account
    const isByLid = jid.endsWith('@lid')
    const facts: Record<string, () => BinaryNode | undefined> = {
      contact: () => node('contact', { type: account ? 'in' : 'out' }),
      lid: () => (account && !isByLid ? node('lid', { val: lidJid(account) }) : undefined),
      devices: () => account && node('devices', {}, [deviceList(world, companion.realm, account.number)]),
    }
    const known = account && !isByLid ? numberJid(account) : jid
    return node(
      'user',
      { jid: known },
      asked.flatMap((tag) => facts[tag]?.() ?? []),
    )
  })
}

function deviceList({ directory }: World, realm: string, number: string): BinaryNode {
  const companions = directory.companions(realm, number)
  return node('device-list', {}, [
    node('device', { id: 0 }),
    ...companions.map(({ device, keyIndex }) => node('device', { id: device, 'key-index': keyIndex })),
  ])
}
