import type { Sandbox } from './sandbox.ts'

/** What a newcomer needs next: where it is, who they are, and what to type. */
export function sandboxBanner({ url, credentials }: Sandbox, dataDirectory: string | undefined): string {
  const { keebai, hubmessage, channel } = credentials
  const kept = dataDirectory === undefined ? 'nothing is kept' : `everything is kept in ${dataDirectory}`
  return `
  Trunkline sandbox at ${url}  (${kept}; Ctrl-C stops it)

    Keebai API       ${url}/v1
                     token       ${keebai.token}
    HubMessage API   ${url}/hubmessage/v1
                     secret key  ${hubmessage.secret_key}
                     public key  ${hubmessage.public_key}
    Control API      ${url}/_sandbox  (phones, clock, faults; needs no token)
    OpenAPI          ${url}/v1/docs-json  ${url}/hubmessage/openapi.json

  In another terminal:

    export KEEBAI_BASE_URL=${url}
    export KEEBAI_API_TOKEN=${keebai.token}

  Send a message, and read it on the phone of its recipient, Lucio:

    curl -s $KEEBAI_BASE_URL/v1/messages/text -H "Authorization: Bearer $KEEBAI_API_TOKEN" -H 'Content-Type: application/json' \\
      -d '{"channel_id": "${channel.id}", "to": "+5491155555555", "text": "Hola"}'
    curl -s $KEEBAI_BASE_URL/_sandbox/phones/+5491155555555/messages

  Connect another number, in the page that opens:

    ${trunkline()} whatsapp connect

`
}

/** How the command line is called from where this program runs: its sources, or its package. */
export function trunkline(): string {
  return import.meta.url.endsWith('.ts') ? 'npm run trunkline --' : 'npx trunkline'
}
