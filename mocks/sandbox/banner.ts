import type { Sandbox } from './sandbox.ts'

/** What a newcomer needs next: where it is, who they are, and three commands to type. */
export function sandboxBanner({ url, credentials }: Sandbox, dataDirectory: string | undefined): string {
  const { keebai, hubmessage, channel } = credentials
  return `
  Trunkline sandbox at ${url}  (${dataDirectory === undefined ? 'nothing is kept' : `kept in ${dataDirectory}`}; Ctrl-C stops it)

    Keebai API       ${url}/v1              token       ${keebai.token}
    HubMessage API   ${url}/hubmessage/v1   secret key  ${hubmessage.secret_key}
    Control API      ${url}/_sandbox        phones, clock, faults; no token needed
    Documents        ${url}/v1/docs-json    ${url}/hubmessage/openapi.json

  Type next:

    export KEEBAI_BASE_URL=${url} KEEBAI_API_TOKEN=${keebai.token}
    curl -s $KEEBAI_BASE_URL/v1/messages/text -H "Authorization: Bearer $KEEBAI_API_TOKEN" -H 'Content-Type: application/json' \\
      -d '{"channel_id": "${channel.id}", "to": "+5491155555555", "text": "Hola"}'
    curl -s ${url}/_sandbox/phones/+5491155555555/messages      # Lucio's phone shows it
    npx trunkline whatsapp connect --qr                         # pair a number; POST /_sandbox/phones/{number}/scan scans

`
}
