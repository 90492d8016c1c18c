import { Agent } from 'node:https'
import { connect, type NetConnectOpts } from 'node:net'

/** For requests that must be https in name and are spoken without TLS: to the media host of a simulator. */
export function plainHttpAgent(): Agent {
  return new PlainHttpAgent()
}

class PlainHttpAgent extends Agent {
  override createConnection(options: NetConnectOpts): ReturnType<Agent['createConnection']> {
    return connect(options)
  }
}
