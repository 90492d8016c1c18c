import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Whether an address belongs to the public internet. Allowed is only what is plain `unicast`: lists of what is denied
 * miss NAT64 and 6to4. Of IPv6 that is 2000::/3 without documentation; the library calls unassigned blocks unicast too.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || (address.match(globalUnicast) && !address.match(documentation))
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
const documentation = ipaddr.IPv6.parseCIDR('3fff::/20')

/** Code of the error by which a connection to a name outside the public internet ends. */
export const addressNotPublic = 'ERR_ADDRESS_NOT_PUBLIC'

/** Finds every address of a name; `dns.lookup` is one. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * A look-up for connections that lets a name stand only when every address of it is public. The connection is made to
 * the addresses checked here, so a name that changes its mind in between changes nothing.
 */
export function publicLookup(resolveAll: ResolveAll): LookupFunction {
  return (hostname, options, done) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, [])
      const first = addresses[0]
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return done(Object.assign(new Error('the name leads to a private address'), { code: addressNotPublic }), [])
      }
      if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
}

/** The address a URL names by itself, without brackets; undefined when its host is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return isIP(bare) ? bare : undefined
}
