import type { Tables } from '../../domain/ports/storage.ts'
import { createBroadcasts, createIdempotencyKeys } from './broadcasts.ts'
import { createChannelSecrets, createChannels, createWindows } from './channels.ts'
import { createCompanies, createTokens } from './companies-tokens.ts'
import type { Connection } from './connection.ts'
import { createConnections } from './connections.ts'
import { createDeliveries } from './deliveries.ts'
import { createFacts, createIngress } from './ingress.ts'
import { createLinks } from './links.ts'
import { createMedia } from './media.ts'
import { createMessages } from './messages.ts'
import { createNotices } from './notices.ts'
import { createPlans } from './plans.ts'
import { createSessions } from './sessions.ts'
import { createSettings } from './settings.ts'
import { createTemplates } from './templates.ts'
import { createEvents, createSubscriptions } from './webhooks.ts'

/** Every repository of the port, on one connection. */
export function createTables(connection: Connection): Tables {
  return {
    companies: createCompanies(connection),
    tokens: createTokens(connection),
    channels: createChannels(connection),
    secrets: createChannelSecrets(connection),
    sessions: createSessions(connection),
    broadcasts: createBroadcasts(connection),
    messages: createMessages(connection),
    idempotency: createIdempotencyKeys(connection),
    ingress: createIngress(connection),
    facts: createFacts(connection),
    windows: createWindows(connection),
    subscriptions: createSubscriptions(connection),
    events: createEvents(connection),
    deliveries: createDeliveries(connection),
    links: createLinks(connection),
    connections: createConnections(connection),
    plans: createPlans(connection),
    media: createMedia(connection),
    templates: createTemplates(connection),
    notices: createNotices(connection),
    settings: createSettings(connection),
  }
}
