import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TemplateCategoryEvent, TemplateStatusEvent } from '../../../generated/hubmessage/types.gen.ts'

interface Told {
  UPDATE_TEMPLATE_STATUS: TemplateStatusEvent
  UPDATE_TEMPLATE_CATEGORY: TemplateCategoryEvent
}

/** Hears what template webhooks of HubMessage are sent, in the order in which it comes. */
export async function openHubHook() {
  const got: (TemplateStatusEvent | TemplateCategoryEvent)[] = []
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    got.push(JSON.parse(body))
    res.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    /** The contents of every event of this type so far. */
    events<Type extends keyof Told>(type: Type): Told[Type]['message']['contents'] {
      const ofType = got.filter((event): event is Told[Type] => event.messageEventType === type)
      return ofType.flatMap(({ message }) => message.contents as never)
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}
