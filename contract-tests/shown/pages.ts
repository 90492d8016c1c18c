import { readDocument } from '../compare/document.ts'
import type { SurfaceName } from '../pact-file/interaction.ts'
import * as hubmessage from './hubmessage-answers.ts'
import { contents } from './hubmessage-contents.ts'
import { events as hubmessageEvents } from './hubmessage-events.ts'
import { requests as hubmessageRequests } from './hubmessage-requests.ts'
import * as templates from './hubmessage-templates.ts'
import * as keebai from './keebai-answers.ts'
import { events as keebaiEvents } from './keebai-events.ts'
import { requests as keebaiRequests } from './keebai-requests.ts'
import * as keebaiTemplates from './keebai-templates.ts'
import type { Pages } from './shown.ts'

/** What the pages of both vendors show. */
export const pages: Record<SurfaceName, Pages> = {
  keebai: {
    requests: [...keebaiRequests, ...keebaiTemplates.requests],
    answers: [
      ...keebai.answers,
      ...keebaiTemplates.answers,
      ...keebai.everywhere.map((one) => ({ ...one, operations: operationsOf('keebai') })),
    ],
    events: [...keebaiEvents, ...keebaiTemplates.events],
  },
  hubmessage: {
    requests: [...hubmessageRequests, ...contents, ...templates.requests],
    answers: [
      ...hubmessage.answers,
      ...templates.answers,
      {
        ...hubmessage.unauthorized,
        operations: operationsOf('hubmessage').filter((id) => !/TemplateWebhooks?$/.test(id)),
      },
    ],
    events: hubmessageEvents,
  },
}

function operationsOf(surface: SurfaceName): string[] {
  return readDocument(surface).operations.flatMap(({ id, isEvent }) => (isEvent ? [] : [id]))
}
