/** Every environment variable the gateway reads: what it means, for docs/configuration.md and `.env.example`. */
export const variables = {
  PORT: 'Port to listen on; 4010 when empty, 0 for any free one.',
  TRUNKLINE_HOST: 'Address to listen on; 127.0.0.1 when empty.',
  TRUNKLINE_DATA_DIR: 'Directory of everything that is stored; .trunkline when empty.',
  TRUNKLINE_PUBLIC_URL:
    'How browsers reach this gateway, e.g. https://gateway.example.com; makes verification_uri and the url of received files. The Host of the request when empty.',
  TRUNKLINE_DIALECT: 'auto (answer in the dialect of the request), prose or reference; auto when empty.',
  TRUNKLINE_HUBMESSAGE_HOST: 'A host name under which the HubMessage surface answers at the root as well.',
  TRUNKLINE_HUBMESSAGE_GENERATION:
    "Which generation of HubMessage's contract is spoken: newer (August 2026) or older (April 2026); newer when empty.",
  TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER:
    'Header that carries the signature of a HubMessage delivery; X-HubMessage-Signature when empty.',
  TRUNKLINE_MASTER_KEY:
    'Seals tokens, PINs, webhook secrets and WhatsApp keys: 32 bytes as 64 hex characters or base64. Required by `serve`.',
  TRUNKLINE_LOG_LEVEL: 'trace, debug, info, warn, error or silent; info when empty.',
  TRUNKLINE_PIPELINES: 'Comma-separated ids of the pipelines that exist; any id is accepted when empty.',
  TRUNKLINE_HUBMESSAGE_SUBSCRIPTIONS_MAX:
    'How many channels a company can subscribe at a time through HubMessage; any number when empty.',
  TRUNKLINE_STREAMS_PER_TOKEN: 'Event streams a token may have open at a time; 20 when empty.',
  TRUNKLINE_STREAMS_PER_COMPANY: 'Event streams a company may have open at a time; 100 when empty.',
  TRUNKLINE_SESSIONS_PER_COMPANY: 'Connect sessions a company may have pending at a time; 20 when empty.',
  TRUNKLINE_RATE_LIMIT:
    'Requests a token may make unless it has a limit of its own: 60/min, 1000/h, both, or off; 60/min,1000/h when empty.',
  META_APP_ID: 'Id of your Meta app: digits. The four META_ variables without a default are required by `serve`.',
  META_APP_SECRET: 'Secret of your Meta app; checks webhooks and trades signup codes.',
  META_CONFIG_ID: 'Facebook Login for Business configuration of the embedded signup.',
  META_VERIFY_TOKEN: 'The verify token you entered for the webhook callback at Meta.',
  META_GRAPH_VERSION: 'Graph API version; v26.0 when empty.',
  TRUNKLINE_ALLOW_SIMULATORS: '1 allows a simulated world; never set it in production.',
  TRUNKLINE_WORLD_URL:
    'Where a simulated world listens (`trunkline world`), e.g. http://127.0.0.1:4012; needs TRUNKLINE_ALLOW_SIMULATORS=1.',
} as const

export type VariableName = keyof typeof variables
export type Environment = { [Name in VariableName]?: string | undefined }
