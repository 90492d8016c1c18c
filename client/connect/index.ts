/** HubMessage's browser SDK: opens Meta's embedded signup and hands over what connects a channel. */
export { ConnectError, type ConnectErrorCode } from './connect-error.ts'
export {
  type ClientOptions,
  type ConnectOptions,
  type ConnectResult,
  HubMessage,
  HubMessage as default,
} from './hub-message.ts'
